"""Where each person stands in each course, and the counts per ALS. All of it can be folded again from the events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.progress import CourseProgress, from_json, to_json
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.upserts import insert_into


class ProgressRow(Base):
    """The fold of one person's events in one course. `state` is `domain.progress.CourseProgress` as JSON."""

    __tablename__ = "progress"
    __table_args__ = (Index("ix_progress_course", "course"),)

    u: Mapped[str] = mapped_column(String(32), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    started: Mapped[bool]
    last_active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PeopleCount(Base):
    """Members of one ALS (als_id 0 = individual members of the RALO): all of them, and the invited among them."""

    __tablename__ = "people_count"

    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    als_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    members: Mapped[int] = mapped_column(default=0)
    invited: Mapped[int] = mapped_column(default=0)


class CourseCount(Base):
    """Of those members: who started a course and has not finished it, and who has finished it."""

    __tablename__ = "course_count"

    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    als_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    unfinished: Mapped[int] = mapped_column(default=0)
    finished: Mapped[int] = mapped_column(default=0)


class DayCount(Base):
    """The same by the UTC day of their last activity: `started` or `stalled` is worked out at reading.

    The index answers when an ALS was last seen without reading all its days.
    """

    __tablename__ = "day_count"
    __table_args__ = (Index("ix_day_count_last", "ralo", "als_id", "day"),)

    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    als_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    unfinished: Mapped[int] = mapped_column(default=0)
    finished: Mapped[int] = mapped_column(default=0)


class CountVersion(Base):
    """Rises with every change of a RALO's counts: a page kept in memory knows whether it is still true."""

    __tablename__ = "count_version"

    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


PersonCourse = tuple[str, str]


def put_progress(session: Session, progress: Mapping[PersonCourse, CourseProgress]) -> None:
    """Make this the progress of each (person, course), whether there was any before or not."""
    if not progress:
        return
    rows = [
        {
            "u": u,
            "course": course,
            "state": to_json(state),
            "started": state.started,
            "last_active_at": state.last_active_at,
            "completed_at": state.completed_at,
        }
        for (u, course), state in sorted(progress.items())
    ]
    run(session, insert_into(session, ProgressRow, _or_replace), rows)


def _or_replace(insert: Any) -> Any:
    new = {name: insert.excluded[name] for name in ("state", "started", "last_active_at", "completed_at")}
    return insert.on_conflict_do_update(index_elements=["u", "course"], set_=new)


def list_progress(session: Session, people: Collection[str]) -> dict[PersonCourse, CourseProgress]:
    """What these people have done, by person and course."""
    rows = run(session, _OF_PEOPLE, {"people": list(people)})
    return {(row.u, row.course): from_json(row.state) for row in rows}


_OF_PEOPLE = select(ProgressRow.u, ProgressRow.course, ProgressRow.state).where(
    ProgressRow.u.in_(bindparam("people", expanding=True))
)


def list_course_progress(session: Session, course: str, after: str, limit: int) -> dict[PersonCourse, CourseProgress]:
    """The next people who have done something in a course, in order of uid."""
    statement = (
        select(ProgressRow.u, ProgressRow.course, ProgressRow.state)
        .where(ProgressRow.course == course, ProgressRow.u > after)
        .order_by(ProgressRow.u)
        .limit(limit)
    )
    return {(row.u, row.course): from_json(row.state) for row in session.execute(statement)}


def delete_progress(session: Session, people: Collection[str] | None) -> None:
    """Delete the progress of these people (None: everybody's)."""
    gone = delete(ProgressRow)
    session.execute(gone if people is None else gone.where(ProgressRow.u.in_(people)))
