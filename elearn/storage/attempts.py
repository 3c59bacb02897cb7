"""Quiz attempts with the questions as they were seen. Projections of `quiz.submit` events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, bindparam, delete, or_, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.events import EventRow
from elearn.storage.releases import QuizRevision
from elearn.storage.upserts import insert_into, insert_plain, was_inserted

DELETED_AT_ONCE = 5000


class AttemptRow(Base):
    """One submission, graded. `uid` is its event's id; `u` the person (aliases resolved) or the guest.

    `corrected` is the number of the newest correction that its grade knows of, 0 where there was none.
    `same` is set for submissions by form: two equal ones of one person on one day are one attempt.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_u_quiz", "u", "quiz"),
        Index("ix_attempt_quiz_rev", "quiz", "rev"),
        Index("uq_attempt_u_same", "u", "same", unique=True),
    )

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    u: Mapped[str] = mapped_column(String(32))
    course: Mapped[str] = mapped_column(String(64))
    quiz: Mapped[str] = mapped_column(String(64))
    rev: Mapped[str] = mapped_column(String(12))
    seed: Mapped[int]
    lang: Mapped[str] = mapped_column(String(8))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    score: Mapped[str] = mapped_column(String(24))
    points: Mapped[str] = mapped_column(String(24))
    maximum: Mapped[int]
    passed: Mapped[bool]
    quiz_blob: Mapped[str] = mapped_column(String(64))
    same: Mapped[str | None] = mapped_column(String(32))
    corrected: Mapped[int] = mapped_column(default=0, server_default="0")


class ResponseRow(Base):
    """One answer of an attempt, by question key: what was given (canonical JSON) and what it was worth."""

    __tablename__ = "response"

    attempt: Mapped[str] = mapped_column(ForeignKey("attempt.uid", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(Text)
    points: Mapped[str] = mapped_column(String(24))
    maximum: Mapped[int]


@dataclass(frozen=True, slots=True)
class KeptAttempt:
    """A row of attempts as a value. `score` and `points` are exact fractions as text (`5/6`)."""

    uid: str
    u: str
    course: str
    quiz: str
    rev: str
    seed: int
    lang: str
    submitted_at: datetime
    score: str
    points: str
    maximum: int
    passed: bool
    quiz_blob: str
    same: str | None
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class KeptResponse:
    attempt: str
    position: int
    question: str
    answer: str
    points: str
    maximum: int


_COLUMNS = [getattr(AttemptRow, name) for name in KeptAttempt.__slots__]
_EQUAL = select(*_COLUMNS).where(AttemptRow.u == bindparam("person"), AttemptRow.same == bindparam("same"))


def add_attempt(session: Session, attempt: KeptAttempt, responses: Sequence[KeptResponse]) -> bool:
    """False, and nothing is stored, when an attempt with this uid or an equal one of this person is there already."""
    added = was_inserted(session, insert_into(session, AttemptRow, _unless_equal), _as_row(attempt))
    if added:
        add_responses(session, responses)
    return added


def _unless_equal(insert: Any) -> Any:
    return insert.on_conflict_do_nothing()


def _as_row(kept: KeptAttempt | KeptResponse) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in kept.__slots__}


def add_attempts(session: Session, attempts: Sequence[KeptAttempt], responses: Sequence[KeptResponse]) -> None:
    """Store attempts that are known to be new."""
    if attempts:
        run(session, insert_into(session, AttemptRow), [_as_row(attempt) for attempt in attempts])
    add_responses(session, responses)


def add_responses(session: Session, responses: Sequence[KeptResponse]) -> None:
    if responses:
        insert_plain(session, ResponseRow, [_plain(response) for response in responses], KeptResponse.__slots__)


_plain = attrgetter(*KeptResponse.__slots__)


def delete_attempts(session: Session, uids: Collection[str]) -> None:
    """Delete the attempts of these people with their responses."""
    _delete_attempts(session, AttemptRow.u.in_(uids))


def delete_all_attempts(session: Session) -> None:
    """Delete everybody's, some at a time: for one statement the databases remember every row that they checked."""
    last: str | None = ""
    while last is not None:
        later = select(AttemptRow.u).where(AttemptRow.u > last).order_by(AttemptRow.u)
        last = session.scalar(later.offset(DELETED_AT_ONCE).limit(1))
        _delete_attempts(session, true() if last is None else AttemptRow.u <= last)


def _delete_attempts(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(delete(ResponseRow).where(ResponseRow.attempt.in_(select(AttemptRow.uid).where(which))))
    session.execute(delete(AttemptRow).where(which))


def find_attempt(session: Session, uid: str, learner: str) -> KeptAttempt | None:
    """The attempt with this uid where it is this learner's: by person, or by the uid under which it was sent."""
    statement = (
        select(*_COLUMNS)
        .join(EventRow, EventRow.id == AttemptRow.uid)
        .where(AttemptRow.uid == uid, or_(AttemptRow.u == learner, EventRow.u == learner))
    )
    row = session.execute(statement).first()
    return None if row is None else KeptAttempt(*row)


def find_equal_attempt(session: Session, person: str, same: str) -> KeptAttempt | None:
    """The attempt of this person that stands for all equal ones of its day."""
    row = run(session, _EQUAL, {"person": person, "same": same}).first()
    return None if row is None else KeptAttempt(*tuple(row))


def list_attempts_of(session: Session, person: str, quiz: str) -> list[KeptAttempt]:
    """All attempts of one person at one quiz, the newest first."""
    statement = select(*_COLUMNS).where(AttemptRow.u == person, AttemptRow.quiz == quiz)
    newest_first = statement.order_by(AttemptRow.submitted_at.desc(), AttemptRow.uid)
    return [KeptAttempt(*row) for row in session.execute(newest_first)]


def list_responses(session: Session, attempt: str) -> list[KeptResponse]:
    """The answers of one attempt in the order of its page."""
    columns = [getattr(ResponseRow, name) for name in KeptResponse.__slots__]
    statement = select(*columns).where(ResponseRow.attempt == attempt).order_by(ResponseRow.position)
    return [KeptResponse(*row) for row in session.execute(statement)]


def list_seen_questions(session: Session, person: str, quiz: str) -> set[str]:
    """The keys of all questions that this person was ever asked in this quiz."""
    statement = (
        select(ResponseRow.question)
        .join(AttemptRow, AttemptRow.uid == ResponseRow.attempt)
        .where(AttemptRow.u == person, AttemptRow.quiz == quiz)
        .distinct()
    )
    return set(session.scalars(statement))


def list_regradable(session: Session, course: str) -> list[str]:
    """The people whose attempts came without naming the text they saw, and whose quiz has newer translations since."""
    statement = (
        select(AttemptRow.u)
        .join(QuizRevision, (QuizRevision.quiz == AttemptRow.quiz) & (QuizRevision.rev == AttemptRow.rev))
        .where(AttemptRow.course == course, AttemptRow.same.is_(None), AttemptRow.quiz_blob != QuizRevision.blob)
        .distinct()
    )
    return list(session.scalars(statement))
