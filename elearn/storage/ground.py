"""All that folding a person's next event in one course needs to know, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import String, and_, bindparam, func, select
from sqlalchemy.orm import Session

from elearn.domain.completion import Required
from elearn.domain.events import VERSION
from elearn.domain.progress import CourseProgress, from_json
from elearn.storage.base import run
from elearn.storage.corrections import CorrectionRow
from elearn.storage.erasures import Erased, erased_key
from elearn.storage.events import EventRow, IdentityAlias
from elearn.storage.progress import ProgressRow
from elearn.storage.releases import QuizRevision, Requirement
from elearn.storage.revisions import Revision


@dataclass(frozen=True, slots=True)
class Ground:
    """Where `person` stands in `course`. `voided` is True when one of the events asked about was voided beforehand,
    `corrected` when there are corrections of the revision, `erased` when nothing may be kept of this uid any more.
    """

    person: str
    course: str
    progress: CourseProgress
    history: tuple[Required, ...]
    voided: bool
    revision: Revision | None = None
    corrected: bool = False
    erased: bool = False


def find_ground(session: Session, *, u: str, course: str, ids: Collection[str]) -> Ground | None:
    """The ground for these events of the uid `u`; None for a course that was never published."""
    rows = run(session, _OF_COURSE, {"u": u, "course": course, "ids": list(ids), "erased": erased_key(u)}).all()
    return _read(u, course, rows, None) if rows else None


def find_quiz_ground(session: Session, *, u: str, quiz: str, rev: str, ids: Collection[str]) -> Ground | None:
    """The same for a quiz in one revision, whatever its course; None when it was never published."""
    rows = run(session, _OF_QUIZ, {"u": u, "quiz": quiz, "rev": rev, "ids": list(ids), "erased": erased_key(u)}).all()
    if not rows:
        return None
    first = rows[0]
    revision = Revision(first.quiz, first.rev, first.course, first.blob, first.published_at)
    return replace(_read(u, revision.course, rows, revision), corrected=bool(first.corrections))


_U = bindparam("u", type_=String)
_PERSON = func.coalesce(IdentityAlias.to_uid, _U)
_VOIDS = (
    select(func.count())
    .select_from(EventRow)
    .where(
        EventRow.ref.in_(bindparam("ids", expanding=True)),
        EventRow.t == "void",
        EventRow.u == _U,
        EventRow.v == VERSION,
    )
    .scalar_subquery()
)
_ERASED = select(func.count()).select_from(Erased).where(Erased.key == bindparam("erased")).scalar_subquery()
_GROUND = (
    select(
        Requirement.since_at,
        Requirement.items,
        ProgressRow.state,
        _PERSON.label("person"),
        _VOIDS.label("voids"),
        _ERASED.label("erased"),
    )
    .select_from(Requirement)
    .outerjoin(IdentityAlias, IdentityAlias.from_uid == _U)
    .outerjoin(ProgressRow, and_(ProgressRow.course == Requirement.course, ProgressRow.u == _PERSON))
    .order_by(Requirement.since_at)
)
_OF_COURSE = _GROUND.where(Requirement.course == bindparam("course"))
_CORRECTIONS = (
    select(func.count())
    .select_from(CorrectionRow)
    .where(CorrectionRow.quiz == bindparam("quiz"), CorrectionRow.rev == bindparam("rev"))
    .scalar_subquery()
    .label("corrections")
)
_OF_QUIZ = _GROUND.add_columns(*(getattr(QuizRevision, name) for name in Revision.__slots__), _CORRECTIONS).join(
    QuizRevision,
    and_(
        QuizRevision.course == Requirement.course,
        QuizRevision.quiz == bindparam("quiz"),
        QuizRevision.rev == bindparam("rev"),
    ),
)


def _read(u: str, course: str, rows: Any, revision: Revision | None) -> Ground:
    first = rows[0]
    return Ground(
        person=first.person or u,
        course=course,
        progress=from_json(first.state) if first.state else CourseProgress(),
        history=tuple(Required(row.since_at, frozenset(row.items)) for row in rows),
        voided=bool(first.voids),
        revision=revision,
        erased=bool(first.erased),
    )
