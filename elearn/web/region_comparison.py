"""The regions side by side: the public figures of the last week, so that nobody learns more here than everybody may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from elearn.domain.weeks import OpenRow


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """`members` and one `finished` per course, as texts of `domain.weeks.OpenRow`."""

    ralo: str
    members: str
    finished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    ends_on: date
    titles: tuple[str, ...]
    rows: tuple[ComparedRow, ...]


def compare(rows: Sequence[OpenRow], titles: Mapping[str, str]) -> Comparison | None:
    """The newest week of these rows; None while none is written. A course since withdrawn keeps its id as title."""
    if not rows:
        return None
    ends_on = max(row.ends_on for row in rows)
    newest = [row for row in rows if row.ends_on == ends_on]
    courses = list(dict.fromkeys(row.course for row in newest))
    return Comparison(ends_on, tuple(titles.get(key, key) for key in courses), _rows(newest, courses))


def _rows(newest: Sequence[OpenRow], courses: Sequence[str]) -> tuple[ComparedRow, ...]:
    found = []
    for ralo, group in groupby(newest, key=lambda row: row.ralo):
        told = {row.course: row for row in group}
        members = next(iter(told.values())).members
        finished = tuple(told[key].finished if key in told else "" for key in courses)
        found.append(ComparedRow(ralo, members, finished))
    return tuple(found)
