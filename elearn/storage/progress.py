"""Where each person stands in each course, and the counts per ALS. All of it can be folded again from the events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.storage.base import Base, UtcDateTime


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
    """The unfinished ones by the UTC day of their last activity: `started` or `stalled` is worked out at reading."""

    __tablename__ = "day_count"

    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    als_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    unfinished: Mapped[int] = mapped_column(default=0)


class CountVersion(Base):
    """Rises with every change of a RALO's counts: a page kept in memory knows whether it is still true."""

    __tablename__ = "count_version"

    ralo: Mapped[str] = mapped_column(String(8), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
