"""A small course as publishing leaves it in the database, people's events, and a picture of all that is folded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.content.release import encode_quiz
from elearn.domain.course import Quiz
from elearn.domain.events import Event
from elearn.services.attempts import submit_quiz
from elearn.storage.attempts import AttemptRow, ResponseRow
from elearn.storage.base import Base
from elearn.storage.events import IdentityAlias
from elearn.storage.progress import CourseCount, DayCount, PeopleCount, ProgressRow
from elearn.storage.releases import Blob, QuizRevision, Requirement
from tests.domain.quizzes import number, one, quiz, several, text
from tests.makers import NOW

COURSE, QUIZ, REV = "ip", "ip-quiz", "0123456789ab"
PUBLISHED = NOW - timedelta(days=100)
LESSONS = ("four-billion", "reading-ipv6")
SECRET = b"a secret of the tests"
ANSWERS = {"bits": ["a"], "forms": ["a", "b"], "year": ["2011"], "dual": ["Dual Stack"]}
WRONG = {"bits": ["b"]}

FOLDED = (AttemptRow, ResponseRow, ProgressRow, IdentityAlias, PeopleCount, CourseCount, DayCount)


def uid(name: str) -> str:
    """A readable name's 32 hex."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def ip_quiz(rev: str = REV, *, accepted: str = "dual stack") -> Quiz:
    """Four questions, five points, passed with 70 %. A translator may have `accepted` another answer."""
    dual = text("dual", *{"dual stack": 0, accepted: 0}, wrong="tunnel")
    return quiz(one(), several(points=2), number(), dual, rev=rev)


def publish_quiz(
    session: Session, ours: Quiz, *, at: datetime = PUBLISHED, course: str = COURSE, release: int = 1
) -> str:
    """Make this revision of a quiz known; its blob's hash. Published again with other words, the blob is replaced."""
    body = encode_quiz(ours)
    digest = hashlib.sha256(body).hexdigest()
    session.merge(Blob(hash=digest, kind="quiz", body=body))
    known = session.get(QuizRevision, (ours.id, ours.rev))
    if known is None:
        known = QuizRevision(quiz=ours.id, rev=ours.rev, course=course, blob=digest, published_at=at)
        session.add(known)
    known.blob, known.last_release = digest, release
    session.commit()
    return digest


def require(session: Session, *items: str, at: datetime = PUBLISHED, course: str = COURSE) -> None:
    """From `at` on, finishing the course means these."""
    session.add(Requirement(course=course, since_at=at, items=sorted(items)))
    session.commit()


def publish_course(session: Session) -> None:
    """Two lessons and a quiz."""
    publish_quiz(session, ip_quiz())
    require(session, *LESSONS, QUIZ)


def lesson_done(name: str, who: str, lesson: str = LESSONS[0], **change: Any) -> Event:
    """`who` has done a lesson; `name` becomes the event's id."""
    event = Event(uid(name), "lesson.done", NOW, u=uid(who), c=COURSE, i=lesson, lang="en")
    return replace(event, **change)


def quiz_sent(name: str, who: str, answers: dict[str, Any] | None = None, **change: Any) -> Event:
    body = {"answers": {"bits": "a"} if answers is None else answers, "seed": 0}
    event = Event(uid(name), "quiz.submit", NOW, u=uid(who), c=COURSE, i=QUIZ, rev=REV, lang="en", b=body)
    return replace(event, **change)


def void(name: str, target: Event, **change: Any) -> Event:
    return replace(Event(uid(name), "void", NOW, u=target.u, ref=target.id), **change)


def link(name: str, source: str, target: str, **change: Any) -> Event:
    """What `source` did was `target`'s doing."""
    return replace(Event(uid(name), "identity.link", NOW, u=uid(target), ref=uid(source)), **change)


def picture(session: Session, *tables: type[Base]) -> dict[str, list[str]]:
    """Every row of these tables (without any: of all that is folded) as text, sorted: equal pictures, equal rows."""
    session.rollback()
    return {
        table.__tablename__: sorted(repr(tuple(row)) for row in session.execute(select(*table.__table__.columns)))
        for table in tables or FOLDED
    }


def send(session: Session, answers: Mapping[str, object] = ANSWERS, **change: Any) -> str:
    """A form by `amina` unless `change` says otherwise; the uid of its attempt."""
    form: dict[str, Any] = {
        "learner": uid("amina"),
        "quiz": QUIZ,
        "revision": REV,
        "seed": 0,
        "answers": answers,
        "language": "en",
        "event_id": None,
        "secret": SECRET,
        "now": NOW,
    }
    return submit_quiz(session, **(form | change))
