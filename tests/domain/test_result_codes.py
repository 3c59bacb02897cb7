"""Codes and files with results, as chats and people leave them, and as somebody makes them who means harm."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from elearn.domain.errors import Refused
from elearn.domain.events import Event
from elearn.domain.result_codes import (
    LARGEST_INSIDE,
    LARGEST_SENT,
    MOST_EVENTS,
    from_pack,
    read_results,
    same_deed,
    write_code,
)

AT = datetime(2026, 11, 21, 10, 2, 11, 123000, tzinfo=UTC)
ANSWERS = {"bits": "a", "forms": ["a", "b"], "pairs": {"one": "x"}, "why": "بسبب الجار"}
QUIZ = Event(
    "1" * 32,
    "quiz.submit",
    AT,
    c="ip",
    i="ip-final-quiz",
    rev="0123456789ab",
    lang="ar",
    dev="d" * 32,
    seq=2,
    b={"answers": ANSWERS, "seed": 0, "pack": "ba9876543210"},
)
LESSON = Event("2" * 32, "lesson.done", AT, c="ip", i="reading-ipv6", lang="ar", dev="d" * 32, seq=1, b={})
BOTH = (LESSON, QUIZ)
CODE = write_code(BOTH)


def problem(data: bytes | str) -> str:
    with pytest.raises(Refused) as told:
        read_results(data if isinstance(data, bytes) else data.encode())
    assert set(told.value.problems) == {"code"}
    return told.value.problems["code"]


def packed(inside: bytes) -> str:
    return "EL1." + base64.urlsafe_b64encode(zlib.compress(inside, 9)).decode().rstrip("=") + "."


def line(**change: Any) -> str:
    """The lesson's line of JSON with other fields; None takes one out."""
    stated: dict[str, Any] = {
        "v": 1,
        "id": "2" * 32,
        "t": "lesson.done",
        "c": "ip",
        "i": "reading-ipv6",
        "at": "2026-11-21T10:02:11.123Z",
        "b": {},
    }
    return json.dumps({name: value for name, value in (stated | change).items() if value is not ...})


def test_a_code_gives_back_what_was_written() -> None:
    assert read_results(CODE.encode()) == BOTH
    assert CODE.startswith("EL1.")
    assert CODE.endswith(".")
    assert len(write_code([QUIZ])) < 400


@pytest.mark.parametrize(
    "sent",
    [
        f"  {CODE}\n",
        "\n".join(CODE[at : at + 40] for at in range(0, len(CODE), 40)),
        "\r\n> ".join(CODE[at : at + 40] for at in range(0, len(CODE), 40)),
        f"Hello, these are my results: {CODE} Greetings, Amina",
        f"{CODE[:-1]} Greetings",
        CODE[:-1],
        f"\u200f{CODE[:30]}\u200b\u00a0{CODE[30:]}\u200f",
        f"\ufeff{CODE}",
    ],
    ids=["spaces", "broken", "quoted", "in a letter", "no stop, words", "no stop", "marks", "byte order mark"],
)
def test_what_chats_and_letters_do_to_a_code_is_read_over(sent: str) -> None:
    assert read_results(sent.encode()) == BOTH


