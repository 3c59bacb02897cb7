"""Corrections of questions whose key was wrong. Rows are only added: what an author decided is never rewritten."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, bindparam, func, insert, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.attempts import AttemptRow, ResponseRow
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.revisions import QuizRev


class CorrectionRow(Base):
    """A decision on one question of one revision: `blob` is the quiz that holds the question as it is right now.

    `question` is the key under which it was asked in `rev`. They apply in the order of `id`.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("way IN ('both', 'full', 'new', 'none')", name="known_way"),
        CheckConstraint("way = 'new' OR NOT may_lower", name="only_new_lowers"),
        Index("ix_correction_quiz_rev", "quiz", "rev"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz: Mapped[str] = mapped_column(String(64))
    rev: Mapped[str] = mapped_column(String(12))
    question: Mapped[str] = mapped_column(String(40))
    way: Mapped[str] = mapped_column(String(4))
    may_lower: Mapped[bool]
    blob: Mapped[str] = mapped_column(ForeignKey("blob.hash"))
    release: Mapped[int] = mapped_column(ForeignKey("release.id"))
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class KeptCorrection:
    """A row of corrections as a value; `id` is their order."""

    id: int
    quiz: str
    rev: str
    question: str
    way: str
    may_lower: bool
    blob: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer with what it is worth now, beside the attempt that it belongs to. Fractions are text (`5/6`)."""

    uid: str
    answer: str
    points: str
    maximum: int
    all_points: str
    all_maximum: int
    passed: bool


_COLUMNS = [getattr(CorrectionRow, name) for name in KeptCorrection.__slots__]
_LATEST = (
    select(CorrectionRow.quiz, CorrectionRow.rev, func.max(CorrectionRow.id).label("latest"))
    .where(CorrectionRow.way != "none")
    .group_by(CorrectionRow.quiz, CorrectionRow.rev)
    .subquery()
)
_BEHIND = (
    select(AttemptRow.u)
    .join(_LATEST, (_LATEST.c.quiz == AttemptRow.quiz) & (_LATEST.c.rev == AttemptRow.rev))
    .where(AttemptRow.corrected < _LATEST.c.latest, AttemptRow.u > bindparam("after"))
    .distinct()
    .order_by(AttemptRow.u)
    .limit(bindparam("most"))
)


def add_corrections(session: Session, rows: Collection[dict[str, object]]) -> None:
    session.execute(insert(CorrectionRow), list(rows))


def list_corrections(session: Session, wanted: Collection[QuizRev]) -> list[KeptCorrection]:
    """Every decision on these revisions, `none` included, in their order."""
    if not wanted:
        return []
    statement = select(*_COLUMNS).where(tuple_(CorrectionRow.quiz, CorrectionRow.rev).in_(sorted(wanted)))
    return [KeptCorrection(*row) for row in session.execute(statement.order_by(CorrectionRow.id))]


def list_behind(session: Session, after: str, most: int) -> list[str]:
    """The next people with attempts that were graded before the newest correction of their revision."""
    return [row.u for row in run(session, _BEHIND, {"after": after, "most": most})]


def iterate_answers(session: Session, quiz: str, rev: str, question: str) -> Iterator[GivenAnswer]:
    """Every answer that was given to a question of one revision, also those of guests; left-out ones too."""
    statement = (
        select(
            AttemptRow.uid,
            ResponseRow.answer,
            ResponseRow.points,
            ResponseRow.maximum,
            AttemptRow.points,
            AttemptRow.maximum,
            AttemptRow.passed,
        )
        .join(ResponseRow, ResponseRow.attempt == AttemptRow.uid)
        .where(AttemptRow.quiz == quiz, AttemptRow.rev == rev, ResponseRow.question == question)
        .execution_options(yield_per=500)
    )
    for row in session.execute(statement):
        yield GivenAnswer(*row)


def list_grades(session: Session, people: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Points and whether it passed, of every attempt of these people by its uid."""
    statement = select(AttemptRow.uid, AttemptRow.points, AttemptRow.passed).where(AttemptRow.u.in_(people))
    return {row.uid: (row.points, row.passed) for row in session.execute(statement)}
