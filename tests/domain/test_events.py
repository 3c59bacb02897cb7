"""Events: one text per fact, ids that cannot be taken by others, and times that can be believed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.events import (
    LARGEST_BODY,
    OWN_TYPES,
    TYPES,
    Event,
    canonical_json,
    effective_at,
    event_text,
    form_event_id,
    problem_of,
    same_answers_key,
    same_content,
    time_text,
)
from tests.makers import NOW

SENT = Event(
    "1" * 32,
    "quiz.submit",
    NOW,
    u="a" * 32,
    c="ip",
    i="ip-quiz",
    rev="0123456789ab",
    lang="ar",
    dev="d" * 32,
    seq=17,
    b={"seed": 0, "answers": {"bits": "a"}},
)
BY_FORM = replace(SENT, dev=None, seq=None, b={**SENT.b, "form": True, "blob": "f" * 64})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"a":[true,null,"é"],"b":1}'),
        ({"a": {"d": 1, "c": 2}}, '{"a":{"c":2,"d":1}}'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),  # RFC 8785 sorts by UTF-16
        (("a", "b"), '["a","b"]'),
        ('\u2028\x01"\\', '"\u2028\\u0001\\"\\\\"'),
        ({}, "{}"),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert canonical_json(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": "\ud800"}, {1: 2}, {"a": {1, 2}}, b"x"])
def test_what_json_cannot_carry_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


@given(_values)
def test_reading_and_writing_again_gives_the_same_text(value: object) -> None:
    try:
        text = canonical_json(value)
    except UnicodeEncodeError:
        return
    assert canonical_json(json.loads(text)) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 21, 10, 2, 11, 123000, tzinfo=UTC), "2026-11-21T10:02:11.123Z"),
        (datetime(2026, 11, 21, 10, 2, 11, 123456, tzinfo=UTC), "2026-11-21T10:02:11.123456Z"),
        (datetime(2026, 11, 21, 10, 2, tzinfo=UTC), "2026-11-21T10:02:00.000Z"),
        (datetime(2026, 11, 21, 13, 2, tzinfo=timezone(timedelta(hours=3))), "2026-11-21T10:02:00.000Z"),
    ],
)
def test_times_are_utc_texts(at: datetime, text: str) -> None:
    assert time_text(at) == text
    assert datetime.fromisoformat(text) == at


def test_an_event_is_one_line() -> None:
    assert event_text(SENT) == (
        '{"at":"2026-11-22T10:00:00.000Z","b":{"answers":{"bits":"a"},"seed":0},"c":"ip","dev":"' + "d" * 32 + '",'
        '"i":"ip-quiz","id":"' + "1" * 32 + '","lang":"ar","rev":"0123456789ab","seq":17,"t":"quiz.submit",'
        '"u":"' + "a" * 32 + '","v":1}'
    )


def test_a_device_may_state_less_than_the_site() -> None:
    assert OWN_TYPES < TYPES
    assert not OWN_TYPES & {"identity.link", "attend", "als.join"}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"b": {"answers": {"bits": "a"}, "seed": 0}}, True),
        ({"b": {"answers": {"bits": "b"}, "seed": 0}}, False),
        ({"u": "b" * 32}, False),
        ({"i": "other-quiz"}, False),
        ({"rev": "ba9876543210"}, False),
        ({"t": "note"}, False),
        ({"v": 2}, False),
        ({"ref": "2" * 32}, False),
        ({"at": NOW + timedelta(seconds=1)}, False),
        ({"seq": 18}, False),
        ({"lang": "en"}, False),
    ],
)
def test_two_events_of_devices_are_the_same_when_all_is_equal(change: dict[str, object], same: bool) -> None:
    assert same_content(SENT, replace(SENT, **change)) is same  # type: ignore[arg-type] # the table holds each field's own type


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"at": NOW + timedelta(hours=3)}, True),
        ({"lang": "en"}, True),
        ({"dev": "e" * 32, "seq": 1}, True),
        ({"b": {"answers": {"bits": "a"}, "seed": 0}}, True),
        ({"b": {"answers": {"bits": "b"}, "seed": 0}}, False),
        ({"b": {"answers": {"bits": "a"}, "seed": 1}}, False),
        ({"u": "b" * 32}, False),
    ],
)
def test_a_form_sent_again_is_the_same_at_another_time(change: dict[str, object], same: bool) -> None:
    assert same_content(BY_FORM, replace(BY_FORM, **change)) is same  # type: ignore[arg-type] # the table holds each field's own type


def form_id(**change: object) -> str:
    stated = {"uid": "a" * 32, "quiz": "q", "rev": "r", "seed": 0, "answers": {"k": "a"}, "day": date(2026, 11, 22)}
    return form_event_id(b"secret", **(stated | change))  # type: ignore[arg-type] # the table holds each field's own type


@pytest.mark.parametrize(
    "change",
    [
        {"uid": "b" * 32},
        {"quiz": "q2"},
        {"rev": "r2"},
        {"seed": 1},
        {"answers": {"k": "b"}},
        {"answers": {}},
        {"day": date(2026, 11, 23)},
    ],
)
def test_another_form_has_another_id(change: dict[str, object]) -> None:
    assert form_id() == form_id()
    assert form_id(**change) != form_id()


def test_a_forms_id_is_32_hex_and_needs_the_secret() -> None:
    assert len(form_id()) == 32
    assert int(form_id(), 16) >= 0
    stated = {"uid": "a" * 32, "quiz": "q", "rev": "r", "seed": 0, "answers": {"k": "a"}, "day": date(2026, 11, 22)}
    assert form_event_id(b"another", **stated) != form_id()  # type: ignore[arg-type] # the table holds each field's own type


def test_tuples_and_lists_are_the_same_answers() -> None:
    day = date(2026, 11, 22)
    assert form_id(answers={"k": ("a", "b")}) == form_id(answers={"k": ["a", "b"]})
    assert same_answers_key("q", "r", 0, {"k": ("a",)}, day) == same_answers_key("q", "r", 0, {"k": ["a"]}, day)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x" * 32},
        {"id": "A" * 32},
        {"id": "1" * 31},
        {"id": ""},
        {"t": ""},
        {"t": "x" * 33},
        {"u": "u" * 33},
        {"c": "c\0"},
        {"i": "\ud800"},
        {"rev": "0123456789abc"},
        {"dev": None},
        {"seq": None},
        {"seq": 0},
        {"seq": 2**31},
        {"v": 0},
        {"v": 2**40},
        {"at": NOW.replace(tzinfo=None)},
        {"at": datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))},
        {"b": {"x": float("nan")}},
        {"b": {"x": "\udfff"}},
        {"b": {"x": object()}},
    ],
)
def test_what_can_be_no_row_is_malformed(change: dict[str, object]) -> None:
    assert problem_of(SENT) is None
    assert problem_of(replace(SENT, **change)) == "malformed"  # type: ignore[arg-type] # the table holds each field's own type


def test_a_bottomless_body_is_malformed() -> None:
    body: dict[str, object] = {}
    for _ in range(100_000):
        body = {"b": body}
    assert problem_of(replace(SENT, b=body)) == "malformed"
    while body:  # taken apart by hand: the interpreter would recurse
        inner = body["b"]
        assert isinstance(inner, dict)
        body = inner


@pytest.mark.parametrize(("letter", "fits"), [("x", LARGEST_BODY - 8), ("я", (LARGEST_BODY - 8) // 2)])
def test_a_body_has_a_limit_in_bytes(letter: str, fits: int) -> None:
    assert problem_of(replace(SENT, b={"x": letter * fits})) is None
    assert problem_of(replace(SENT, b={"x": letter * (fits + 1)})) == "too-large"


@pytest.mark.parametrize(("t", "v"), [("something.new", 1), ("quiz.submit", 7)])
def test_what_is_unknown_is_not_malformed(t: str, v: int) -> None:
    assert problem_of(replace(SENT, t=t, v=v)) is None


YEAR = timedelta(days=366)
PUBLISHED = NOW - timedelta(days=10)


@pytest.mark.parametrize(
    ("at", "skew_s", "published_at", "believed"),
    [
        (NOW - timedelta(days=1), 0, PUBLISHED, NOW - timedelta(days=1)),
        (NOW - timedelta(days=1), None, None, NOW - timedelta(days=1)),
        (NOW - timedelta(days=1), 3600, PUBLISHED, NOW - timedelta(hours=23)),
        (NOW - 10 * YEAR, 0, PUBLISHED, PUBLISHED),
        (NOW - 10 * YEAR, 0, None, NOW - 10 * YEAR),
        (NOW - 10 * YEAR, int((10 * YEAR).total_seconds()), PUBLISHED, NOW),
        (NOW + 10 * YEAR, 0, PUBLISHED, NOW + timedelta(minutes=5)),
        (NOW + timedelta(minutes=4), 0, PUBLISHED, NOW + timedelta(minutes=4)),
        (NOW + timedelta(minutes=6), 0, PUBLISHED, NOW + timedelta(minutes=5)),
        (NOW - timedelta(days=20), 0, NOW + timedelta(days=1), NOW - timedelta(days=20)),
        (NOW, 10**30, PUBLISHED, NOW),
        (NOW, -(10**30), PUBLISHED, NOW),
    ],
)
def test_a_time_is_believed_within_bounds(
    at: datetime, skew_s: int | None, published_at: datetime | None, believed: datetime
) -> None:
    assert effective_at(at, skew_s=skew_s, published_at=published_at, received_at=NOW) == believed
