"""Calendars, read back by two parsers that share no code with ours or with each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject

from elearn.exchange.ics import CalendarEvent, write_calendar

START = datetime(2026, 12, 3, 13, tzinfo=UTC)
CHANGED = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HOSTILE = "a,b;c\\d\nEND:VEVENT\r\nBEGIN:VALARM\x00\u2028x:y"


def event(**other: object) -> CalendarEvent:
    values = {"uid": "one@example.org", "sequence": 3, "changed_at": CHANGED, "start": START}
    return CalendarEvent(**{**values, "end": START + timedelta(hours=1), "summary": "One", **other})  # type: ignore[arg-type] # names of fields


def test_both_parsers_read_the_same() -> None:
    alarms = (timedelta(days=1), timedelta(hours=1))
    told = event(summary="Les adresses, chez vous", description="Une heure\nhttps://x", location="Ici", alarms=alarms)
    body = write_calendar("Événements", [told], language="fr")
    (ours,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    theirs = vobject.readOne(body.decode()).vevent
    assert str(ours["SUMMARY"]) == theirs.summary.value == "Les adresses, chez vous"
    assert ours["SUMMARY"].params["LANGUAGE"] == theirs.summary.params["LANGUAGE"][0] == "fr"
    assert ours.decoded("DTSTART") == theirs.dtstart.value == START
    assert ours.decoded("DTEND") == theirs.dtend.value == START + timedelta(hours=1)
    assert int(str(ours["SEQUENCE"])) == int(theirs.sequence.value) == 3
    assert str(ours["UID"]) == theirs.uid.value == "one@example.org"
    assert str(ours["DESCRIPTION"]) == theirs.description.value == "Une heure\nhttps://x"
    assert [one.decoded("TRIGGER") for one in ours.walk("VALARM")] == [-before for before in alarms]
    assert [one.trigger.value for one in theirs.valarm_list] == [-before for before in alarms]


@pytest.mark.parametrize("text", [HOSTILE, "с" * 200, "中" * 100, "🙂" * 60, "نص " * 50, ""])
def test_texts_come_back_and_open_nothing(text: str) -> None:
    body = write_calendar(text, [event(summary=text, description=text, location=text)], language="en")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    body.decode()
    calendar = icalendar.Calendar.from_ical(body)
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    plain = text.replace("\r\n", "\n").replace("\x00", " ").replace("\u2028", " ")
    assert str(calendar.walk("VEVENT")[0]["SUMMARY"]) == plain
    assert vobject.readOne(body.decode()).vevent.summary.value == plain


def test_every_line_that_is_folded_is_cut_between_characters() -> None:
    body = write_calendar("x", [event(summary="é" * 90)], language="fr")
    for line in body.split(b"\r\n"):
        line.decode()


def test_days_and_what_is_off() -> None:
    days = event(start=date(2014, 6, 21), end=date(2014, 6, 27), cancelled=True, alarms=(timedelta(hours=1),))
    (found,) = icalendar.Calendar.from_ical(write_calendar("x", [days], language="en")).walk("VEVENT")
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2014, 6, 21), date(2014, 6, 27))
    assert str(found["STATUS"]) == "CANCELLED"
    assert not found.walk("VALARM"), "nobody is woken for what does not take place"


def test_the_same_events_are_the_same_bytes() -> None:
    assert write_calendar("x", [event()], language="en") == write_calendar("x", [event()], language="en")
