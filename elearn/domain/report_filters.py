"""Which rows of a report are shown and in which order: read from an address, applied to the list, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from elearn.domain.days import read_day
from elearn.domain.errors import Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.progress import State
from elearn.domain.regions import COUNTRIES
from elearn.domain.rollup import Cell, Report, Row, count_beginnings, total_row

NOBODY = "nobody"
UNSTARTED = "unstarted"  # members, and none of them has started: `registered` means at least one such person
STATES = (NOBODY, UNSTARTED, *(state.value for state in State))
SORTS = ("name", "people", "last")
VIEWS = ("table", "list")
LONGEST_SILENCE = 9999


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty and 0 mean: not asked for. `sort` is `name`, `people`, `last` or a course id, with `-` for descending."""

    country: str = ""
    language: str = ""
    state: str = ""
    course: str = ""
    silent_days: int = 0
    sort: str = "name"
    as_of: date | None = None
    view: str = "table"

    @property
    def narrow(self) -> bool:
        """True when rows may be missing, so that the sum is not the region's."""
        return bool(self.country or self.language or self.state or self.silent_days)


def read_filters(asked: Mapping[str, str], *, courses: Sequence[str], today: date) -> Filters:
    """The filters of an address. Names that mean nothing here are left alone.

    Raises Refused with `filter-unknown` for a value that is no choice, `day-wrong` and `day-future` for `as_of`.
    """
    sorts = [*SORTS, *courses]
    choices: dict[str, Sequence[str]] = {
        "country": COUNTRIES,
        "language": tuple(LANGUAGES),
        "state": STATES,
        "course": courses,
        "sort": [*sorts, *(f"-{sort}" for sort in sorts)],
        "view": VIEWS,
    }
    given = {name: asked[name] for name in choices if asked.get(name)}
    problems = {name: "filter-unknown" for name, value in given.items() if value not in choices[name]}
    silent = asked.get("silent_days") or "0"
    if not (silent.isascii() and silent.isdigit() and len(silent) <= len(str(LONGEST_SILENCE))):
        problems["silent_days"] = "filter-unknown"
    day, problem = _read_day(asked.get("as_of") or "", today)
    if problem:
        problems["as_of"] = problem
    if problems:
        raise Refused(problems)
    return replace(Filters(), **given, silent_days=int(silent), as_of=day)


def choose_rows(report: Report, filters: Filters) -> Report:
    """The report with only the rows, columns and order that were asked for; totals are those of what is left."""
    courses = (filters.course,) if filters.course else report.courses
    rows = [_only(row, courses) for row in report.rows]
    there = [row for row in rows if _is_there(row, report.as_of, filters)]
    shown = _sort([row for row in there if _has_state(row, filters.state)], filters)
    individual = None if report.individual is None else _only(report.individual, courses)
    # Individual members live in many countries and speak many languages: no such choice means them.
    if individual and not (_is_there(individual, report.as_of, filters) and _has_state(individual, filters.state)):
        individual = None
    summed = shown if individual is None else (*shown, individual)
    return replace(
        report,
        courses=courses,
        rows=shown,
        individual=individual,
        totals=total_row(summed, courses),
        beginnings=count_beginnings(there),
    )


def count_chosen(cell: Cell, state: str) -> int | None:
    """How many people of this cell the state filter asks for; None where it asks for no people."""
    if state == UNSTARTED:
        return cell.unstarted
    return cell.count(State(state)) if state and state != NOBODY else None


def is_silent(row: Row, days: int, today: date) -> bool:
    """True when there are people and none of them did anything for that many days. An empty row is not silent."""
    return bool(row.members) and (row.last_active_on is None or row.last_active_on <= today - timedelta(days=days))


def _read_day(text: str, today: date) -> tuple[date | None, str]:
    if not text:
        return None, ""
    day = read_day(text)
    if day is None:
        return None, "day-wrong"
    return (day, "") if day <= today else (None, "day-future")


def _only(row: Row, courses: Sequence[str]) -> Row:
    return replace(row, cells={course: row.cells[course] for course in courses})


def _is_there(row: Row, today: date, filters: Filters) -> bool:
    return (
        filters.country in ("", row.country)
        and filters.language in ("", row.language)
        and (not filters.silent_days or is_silent(row, filters.silent_days, today))
    )


def _has_state(row: Row, state: str) -> bool:
    if state == NOBODY:
        return not row.members
    if state == UNSTARTED:
        return row.unstarted
    return not state or any(cell.count(State(state)) for cell in row.cells.values())


def _sort(rows: Sequence[Row], filters: Filters) -> tuple[Row, ...]:
    """They come in by name; equals stay in that order. A course goes by what its cells show."""
    name, falling = filters.sort.removeprefix("-"), filters.sort.startswith("-")
    if name == "name":
        return tuple(reversed(rows) if falling else rows)
    keys: dict[str, Callable[[Row], Any]] = {
        "people": lambda row: row.members,
        "last": lambda row: row.last_active_on or date.min,
    }
    by_course = keys.get(name) or (lambda row: _size(row.cells.get(name, Cell()), filters.state))
    return tuple(sorted(rows, key=by_course, reverse=falling))


def _size(cell: Cell, state: str) -> tuple[float, int]:
    """The people asked for, otherwise the share of those who finished."""
    chosen = count_chosen(cell, state)
    if chosen is not None:
        return (float(chosen), chosen)
    return (cell.finished / cell.members if cell.members else 0.0, cell.finished)
