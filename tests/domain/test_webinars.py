"""When a webinar is what: announced, live, past; which comes next; what a change does to its number in calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from elearn.domain.recordings import Recording
from elearn.domain.webinars import Channel, State, Webinar, find_next, hour_of, list_coming, list_past, stamp, withdraw

MOMENT, DAYS, YEAR = ("2014-05-15T13:30:00Z", "2014-05-15T14:30:00Z"), ("2014-06-21", "2014-06-26"), ("2014", "")


def made(key: str, starts: str, ends: str = "", why: str = "") -> Webinar:
    record = Recording(id=key, titles={"en": key}, sections=(), language="en")
    return Webinar(id=key, language="en", starts=starts, ends=ends, record=record, summaries={"en": ""}, why=why)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2014-{text}:00Z")


@pytest.mark.parametrize(
    ("times", "hour", "state"),
    [
        (MOMENT, "05-15T12:00", State.ANNOUNCED),
        (MOMENT, "05-15T13:00", State.LIVE),  # the hour in which it starts
        (MOMENT, "05-15T14:00", State.LIVE),
        (MOMENT, "05-15T15:00", State.PAST),
        (("2014-05-15T13:00:00Z", "2014-05-15T14:00:00Z"), "05-15T14:00", State.PAST),
        (("2014-05-15T23:30:00Z", "2014-05-16T00:30:00Z"), "05-16T00:00", State.LIVE),
        (("2014-05-15T13:30:00Z", ""), "05-15T14:00", State.LIVE),
        (DAYS, "06-20T23:00", State.ANNOUNCED),
        (DAYS, "06-21T00:00", State.LIVE),
        (DAYS, "06-26T23:00", State.LIVE),
        (DAYS, "06-27T00:00", State.PAST),
        (YEAR, "01-01T00:00", State.PAST),
    ],
)
def test_states(times: tuple[str, str], hour: str, state: State) -> None:
    assert made("x", *times).state(at(hour)) is state


def test_the_hour_of_a_moment_in_another_zone() -> None:
    assert hour_of(datetime.fromisoformat("2014-05-15T16:59:59+05:30")) == datetime(2014, 5, 15, 11, tzinfo=UTC)


def test_order() -> None:
    year, late = made("year", *YEAR), made("late", "2014-05-15T15:00:00Z", "2014-05-15T16:00:00Z")
    early, days, old = made("early", *MOMENT), made("days", *DAYS), made("old", "2013-01-01T00:00:00Z")
    twin = made("twin", *MOMENT, why="cancelled")
    all_of_them = (days, year, late, twin, early, old)
    assert [one.id for one in list_coming(all_of_them, at("05-15T12:00"))] == ["early", "twin", "late", "days"]
    assert [one.id for one in list_past(all_of_them, at("05-15T12:00"))] == ["year", "old"]
    assert [one.id for one in list_past(all_of_them, at("07-01T00:00"))][:3] == ["days", "late", "early"]
    found = find_next((twin, late), at("05-15T12:00"))
    assert found is late, "a cancelled one is not where people should go"
    assert find_next((twin, year), at("05-15T12:00")) is None


def test_regions() -> None:
    assert made("x", *MOMENT).concerns("AFRALO")
    assert not replace(made("x", *MOMENT), regions=("EURALO",)).concerns("AFRALO")


@pytest.mark.parametrize(
    ("change", "sequence", "is_newer"),
    [
        ({}, 4, False),
        ({"summaries": {"en": "Other words."}}, 4, True),
        ({"starts": "2014-05-15T13:00:00Z"}, 5, True),
        ({"why": "cancelled"}, 5, True),
        ({"channels": (Channel("fr", spoken=False, conference="1838"),)}, 5, True),
        ({"join": "https://example.org/room"}, 5, True),
    ],
)
def test_sequence(change: dict[str, object], sequence: int, is_newer: bool) -> None:
    old = replace(made("x", *MOMENT), sequence=4, changed_at="2014-05-01T00:00:00Z")
    (new,) = stamp([replace(made("x", *MOMENT), **change)], {"x": old}, at("05-02T00:00"))  # type: ignore[arg-type] # names of fields
    assert new.sequence == sequence
    assert (new.changed_at == "2014-05-02T00:00:00Z") is is_newer


def test_a_new_one_begins_at_zero() -> None:
    (new,) = stamp([made("x", *MOMENT)], {}, at("05-02T00:00"))
    assert (new.sequence, new.changed_at) == (0, "2014-05-02T00:00:00Z")


@pytest.mark.parametrize(
    ("times", "why", "left"),
    [
        (MOMENT, "", ("cancelled", 4, "2014-05-10T00:00:00Z")),
        (("2014-05-09T23:30:00Z", "2014-05-10T00:30:00Z"), "moved", ("cancelled", 4, "2014-05-10T00:00:00Z")),
        (MOMENT, "cancelled", ("cancelled", 3, "2014-04-01T00:00:00Z")),
        (("2014-05-09T22:00:00Z", "2014-05-09T23:00:00Z"), "moved", ("moved", 3, "2014-05-10T00:00:00Z")),
        (YEAR, "", ("", 3, "2014-05-10T00:00:00Z")),
    ],
)
def test_taken_away(times: tuple[str, str], why: str, left: tuple[str, int, str]) -> None:
    """It has changed, unless it was cancelled already, and does not change again with the next release."""
    before = replace(made("a", *times, why), sequence=3, changed_at="2014-04-01T00:00:00Z")
    (gone,) = withdraw([], [before], [], at("05-10T00:00"))
    assert (gone.why, gone.sequence, gone.changed_at) == left
    assert withdraw([], [], [gone], at("06-10T00:00")) == (gone,)
    assert withdraw([before], [], [gone], at("06-10T00:00")) == ()
