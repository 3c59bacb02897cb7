"""Calendar quarters (UTC) that are over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from elearn.domain.days import FIRST_DAY
from elearn.domain.errors import Refused

_NAME = re.compile(r"([0-9]{4})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Quarter:
    """`number` is 1 to 4."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """`2026-Q3`."""
        return f"{self.year}-Q{self.number}"

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        following = Quarter(self.year + self.number // 4, self.number % 4 + 1)
        return following.starts_on - timedelta(days=1)

    @property
    def before(self) -> Quarter:
        return quarter_of(self.starts_on - timedelta(days=1))


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(text: str, today: date) -> Quarter:
    """The quarter of this name; without one, the last that is over.

    Raises Refused with `quarter-wrong` for what is none, is not over yet, or was before anybody could learn here.
    """
    last = quarter_of(today).before
    found = _NAME.fullmatch(text) if text else None
    asked = Quarter(int(found[1]), int(found[2])) if found else last
    if (text and not found) or not FIRST_DAY.year < asked.year <= last.year or asked.starts_on > last.starts_on:
        raise Refused({"quarter": "quarter-wrong"})
    return asked
