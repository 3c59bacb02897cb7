"""When an event is: a moment with its zone, days, or a year; and whether its file and its texts agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from elearn.content.diagnostics import Findings
from elearn.content.document import lines_of
from elearn.content.meta import Word
from elearn.content.pages import Page
from elearn.content.schema import MOMENT, moment_of
from elearn.content.source import START, Place
from elearn.content.written_dates import DATED, YEARS, day_of, find_dates

YEAR = re.compile(r"(?:19|20)\d{2}")
CLOCK = re.compile(r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
LONGEST, MOST_DAYS = timedelta(hours=12), timedelta(days=31)
EXAMPLE = "starts: 2026-12-03T13:00Z for a call, 2026-12-03 for a day, 2014 for a year in which it was held"


@dataclass(frozen=True, slots=True)
class Times:
    """As a Webinar has them; both empty where the file does not say."""

    starts: str = ""
    ends: str = ""

    @property
    def timed(self) -> bool:
        return "T" in self.starts

    def days(self) -> tuple[date, date] | None:
        """The first and the last day; None where only a year is known."""
        if len(self.starts) < len("2014-05-15"):
            return None
        return date.fromisoformat(self.starts[:10]), date.fromisoformat((self.ends or self.starts)[:10])


def read_times(page: Page, findings: Findings) -> Times:
    """Reports F008, F009, W001 and W002."""
    word, last = page.meta.words.get("starts"), page.meta.words.get("ends")
    if word is None:
        if page.meta.intact and "starts" not in page.meta.places:
            findings.at(page.source, START, "F008", "`starts` is missing", EXAMPLE)
        return Times()
    starts = _time(page, word, "starts", findings)
    ends = _time(page, last, "ends", findings) if last else ""
    if not starts or (last and not ends):
        return Times()
    if last is None:
        if "T" in starts:
            advice = "add `ends:` with the time at which people may go"
            findings.at(page.source, page.meta.place("starts"), "F008", "`ends` is missing", advice)
        return Times(starts)
    return Times(starts, ends) if _fits(page, starts, ends, last, findings) else Times()


def _time(page: Page, word: Word, key: str, findings: Findings) -> str:
    found = MOMENT.fullmatch(word.text)
    if found and int(word.text[:4]) not in YEARS:
        message = f"the year {word.text[:4]} in `{key}` is too far away to be true"
        findings.at(page.source, word.place, "W001", message, f"write a year from {YEARS[0]} to {YEARS[-1]}")
        return ""
    if YEAR.fullmatch(word.text) and key == "starts":
        return word.text
    if found and found[2] and not found[3]:
        advice = f"write {found[1]}T{found[2]}Z for UTC, or +02:00 for two hours ahead of it"
        findings.at(page.source, word.place, "F009", f"`{key}` needs a time zone", advice)
        return ""
    moment = moment_of(word.text)
    if moment:
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    if found and not found[2] and _is_day(word.text):
        return word.text
    if found:
        message = f"there is no such day or time as `{word.text}`"
        advice = "write year-month-day, months to 12, days to the end of the month, hours to 23, minutes to 59"
        findings.at(page.source, word.place, "W001", message, advice)
    else:
        findings.at(page.source, word.place, "W001", f"`{key}` is neither a time nor a day: `{word.text}`", EXAMPLE)
    return ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _fits(page: Page, starts: str, ends: str, last: Word, findings: Findings) -> bool:
    if len(starts) != len(ends):
        message, advice = "`starts` and `ends` are of two kinds", "write a time in both, or a day in both"
        findings.at(page.source, last.place, "W001", message, advice)
        return False
    first, end = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    if end < first or (end == first and "T" in starts):
        advice = "the later one belongs behind `ends`; both are in UTC when they end in Z"
        message = "this event ends before it starts" if end < first else "this event ends in the moment it starts"
        findings.at(page.source, last.place, "W002", message, advice)
        return False
    if end - first > (LONGEST if "T" in starts else MOST_DAYS):
        advice = "write days without a time for what goes on over days; look at the month and the year"
        findings.at(page.source, last.place, "W002", "this event is too long to be true", advice)
        return False
    return True


def check_name(page: Page, times: Times, findings: Findings) -> None:
    """W003: the list of files is sorted by what their names say."""
    named = times.starts[:10]
    if named and not page.source.slug.startswith(f"{named}-"):
        rest = DATED.sub("", page.source.slug, count=1)
        message = f"the name of this file does not begin with `{named}-`, the day (in UTC) of the event"
        place = page.meta.words["starts"].place
        findings.at(page.source, place, "W003", message, f"rename it to `{named}-{rest}.md`")


def check_title(page: Page, times: Times, findings: Findings) -> None:
    """W005 for a day in title or summary that is none of the event's."""
    days = times.days()
    words = [(key, page.meta.words[key]) for key in ("title", "summary") if key in page.meta.words]
    for key, word in words if days else ():
        for written in find_dates(word.text, page.meta.text("lang", "en")):
            day = day_of(written, int(times.starts[:4]))
            if day and days and not days[0] <= day <= days[1]:
                message = f"the {key} names {day.isoformat()}, the event is on {days[0].isoformat()}"
                findings.at(page.source, word.place, "W005", message, "correct whichever of the two is wrong")


def check_agenda(page: Page, times: Times, findings: Findings) -> None:
    """W011 for a time in the agenda (UTC) at which the event is not on."""
    unit = page.unit("agenda")
    if unit is None or not times.timed or not times.ends:
        return
    first, last = datetime.fromisoformat(times.starts), datetime.fromisoformat(times.ends)
    begin, length = first.hour * 60 + first.minute, int((last - first).total_seconds()) // 60
    lines = sorted({line for token in unit.tokens for line in lines_of(token)})
    for line in lines:
        for found in CLOCK.finditer(page.source.lines[line - 1] if line <= len(page.source.lines) else ""):
            if (int(found[1]) * 60 + int(found[2]) - begin) % (24 * 60) > length:
                message = f"{found[0]} is not between the start and the end of this event (UTC)"
                place = Place(line, found.start() + 1, len(found[0]))
                findings.at(page.source, place, "W011", message, "write the times of the agenda in UTC")
