"""How long somebody was there, what can be said of her, and codes as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from elearn.domain.attendance import (
    Span,
    Status,
    Word,
    clean_code,
    is_of_another_time,
    make_word,
    minutes_within,
    read_minutes,
    read_share,
    share_of,
    show_code,
)


def span(start: str, end: str, zone: str = "") -> Span:
    return datetime.fromisoformat(f"2026-05-15T{start}{zone}"), datetime.fromisoformat(f"2026-05-15T{end}{zone}")


@pytest.mark.parametrize(
    ("spans", "loose", "minutes"),
    [
        ([], 0, 0),
        ([("13:00", "13:30")], 0, 30),
        ([("13:00", "13:30"), ("13:40", "14:00")], 0, 50),
        ([("13:00", "13:30"), ("13:20", "14:00")], 0, 60),  # on two devices
        ([("13:00", "14:00"), ("13:10", "13:20")], 0, 60),
        ([("13:40", "14:00"), ("13:00", "13:40")], 0, 60),
        ([("13:00", "13:30"), ("13:00", "13:30")], 0, 30),
        ([("13:00", "13:30")], 10.5, 40.5),
    ],
)
def test_spans_that_overlap_count_once(spans: list[tuple[str, str]], loose: float, minutes: float) -> None:
    assert minutes_within([span(*one) for one in spans], loose) == minutes


def test_only_what_lies_in_the_webinar_counts_where_times_have_a_zone() -> None:
    held = datetime(2026, 5, 15, 13, tzinfo=UTC), datetime(2026, 5, 15, 14, tzinfo=UTC)
    assert minutes_within([span("12:00", "13:05", "+00:00"), span("15:55", "18:00", "+02:00")], 0, held) == 10
    assert minutes_within([span("09:00", "10:05", "+00:00")], 0, held) == 0
    assert minutes_within([span("12:00", "13:05")], 0, held) == 65


@pytest.mark.parametrize(
    ("spans", "other"),
    [
        ([], False),
        ([("09:00", "10:05", "")], False),  # whose clock it was nobody knows
        ([("09:00", "10:05", "+00:00")], True),
        ([("09:00", "10:05", "+00:00"), ("12:30", "12:40", "+00:00")], False),  # early, and in the right room
        ([("15:30", "18:00", "+02:00")], False),
        ([("15:01", "18:00", "+00:00")], True),
    ],
)
def test_a_report_of_another_meeting_is_told_by_its_times(spans: list[tuple[str, str, str]], other: bool) -> None:
    held = datetime(2026, 5, 15, 13, tzinfo=UTC), datetime(2026, 5, 15, 14, tzinfo=UTC)
    assert is_of_another_time([span(*one) for one in spans], held) is other


@pytest.mark.parametrize(
    ("minutes", "length", "share"), [(0, 60, 0), (48, 60, 80), (47.9, 60, 79), (60, 60, 100), (90, 60, 100)]
)
def test_a_share_is_rounded_down_and_never_more_than_all(minutes: float, length: int, share: int) -> None:
    assert share_of(minutes, length) == share


@pytest.mark.parametrize(
    ("typed", "share"),
    [("80", 80), (" 80 % ", 80), ("", 100), ("0", 0), ("101", None), ("-1", None), ("8.5", None), ("٨٠", None)],
)
def test_shares_as_they_are_typed(typed: str, share: int | None) -> None:
    assert read_share(typed) == share


@pytest.mark.parametrize(("typed", "minutes"), [("60", 60), ("0", None), ("1440", 1440), ("1441", None), ("", None)])
def test_lengths_as_they_are_typed(typed: str, minutes: int | None) -> None:
    assert read_minutes(typed) == minutes


def test_whoever_was_not_there_was_there_for_nothing() -> None:
    assert make_word("absent", 90, "fr") == Word(Status.ABSENT, 0, "")
    assert make_word("present", 90, "fr") == Word(Status.PRESENT, 90, "fr")
    for status, share in (("perhaps", 90), ("present", 101)):
        with pytest.raises(ValueError, match=r"perhaps|101"):
            make_word(status, share, "")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCD-2345", "ABCD2345"),
        (" abcd 2345 ", "ABCD2345"),
        ("abcd\u20132345", "ABCD2345"),
        ("ABCD-234", ""),
        ("ABCD-2340", ""),  # no zero
        ("A" * 1000, ""),
        ("", ""),
    ],
)
def test_codes_as_they_are_typed(typed: str, code: str) -> None:
    assert clean_code(typed) == code
    assert not code or clean_code(show_code(code)) == code
