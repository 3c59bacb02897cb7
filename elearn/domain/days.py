"""Days as people type them: one way to write them, and the years in which anything of ours can happen."""

from __future__ import annotations

import re
from datetime import date

FIRST_DAY = date(2000, 1, 1)  # before anybody could have learned here; 30 days before year 1 there is no day
LAST_DAY = date(2100, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date | None:
    """A day as `2026-11-22` (ISO 8601's calendar date, and in no other way) of 2000 to 2100; None for anything else."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and is_within(day) else None


def is_within(day: date) -> bool:
    """True for a day that people can mean."""
    return FIRST_DAY <= day <= LAST_DAY
