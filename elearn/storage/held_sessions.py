"""Sessions that ALSes held with a course's facilitator guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.community import Als
from elearn.storage.upserts import insert_into


class HeldSession(Base):
    """An ALS held one session about a course on a day. Told again, the newer words and numbers stand."""

    __tablename__ = "held_session"
    __table_args__ = (
        CheckConstraint("people BETWEEN 1 AND 10000", name="people_believable"),
        Index(
            "uq_held_session_open",
            "als_id",
            "course",
            "held_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_held_session_day", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    als_id: Mapped[int] = mapped_column(ForeignKey("als.id"))
    course: Mapped[str] = mapped_column(String(64))
    held_on: Mapped[date]
    people: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(32))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as everybody sees it: nobody's name."""

    uid: str
    course: str
    held_on: date
    people: int
    language: str
    notes: str
    als: str
    als_name: str
    als_language: str
    country: str
    ralo: str


def put_session(session: Session, values: Mapping[str, Any]) -> None:
    """Write it down; the same ALS, course and day again replaces people, language and notes."""
    run(session, insert_into(session, HeldSession, _or_correct), [dict(values)])


def _or_correct(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["als_id", "course", "held_on"],
        index_where=text("withdrawn_at IS NULL"),
        set_={name: insert.excluded[name] for name in ("people", "language", "notes")},
    )


def withdraw_session(session: Session, uid: str, now: datetime) -> None:
    session.execute(update(HeldSession).where(HeldSession.uid == uid).values(withdrawn_at=now))


def list_sessions(session: Session, *, course: str, limit: int, offset: int) -> list[SessionLine]:
    """The latest first; of one course when it is given."""
    statement = _lines().order_by(HeldSession.held_on.desc(), HeldSession.id.desc()).limit(limit).offset(offset)
    rows = session.execute(statement.where(HeldSession.course == course) if course else statement)
    return [SessionLine(*row) for row in rows]


def find_session(session: Session, uid: str) -> SessionLine | None:
    row = session.execute(_lines().where(HeldSession.uid == uid)).first()
    return None if row is None else SessionLine(*row)


def _lines() -> Any:
    held = (HeldSession.uid, HeldSession.course, HeldSession.held_on, HeldSession.people, HeldSession.language)
    where = (Als.code, Als.name, Als.language, Als.country, Als.ralo)
    return (
        select(*held, HeldSession.notes, *where)
        .join(Als, Als.id == HeldSession.als_id)
        .where(HeldSession.withdrawn_at.is_(None))
    )


def sum_sessions(session: Session, ralo: str, until: date) -> tuple[int, int]:
    """(sessions held, people reached) by the ALSes of a region up to this day."""
    statement = (
        select(func.count(), func.coalesce(func.sum(HeldSession.people), 0))
        .join(Als, Als.id == HeldSession.als_id)
        .where(Als.ralo == ralo, HeldSession.held_on <= until, HeldSession.withdrawn_at.is_(None))
    )
    row = session.execute(statement).one()
    return int(row[0]), int(row[1])


def list_held(session: Session, ralo: str) -> list[tuple[date, int]]:
    """(day, people) of every session of the ALSes of a region."""
    statement = (
        select(HeldSession.held_on, HeldSession.people)
        .join(Als, Als.id == HeldSession.als_id)
        .where(Als.ralo == ralo, HeldSession.withdrawn_at.is_(None))
    )
    return [(row.held_on, row.people) for row in session.execute(statement)]
