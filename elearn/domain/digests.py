"""What a region's digest tells: figures to compare with, what moved since the last one, and where nobody has begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from elearn.domain.mail import Pace
from elearn.domain.rollup import Cell, Report, Row

# A digest holds at most so many lines per table: the mail stays small, the page has them all.
LINES = 40
A_WEEK = timedelta(days=7)
LARGEST_MAIL = 50_000
# What headers and the seams between the parts take.
MAIL_FRAME = 3_000

Figures = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Moved:
    """One group since the last digest: people who started a course, and who finished one."""

    name: str
    language: str
    started: int
    finished: int


def period_of(pace: Pace, today: date) -> str:
    """The month (`2026-11`) or ISO week (`2026-W47`) in which one digest is made."""
    if pace is Pace.WEEK:
        year, week, _ = today.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{today:%Y-%m}"


def figures_of(report: Report) -> dict[str, dict[str, list[int]]]:
    """ALS code (empty: individual members) -> course -> [started at all, finished]; where neither is, nothing."""
    rows = [*report.rows, *([report.individual] if report.individual else [])]
    found = {row.als: {course: _pair(cell) for course, cell in row.cells.items() if any(_pair(cell))} for row in rows}
    return {als: cells for als, cells in found.items() if cells}


def moved_since(report: Report, figures: Figures) -> tuple[Moved, ...]:
    """Groups in which somebody has started or finished since `figures`, the most first.

    Who moved away takes her figures along: a group with fewer than before has not moved.
    """
    rows = [*report.rows, *([report.individual] if report.individual else [])]
    moved = [_moved(row, figures.get(row.als, {})) for row in rows]
    moved = [line for line in moved if line.started or line.finished]
    return tuple(sorted(moved, key=lambda line: (-line.finished, -line.started)))


def not_started(cell: Cell) -> int:
    return cell.invited + cell.registered


def idle_rows(report: Report) -> tuple[Row, ...]:
    """Groups by how many places in courses nobody has taken up, the most first; groups with nobody in them last."""
    return tuple(sorted(report.rows, key=lambda row: -sum(not_started(cell) for cell in row.cells.values())))


def _pair(cell: Cell) -> list[int]:
    return [cell.started + cell.stalled + cell.finished, cell.finished]


def _moved(row: Row, before: Mapping[str, Any]) -> Moved:
    started = finished = 0
    for course, cell in row.cells.items():
        was_started, was_finished = before.get(course, (0, 0))
        now_started, now_finished = _pair(cell)
        started += max(0, now_started - was_started)
        finished += max(0, now_finished - was_finished)
    return Moved(row.name, row.language, started, finished)