@pytest.mark.parametrize(
    "sent",
    [
        CODE.encode("utf-16"),
        f"{line()}\n\n{line(id='3' * 32)}\n".encode(),
        f"[{line()}]".encode(),
        packed(line().encode()).encode(),
        line(seq=1, dev="d" * 32, lang="ar", u=None, by="self").encode(),
        line(at="2026-11-21T12:02:11.123+02:00").encode(),
    ],
    ids=["UTF-16", "lines", "a list", "packed", "a browser's own", "another zone"],
)
def test_files_are_read_too(sent: bytes) -> None:
    events = read_results(sent)
    assert events[0].id in ("1" * 32, "2" * 32)
    assert events[0].at == AT


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "result-empty"),
        ("  \n ", "result-empty"),
        ("[]", "result-empty"),
        (packed(b""), "result-empty"),
        ("hello", "result-foreign"),
        ('{"a": 1}', "result-foreign"),
        ("[1, 2]", "result-foreign"),
        (packed(b'"a text"'), "result-foreign"),
        (line(v="1"), "result-foreign"),
        (line(v=True), "result-foreign"),
        (line(v=1, extra="x"), "result-foreign"),
        (line(v=...), "result-foreign"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "result-foreign"),
        (b"PK\x03\x04\xff\xfe", "result-foreign"),
        (b"\xff\xfe\x00", "result-foreign"),
        (CODE[:-30], "result-cut-off"),
        (CODE[:100], "result-cut-off"),
        ("EL1.", "result-cut-off"),
        ("EL1..", "result-cut-off"),
        (CODE[:60] + ("A" if CODE[60] != "A" else "B") + CODE[61:], "result-damaged"),
        ("EL1.AAAA.", "result-damaged"),
        (packed(b"\xff\xfe\xfd"), "result-damaged"),
        (packed(b"{"), "result-damaged"),
        ("[" * 100_000, "result-damaged"),
        ('{"v": NaN}', "result-damaged"),
        ('{"v": ' + "9" * 5_000 + "}", "result-damaged"),
        (line(id=7), "result-damaged"),
        (line(id="not hex"), "result-damaged"),
        (line(t=None), "result-damaged"),
        (line(t=["quiz"]), "result-damaged"),
        (line(at=None), "result-damaged"),
        (line(at="yesterday"), "result-damaged"),
        (line(at="2026-11-21T10:02:11"), "result-damaged"),
        (line(at="0001-01-01T00:00:00+14:00"), "result-damaged"),
        (line(b=[1]), "result-damaged"),
        (line(b=None), "result-damaged"),
        (line(b={"a": "\ud800"}), "result-damaged"),
        (line(b={"a": "x" * 20_000}), "result-damaged"),
        (line(seq=1), "result-damaged"),
        (line(seq=0, dev="d" * 32), "result-damaged"),
        (line(seq=True, dev="d" * 32), "result-damaged"),
        (line(seq=2**31, dev="d" * 32), "result-damaged"),
        (line(c=None), "result-damaged"),
        (line(i=None), "result-damaged"),
        (line(c="x" * 65), "result-damaged"),
        (line(i="a\nb"), "result-damaged"),
        (line(t="quiz.submit"), "result-damaged"),
        (line(t="quiz.submit", rev="0" * 12, b={"answers": "all right"}), "result-damaged"),
        (line(v=2), "result-newer"),
        (line(v=2, new=True), "result-newer"),
        ("EL2." + CODE[4:], "result-newer"),
        (line(t="attend"), "result-kind"),
        (line(t="identity.link", ref="3" * 32), "result-kind"),
        (line(t="void", ref="3" * 32), "result-kind"),
        (line(by="4" * 32), "result-kind"),
        (line(t="quiz.pass"), "result-kind"),
        ("x" * (LARGEST_SENT + 1), "result-too-large"),
        (packed(line().encode() + b" " * LARGEST_INSIDE), "result-too-large"),
        (packed(b"\n".join(line(id=f"{n:032x}").encode() for n in range(MOST_EVENTS + 1))), "result-too-large"),
        (packed(bytes(50_000_000)), "result-too-large"),
    ],
)
def test_what_is_no_result_is_refused_as_a_whole(sent: bytes | str, code: str) -> None:
    assert problem(sent) == code


def test_one_wrong_line_refuses_all_of_them() -> None:
    assert problem(f"{line()}\n{line(t='attend')}") == "result-kind"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"u": "5" * 32}, True),
        ({"u": "5" * 32, "by": "6" * 32}, True),
        ({"at": AT + timedelta(milliseconds=1)}, False),
        ({"b": {**QUIZ.b, "seed": 1}}, False),
        ({"dev": "e" * 32, "seq": 1}, True),
        (
            {"dev": None, "seq": None, "at": AT + timedelta(hours=1), "b": {**QUIZ.b, "blob": "c" * 64, "form": True}},
            True,
        ),
        ({"dev": None, "seq": None, "b": {**QUIZ.b, "seed": 1}}, False),
    ],
)
def test_one_deed_is_one_whoever_hands_it_in(change: dict[str, Any], same: bool) -> None:
    assert same_deed(QUIZ, replace(QUIZ, **change)) is same


def test_what_a_pack_noted_down_says_so() -> None:
    assert [from_pack(event) for event in BOTH] == [False, True]
