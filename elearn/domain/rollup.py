"""From where each person stands to the numbers of a region: one list of rows that table, CSV, JSON and mail render.

Kept counts are per (ALS, course, day of last activity, finished or not); which of the unfinished are *started* and
which *stalled* depends on the day of reading, so it is worked out here and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from elearn.domain.community import AlsLine
from elearn.domain.progress import STALLED_AFTER_DAYS, State

INDIVIDUALS = 0  # stands for an ALS id where members of the RALO without an ALS are counted


@dataclass(frozen=True, slots=True, order=True)
class Home:
    """Where a member is counted: an ALS of a RALO by its id, or INDIVIDUALS."""

    ralo: str
    als_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the fold of one person's events in one course says. Without `last_active_on` nothing was done."""

    started: bool
    last_active_on: date | None
    finished: bool


NOTHING_DONE = Standing(started=False, last_active_on=None, finished=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """People who started and have not finished, and people who have finished; as a difference also negative."""

    unfinished: int = 0
    finished: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.unfinished + other.unfinished, self.finished + other.finished)

    def __neg__(self) -> Tally:
        return Tally(-self.unfinished, -self.finished)

    def __bool__(self) -> bool:
        return bool(self.unfinished or self.finished)


def cells(standing: Standing) -> dict[date, Tally]:
    """What one person with an account adds to the counts of one course: one on her last day, or nothing."""
    if standing.last_active_on is None or not (standing.started or standing.finished):
        return {}
    return {standing.last_active_on: Tally(finished=1) if standing.finished else Tally(unfinished=1)}


def difference(before: Standing, after: Standing) -> dict[date, Tally]:
    """What changes in the counts by day when one person moves; empty when nothing does."""
    change = {day: -tally for day, tally in cells(before).items()}
    for day, tally in cells(after).items():
        change[day] = change.get(day, Tally()) + tally
    return {day: tally for day, tally in change.items() if tally}


def recent_since(today: date) -> date:
    """The first day that still counts as activity *less than 30 days ago*."""
    return today - timedelta(days=STALLED_AFTER_DAYS - 1)


def state_of(standing: Standing, *, joined: bool, today: date) -> State:
    """The state of one person in one course on one day. Without an account she is invited, whatever was done."""
    if not joined:
        return State.INVITED
    if not cells(standing):
        return State.REGISTERED
    if standing.finished:
        return State.FINISHED
    if standing.last_active_on and standing.last_active_on >= recent_since(today):
        return State.STARTED
    return State.STALLED


