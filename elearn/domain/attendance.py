"""Attendance at a webinar: what can be said about one person, and how long somebody was there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from elearn.domain.webinars import Webinar

WHOLE = 100
LONGEST_MINUTES = 1440
# Without letters and digits that are taken for one another when they are read out.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
CODE_MINUTES = (15, 30, 60, 120)
NOON = time(12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# How long before and after its hour people are in the room of an event.
LOOSE = timedelta(hours=1)
Span = tuple[datetime, datetime]


class Status(StrEnum):
    """`APOLOGY`: was not there and had said so."""

    PRESENT = "present"
    ABSENT = "absent"
    APOLOGY = "apology"


class Source(StrEnum):
    """Where a word comes from: what somebody wrote down, what the conference tool measured, the person's own code."""

    LIST = "list"
    FILE = "file"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Word:
    """What is said about one person: `share` in whole percent (0 unless present), `channel` a language or empty."""

    status: Status
    share: int = WHOLE
    channel: str = ""


def make_word(status: str, share: int, channel: str) -> Word:
    """As it is kept: whoever was not there was there for nothing, in no language. Raises ValueError otherwise."""
    found = Status(status)
    if found is not Status.PRESENT:
        return Word(found, 0)
    if not 0 <= share <= WHOLE:
        raise ValueError(share)
    return Word(found, share, channel)


def read_share(text: str) -> int | None:
    """`80`, `80 %` and an empty field (all of it) as whole percent; None for anything else."""
    digits = text.strip().removesuffix("%").strip()
    if not digits:
        return WHOLE
    known = digits.isascii() and digits.isdigit() and len(digits) <= 3
    return int(digits) if known and int(digits) <= WHOLE else None


def read_minutes(text: str) -> int | None:
    """How long a webinar took: 1 to 1440 minutes; None for anything else."""
    known = text.isascii() and text.isdigit() and len(text) <= 4
    return int(text) if known and 1 <= int(text) <= LONGEST_MINUTES else None


def length_of(webinar: Webinar) -> int | None:
    """Its minutes, where its file tells both moments."""
    if webinar.year_only or webinar.whole_days or not webinar.ends:
        return None
    start, end = webinar.span()
    return max(1, round((end - start) / MINUTE))


def held_at(webinar: Webinar, now: datetime) -> datetime:
    """The moment that attendance counts from: its end, noon of its last day, of a year the last one; never later than
    now.
    """
    _start, end = webinar.span()
    if webinar.year_only or webinar.whole_days:
        end = datetime.combine((end - timedelta(days=1)).date(), NOON)
    return min(end, now)


def minutes_within(spans: Iterable[Span], loose: float, within: Span | None = None) -> float:
    """How long somebody was there: spans that overlap count once, those that have no times (`loose`) are added.

    `within`: only what lies in it counts, for spans whose times have a zone.
    """
    total, until = timedelta(), None
    for start, end in sorted(_clipped(span, within) for span in spans):
        begin = start if until is None else max(start, until)
        if end > begin:
            total += end - begin
            until = end
    return total / MINUTE + loose


def is_of_another_time(spans: Iterable[Span], within: Span) -> bool:
    """There are times with a zone, and no one of them comes within an hour of the event: another meeting's report."""
    zoned = [span for span in spans if span[0].tzinfo is not None]
    begin, end = within[0] - LOOSE, within[1] + LOOSE
    return bool(zoned) and all(stop < begin or start > end for start, stop in zoned)


def _clipped(span: Span, within: Span | None) -> Span:
    if within is None or span[0].tzinfo is None:
        return span
    return max(span[0], within[0]), min(span[1], within[1])


def share_of(minutes: float, length: int) -> int:
    """Whole percent, downwards: 79.9 is not 80."""
    return max(0, min(WHOLE, int(minutes * WHOLE / length + 1e-6)))


def clean_code(text: str) -> str:
    """A code as people type it: small letters, hyphens and spaces make no difference. Empty for what can be none."""
    if len(text) > 8 * CODE_LENGTH:
        return ""
    code = "".join(sign for sign in text.upper() if sign not in " -\u2010\u2011\u2013\u00a0\u200e\u200f")
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_SIGNS) else ""


def show_code(code: str) -> str:
    """In two halves, to be read out."""
    return f"{code[:4]}-{code[4:]}"
