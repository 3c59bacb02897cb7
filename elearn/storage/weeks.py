"""What each region was at the end of each week: written once, so that a line over a year costs one small query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.rollup import Cell
from elearn.domain.weeks import RegionWeek
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.upserts import insert_into, was_inserted


class WeekRegion(Base):
    """A RALO on a Sunday: its ALSes (with nobody; with members of whom none has started), its members."""

    __tablename__ = "week_region"

    ends_on: Mapped[date] = mapped_column(primary_key=True)
    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    groups: Mapped[int]
    nobody: Mapped[int]
    unstarted: Mapped[int]
    members: Mapped[int]
    invited: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WeekCourse(Base):
    """The states of those members in one course; they add up to the members."""

    __tablename__ = "week_course"

    ends_on: Mapped[date] = mapped_column(primary_key=True)
    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    place: Mapped[int]
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    invited: Mapped[int]
    registered: Mapped[int]
    started: Mapped[int]
    stalled: Mapped[int]
    finished: Mapped[int]


STATES = ("invited", "registered", "started", "stalled", "finished")
SUMS = ("groups", "nobody", "unstarted", "members", "invited")


def add_week(session: Session, week: RegionWeek, taken_at: datetime) -> bool:
    """False when this week of this RALO is written already: what was told stays told."""
    key: dict[str, Any] = {"ends_on": week.ends_on, "ralo": week.ralo}
    values = key | {name: getattr(week, name) for name in SUMS} | {"taken_at": taken_at}
    if not was_inserted(session, insert_into(session, WeekRegion, _or_nothing), values):
        return False
    rows = [
        key | {"place": place, "course": course} | {state: getattr(cell, state) for state in STATES}
        for place, (course, cell) in enumerate(week.cells.items())
    ]
    if rows:
        run(session, insert_into(session, WeekCourse), rows)
    return True


def _or_nothing(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["ends_on", "ralo"])


def list_written(session: Session, ends_on: Collection[date]) -> set[tuple[str, date]]:
    """(RALO, week) for those of these weeks that are written."""
    rows = session.execute(select(WeekRegion.ralo, WeekRegion.ends_on).where(WeekRegion.ends_on.in_(ends_on)))
    return {(row.ralo, row.ends_on) for row in rows}


def list_weeks(session: Session, *, ralo: str | None, limit: int) -> list[RegionWeek]:
    """The last so many weeks of one RALO, or of all, the oldest first."""
    newest = select(WeekRegion.ends_on).distinct().order_by(WeekRegion.ends_on.desc()).limit(limit)
    days = session.scalars(newest if ralo is None else newest.where(WeekRegion.ralo == ralo)).all()
    cells = _list_cells(session, ralo, days)
    whole = select(WeekRegion).where(WeekRegion.ends_on.in_(days)).order_by(WeekRegion.ends_on, WeekRegion.ralo)
    rows = session.scalars(whole if ralo is None else whole.where(WeekRegion.ralo == ralo))
    return [
        RegionWeek(
            ralo=row.ralo,
            ends_on=row.ends_on,
            **{name: getattr(row, name) for name in SUMS},
            cells=cells.get((row.ends_on, row.ralo), {}),
        )
        for row in rows
    ]


def _list_cells(session: Session, ralo: str | None, days: Collection[date]) -> dict[tuple[date, str], dict[str, Cell]]:
    whole = select(WeekCourse).where(WeekCourse.ends_on.in_(days)).order_by(WeekCourse.place)
    cells: dict[tuple[date, str], dict[str, Cell]] = {}
    for row in session.scalars(whole if ralo is None else whole.where(WeekCourse.ralo == ralo)):
        at = cells.setdefault((row.ends_on, row.ralo), {})
        at[row.course] = Cell(**{state: getattr(row, state) for state in STATES})
    return cells
