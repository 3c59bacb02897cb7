"""PO catalogues: what gettext accepts, and what comes back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from elearn.domain.passages import Passage, Returned, State, Unreadable
from elearn.exchange import po
from elearn.exchange.passage_limits import MAX_BYTES
from tests.makers import NOW

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
HARD = (
    "Plain words.",
    'Quoted "words", a \\ backslash and a tab\there',
    "Several\n\nparagraphs\n\n    with code\n",
    "50 % of %(people)s and {names} and %d",
    "| not | a | comment |",
    "#, fuzzy",
    "地址 عنوان 😀 é\u00a0!",
    "- (x) 128\n  > Yes",
    "line one  \nline two",
    "msgid",
)
PASSAGES = [
    Passage(
        f"ip-reading#k{number}:text",
        text.strip("\n"),
        text.strip("\n")[::-1],
        State.CURRENT,
        "courses/x.md:7",
        "",
        "0a1b2c3d",
    )
    for number, text in enumerate(HARD)
]


def returned(passages: list[Passage]) -> list[Returned]:
    return [Returned(one.name, one.source, one.target, one.state is not State.STALE, one.print) for one in passages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_on_the_way(language: str) -> None:
    catalogue = po.read_passages(po.write_passages(PASSAGES, language=language, now=NOW))
    assert catalogue.language == language
    assert list(catalogue.passages) == returned(PASSAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_accepts_the_file(language: str, tmp_path: Path) -> None:
    """Where gettext is not installed, Babel reads it with errors being errors."""
    path = tmp_path / "courses.po"
    path.write_bytes(po.write_passages(PASSAGES, language=language, now=NOW))
    with path.open("rb") as file:
        assert len(read_po(file, abort_invalid=True)) == len(PASSAGES)
    msgfmt = shutil.which("msgfmt")
    if msgfmt:
        done = subprocess.run([msgfmt, "-c", "-o", str(tmp_path / "x.mo"), str(path)], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_the_same_texts_at_the_same_time_are_the_same_bytes() -> None:
    first, second = (po.write_passages(PASSAGES, language="fr", now=NOW) for _ in range(2))
    assert first == second


def test_equal_texts_in_two_places_stay_two() -> None:
    twice = [Passage("a#one:heading", "Yes", "Oui"), Passage("a#two:heading", "Yes", "Si")]
    found = po.read_passages(po.write_passages(twice, language="fr", now=NOW)).passages
    assert [(one.name, one.target) for one in found] == [("a#one:heading", "Oui"), ("a#two:heading", "Si")]


def test_what_is_out_of_date_is_fuzzy_and_what_is_missing_is_empty() -> None:
    passages = [Passage("a:title", "A", "Ah", State.STALE), Passage("a:summary", "B")]
    text = po.write_passages(passages, language="fr", now=NOW).decode()
    assert '#, fuzzy\nmsgctxt "a:title"' in text
    assert 'msgid "B"\nmsgstr ""' in text
    assert [one.finished for one in po.read_passages(text.encode()).passages] == [False, True]


def test_a_hint_and_the_place_stand_in_comments() -> None:
    text = po.write_passages(
        [
            Passage("a:title", "A", place="courses/a.md:3", hint="Short."),
        ],
        language="fr",
        now=NOW,
    )
    assert b"#. Short.\n#: courses/a.md:3\n" in text


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"])
def test_other_line_ends_and_a_byte_order_mark_are_read(ending: bytes) -> None:
    body = po.write_passages(PASSAGES, language="fr", now=NOW).replace(b"\n", ending)
    assert list(po.read_passages(b"\xef\xbb\xbf" + body).passages) == returned(PASSAGES)


HEAD = b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
REFUSED: list[tuple[bytes, str]] = [
    (b"\x00\xff\xfe", "po"),
    (b"GIF89a", "po"),
    (HEAD + b'msgid "a"\nmsgstr "b\n', "po"),
    (HEAD + b'msgctxt "a:b"\nmsgid "a"\nmsgstr ""\n"b\n', "po"),
    (HEAD.replace(b"utf-8", b"no-such-set") + b'msgctxt "a:b"\nmsgid "a"\nmsgstr "b"\n', "po"),
    (HEAD + b'msgctxt "a:b"\nmsgid "a"\nmsgstr "\xff"\n', "po"),
    (HEAD + b'msgctxt "a:b"\nmsgid "a"\nmsgstr "b"\n\nmsgctxt "a:b"\nmsgid "c"\nmsgstr "d"\n', "passage-twice"),
    (b" " * (MAX_BYTES + 1), "file-big"),
]


@pytest.mark.parametrize(("body", "code"), REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_what_is_no_catalogue_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        po.read_passages(body)
    assert caught.value.code == code


def test_messages_that_are_not_ours_are_left_out() -> None:
    body = HEAD + b'msgid "plain"\nmsgstr "b"\n\n#~ msgctxt "a:b"\n#~ msgid "old"\n#~ msgstr "x"\n'
    body += b'\nmsgctxt "c"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
    assert po.read_passages(body).passages == ()
