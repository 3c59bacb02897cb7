"""What a region was at the end of a week, and which of it may be told to everybody.

A week ends with Sunday (UTC). Whatever leaves the region is in steps of five, and the states of a region's members in a
course are told together or not at all, so that nothing under five can be worked out: docs/decisions/0025.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from elearn.domain.rollup import Cell, Report

SMALL = 5
FEW = "<5"
WITHHELD = ""
WEEKS_SHOWN = 53


@dataclass(frozen=True, slots=True)
class RegionWeek:
    """One RALO at the end of the week that ended on `ends_on`: ALSes, members, and their states by course."""

    ralo: str
    ends_on: date
    groups: int
    nobody: int
    unstarted: int
    members: int
    invited: int
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def all_courses(self) -> Cell:
        """People are counted once per course here."""
        return sum(self.cells.values(), Cell())


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One RALO in one course as everybody may see it: figures in steps of five, FEW, or WITHHELD."""

    ends_on: date
    ralo: str
    course: str
    members: str
    not_started: str
    started: str
    finished: str


def last_week_end(today: date) -> date:
    """The last Sunday that is over."""
    return today - timedelta(days=today.weekday() + 1)


def week_ends(today: date, weeks: int) -> tuple[date, ...]:
    """The last so many, the newest first."""
    newest = last_week_end(today)
    return tuple(newest - timedelta(weeks=back) for back in range(weeks))


def region_week(report: Report) -> RegionWeek:
    """The whole, unfiltered report of a day that ends a week."""
    begun = report.beginnings
    return RegionWeek(
        ralo=report.ralo,
        ends_on=report.as_of,
        groups=begun.groups,
        nobody=begun.nobody,
        unstarted=begun.unstarted,
        members=report.totals.members,
        invited=max((cell.invited for cell in report.totals.cells.values()), default=0),
        cells=dict(report.totals.cells),
    )


def open_rows(weeks: Iterable[RegionWeek]) -> Iterator[OpenRow]:
    """Every RALO in every course, in the order given. No sums over RALOs: one would give away what a row withholds."""
    for week in weeks:
        for course, cell in week.cells.items():
            states = (cell.unstarted, cell.started + cell.stalled, cell.finished)
            told = tuple(in_fives(count) for count in states)
            shown = told if FEW not in (*told, in_fives(week.members)) else (WITHHELD,) * len(told)
            yield OpenRow(week.ends_on, week.ralo, course, in_fives(week.members), *shown)


def in_fives(count: int) -> str:
    """0 as it is, FEW under five, otherwise down to a multiple of five."""
    if 0 < count < SMALL:
        return FEW
    return str(count - count % SMALL)
