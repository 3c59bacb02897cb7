"""Calendars as iCalendar text (RFC 5545): what a phone's calendar takes in, in one language.

All times are UTC, so no time zone has to be described; the reader's calendar shows her own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets without the line end, §3.1
PRODUCT = "-//At-Large//elearn//EN"
# Everything that is no text (§3.1): a name may not end a line or begin another property.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")
_SPECIAL = re.compile(r"([\\;,])")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`start` and `end` are both moments (UTC) or both days, `end` the first that is over. `uid` never changes and
    `sequence` never falls (§3.8.4.7, §3.8.7.4). `alarms` say how long before the start to remind.
    """

    uid: str
    sequence: int
    changed_at: datetime
    start: datetime | date
    end: datetime | date
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    alarms: tuple[timedelta, ...] = ()


def write_calendar(name: str, events: Iterable[CalendarEvent], *, language: str) -> bytes:
    """A whole calendar. The same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME;LANGUAGE={language}:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(event, language)),
        "END:VCALENDAR",
    ]
    return b"".join(_fold(line) for line in lines)


def _event(event: CalendarEvent, language: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(event.changed_at)}"
    yield _time("DTSTART", event.start)
    yield _time("DTEND", event.end)
    yield f"SUMMARY;LANGUAGE={language}:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION;LANGUAGE={language}:{_text(event.description)}"
    if event.location:
        yield f"LOCATION;LANGUAGE={language}:{_text(event.location)}"
    if event.url:
        yield f"URL:{_CONTROL.sub('', event.url)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:OPAQUE"
    for before in () if event.cancelled else event.alarms:
        yield from _alarm(before, event.summary, language)
    yield "END:VEVENT"


def _alarm(before: timedelta, summary: str, language: str) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-PT{int(before.total_seconds()) // 60}M"
    yield f"DESCRIPTION;LANGUAGE={language}:{_text(summary)}"
    yield "END:VALARM"


def _time(name: str, value: datetime | date) -> str:
    if isinstance(value, datetime):
        return f"{name}:{_moment(value)}"
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """§3.3.11."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", unified)).replace("\n", "\\n")


def _fold(line: str) -> bytes:
    """Lines of at most 75 octets; no character is cut in two (§3.1 lets one, and readers then show rubbish)."""
    whole, pieces, start, room = line.encode(), [], 0, LONGEST_LINE
    while len(whole) - start > room:
        end = start + room
        while whole[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(whole[start:end])
        start, room = end, LONGEST_LINE - 1
    return b"\r\n ".join([*pieces, whole[start:]]) + b"\r\n"
