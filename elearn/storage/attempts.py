"""Quiz attempts with the questions as they were seen. Projections of `quiz.submit` events: `rebuild` makes them again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.storage.base import Base, UtcDateTime


class AttemptRow(Base):
    """One submission, graded. `uid` is its event's id; `u` the person (aliases resolved) or the guest.

    `same` is set for submissions by form: two equal ones of one person on one day are one attempt.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_u_quiz", "u", "quiz"),
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


class ResponseRow(Base):
    """One answer of an attempt, by question key: what was given (canonical JSON) and what it was worth."""

    __tablename__ = "response"

    attempt: Mapped[str] = mapped_column(ForeignKey("attempt.uid", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(Text)
    points: Mapped[str] = mapped_column(String(24))
    maximum: Mapped[int]
