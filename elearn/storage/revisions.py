"""Quiz revisions: what a `rev` means, for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from elearn.domain.completion import Required
from elearn.storage.releases import Blob, QuizRevision, Requirement

QuizRev = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a quiz; `blob` is its newest text (translations are added under the same `rev`)."""

    quiz: str
    rev: str
    course: str
    blob: str
    published_at: datetime


_COLUMNS = [getattr(QuizRevision, name) for name in Revision.__slots__]


def find_revision(session: Session, quiz: str, rev: str) -> Revision | None:
    row = session.execute(select(*_COLUMNS).where(QuizRevision.quiz == quiz, QuizRevision.rev == rev)).first()
    return None if row is None else Revision(*row)


def find_newest_revision(session: Session, quiz: str) -> Revision | None:
    """The revision that readers get now; None for a quiz never published."""
    statement = select(*_COLUMNS).where(QuizRevision.quiz == quiz)
    newest = (QuizRevision.last_release.desc(), QuizRevision.published_at.desc(), QuizRevision.rev)
    row = session.execute(statement.order_by(*newest).limit(1)).first()
    return None if row is None else Revision(*row)


def list_revisions_of(session: Session, quizzes: Collection[str]) -> dict[str, list[Revision]]:
    """Every revision of these quizzes, by quiz, the one that readers get now first."""
    newest = (QuizRevision.last_release.desc(), QuizRevision.published_at.desc(), QuizRevision.rev)
    statement = select(*_COLUMNS).where(QuizRevision.quiz.in_(quizzes)).order_by(QuizRevision.quiz, *newest)
    found: dict[str, list[Revision]] = {}
    for row in session.execute(statement):
        found.setdefault(row.quiz, []).append(Revision(*row))
    return found


def list_revisions(session: Session, wanted: Collection[QuizRev]) -> dict[QuizRev, Revision]:
    """Those of these revisions that were ever published."""
    if not wanted:
        return {}
    statement = select(*_COLUMNS).where(tuple_(QuizRevision.quiz, QuizRevision.rev).in_(sorted(wanted)))
    return {(row.quiz, row.rev): Revision(*row) for row in session.execute(statement)}


def list_quiz_ids(session: Session) -> frozenset[str]:
    """Every id that was ever a quiz's."""
    return frozenset(session.scalars(select(QuizRevision.quiz).distinct()))


def find_quiz_body(session: Session, digest: str) -> bytes | None:
    """The bytes of a quiz by hash; None when no quiz has this hash."""
    return session.scalar(select(Blob.body).where(Blob.hash == digest, Blob.kind == "quiz"))


def list_requirements(session: Session) -> Mapping[str, tuple[Required, ...]]:
    """What finishing each course meant, from the first release to now."""
    statement = select(Requirement.course, Requirement.since_at, Requirement.items)
    history: dict[str, tuple[Required, ...]] = {}
    for row in session.execute(statement.order_by(Requirement.course, Requirement.since_at)):
        history[row.course] = (*history.get(row.course, ()), Required(row.since_at, frozenset(row.items)))
    return history