@dataclass(frozen=True, slots=True)
class Cell:
    """The members of one row in one course by state; they add up to the members."""

    invited: int = 0
    registered: int = 0
    started: int = 0
    stalled: int = 0
    finished: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.invited + other.invited,
            self.registered + other.registered,
            self.started + other.started,
            self.stalled + other.stalled,
            self.finished + other.finished,
        )

    @property
    def members(self) -> int:
        return self.with_account + self.invited

    @property
    def with_account(self) -> int:
        return self.registered + self.started + self.stalled + self.finished

    @property
    def unstarted(self) -> int:
        """Members who have done nothing in this course, whether they have joined or not."""
        return self.invited + self.registered

    @property
    def shade(self) -> int:
        """0 to 4: nobody finished, under 25 % of the members, under 50 %, under 75 %, or more."""
        return 1 + min(3, self.finished * 4 // self.members) if self.finished else 0

    def count(self, state: State) -> int:
        counted: int = getattr(self, state.value)
        return counted


@dataclass(frozen=True, slots=True)
class Row:
    """One ALS (or the individual members, or the totals: both with an empty `als`) and its cell in every course."""

    als: str
    name: str
    country: str
    language: str
    members: int
    cells: Mapping[str, Cell]
    last_active_on: date | None = None

    @property
    def finished(self) -> int:
        return sum(cell.finished for cell in self.cells.values())

    @property
    def unstarted(self) -> bool:
        """There are members, and none of them has started any of these courses."""
        return bool(self.members) and all(cell.unstarted == cell.members for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Beginnings:
    """How many ALSes there are, how many have nobody yet, and in how many with members nobody has started."""

    groups: int = 0
    nobody: int = 0
    unstarted: int = 0


def count_beginnings(rows: Sequence[Row]) -> Beginnings:
    """Of ALSes only: individual members are no group."""
    return Beginnings(len(rows), sum(not row.members for row in rows), sum(row.unstarted for row in rows))


@dataclass(frozen=True, slots=True)
class Report:
    """Who learns where in one RALO on one day. `individual` is None where a filter leaves those people out.

    `beginnings` leaves a filter by state out of account: it says what such a filter would find.
    Two reports with the same `edition`, courses and filters say the same: pages may be kept by it.
    """

    ralo: str
    as_of: date
    courses: tuple[str, ...]
    rows: tuple[Row, ...]
    individual: Row | None
    totals: Row
    beginnings: Beginnings = Beginnings()
    edition: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """All members of one row, and those among them who have not accepted their invitation."""

    members: int = 0
    invited: int = 0

    def __add__(self, other: People) -> People:
        return People(self.members + other.members, self.invited + other.invited)

    def __neg__(self) -> People:
        return People(-self.members, -self.invited)


@dataclass(frozen=True, slots=True)
class Counted:
    """The kept counts of one RALO as read on one day, by ALS id (INDIVIDUALS for people without one).

    `recent` holds the unfinished whose last activity is less than 30 days old.
    """

    people: Mapping[int, People] = field(default_factory=dict)
    tallies: Mapping[tuple[int, str], Tally] = field(default_factory=dict)
    recent: Mapping[tuple[int, str], int] = field(default_factory=dict)
    last_active_on: Mapping[int, date] = field(default_factory=dict)


def make_report(
    ralo: str,
    as_of: date,
    courses: Sequence[str],
    lines: Sequence[tuple[int, AlsLine]],
    counted: Counted,
    *,
    edition: str = "",
) -> Report:
    """Every ALS is a row, the one with nobody too; the individual members and the totals stand beside the rows."""
    rows = report_rows(lines, counted, courses)
    nobody = AlsLine("", "", "", "")
    individual = report_rows([(INDIVIDUALS, nobody)], counted, courses)[0]
    totals = total_row((*rows, individual), courses)
    return Report(ralo, as_of, tuple(courses), rows, individual, totals, count_beginnings(rows), edition)


def report_rows(lines: Sequence[tuple[int, AlsLine]], counted: Counted, courses: Sequence[str]) -> tuple[Row, ...]:
    """One row per ALS in the order given."""
    return tuple(
        Row(
            als=line.code,
            name=line.name,
            country=line.country,
            language=line.language,
            members=counted.people.get(als_id, People()).members,
            cells={course: _cell(counted, als_id, course) for course in courses},
            last_active_on=counted.last_active_on.get(als_id),
        )
        for als_id, line in lines
    )


def total_row(rows: Iterable[Row], courses: Sequence[str]) -> Row:
    """The sum of these rows."""
    rows = tuple(rows)
    days = [row.last_active_on for row in rows if row.last_active_on]
    return Row(
        als="",
        name="",
        country="",
        language="",
        members=sum(row.members for row in rows),
        cells={course: sum((row.cells[course] for row in rows), Cell()) for course in courses},
        last_active_on=max(days, default=None),
    )


def _cell(counted: Counted, als_id: int, course: str) -> Cell:
    people = counted.people.get(als_id, People())
    tally = counted.tallies.get((als_id, course), Tally())
    started = counted.recent.get((als_id, course), 0)
    return Cell(
        invited=people.invited,
        registered=people.members - people.invited - tally.unfinished - tally.finished,
        started=started,
        stalled=tally.unfinished - started,
        finished=tally.finished,
    )
