"""Quizzes as they were published, from the blobs; decoded once per process, since a hash never changes its meaning."""

from __future__ import annotations

from sqlalchemy.orm import Session

from elearn.content.release import decode_quiz
from elearn.domain.course import Quiz
from elearn.domain.errors import NotFound
from elearn.storage import revisions as storage
from elearn.storage.revisions import Revision

KEPT = 256

_quizzes: dict[str, Quiz] = {}


def find_current_revision(session: Session, quiz: str) -> Revision | None:
    """The revision of a quiz that readers get now; None for one never published. One statement."""
    return storage.find_newest_revision(session, quiz)


def get_quiz(session: Session, quiz: str, rev: str) -> Quiz:
    """A quiz in a revision, with the newest translations published under it. NotFound for one never published."""
    revision = storage.find_revision(session, quiz, rev)
    if revision is None:
        raise NotFound("quiz", f"{quiz}@{rev}")
    return get_quiz_text(session, revision.blob)


def get_quiz_text(session: Session, digest: str) -> Quiz:
    """A quiz by the hash of its bytes. NotFound when no quiz has this hash."""
    quiz = find_quiz_text(session, digest)
    if quiz is None:
        raise NotFound("quiz", digest)
    return quiz


def find_quiz_text(session: Session, digest: str) -> Quiz | None:
    """The same; None instead of an error. No statement when this process has seen it lately."""
    kept = _quizzes.get(digest)
    if kept is not None:
        return kept
    body = storage.find_quiz_body(session, digest)
    if body is None:
        return None
    if len(_quizzes) >= KEPT:
        _quizzes.pop(next(iter(_quizzes), ""), None)
    return _quizzes.setdefault(digest, decode_quiz(body))
