"""Quizzes by revision and by hash."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.services import revisions
from elearn.services.revisions import find_current_revision, find_quiz_text, get_quiz, get_quiz_text
from elearn.storage.releases import Blob
from tests.makers import NOW
from tests.published import COURSE, QUIZ, REV, ip_quiz, publish_quiz
from tests.statements import counted_statements


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "_quizzes", {})


def test_a_quiz_comes_back_as_it_was_published(session: Session) -> None:
    digest = publish_quiz(session, ip_quiz())
    assert get_quiz(session, QUIZ, REV) == ip_quiz()
    assert get_quiz_text(session, digest) == ip_quiz()


def test_a_hash_is_read_once(session: Session) -> None:
    digest = publish_quiz(session, ip_quiz())
    get_quiz_text(session, digest)
    with counted_statements(session) as sent:
        get_quiz_text(session, digest)
    assert sent == []


def test_few_are_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "KEPT", 2)
    for number in range(5):
        get_quiz_text(session, publish_quiz(session, ip_quiz(f"{number:012}")))
    assert len(revisions._quizzes) == 2  # noqa: SLF001 - the size of the shelf is what this test is about


def test_newer_translations_are_seen_at_once(session: Session) -> None:
    publish_quiz(session, ip_quiz())
    get_quiz(session, QUIZ, REV)
    publish_quiz(session, ip_quiz(accepted="doble pila"), release=2)
    assert get_quiz(session, QUIZ, REV) == ip_quiz(accepted="doble pila")


def test_a_picture_is_no_quiz(session: Session) -> None:
    session.add(Blob(hash="a" * 64, kind="media", body=b"<svg/>"))
    session.commit()
    assert find_quiz_text(session, "a" * 64) is None
    with pytest.raises(NotFound):
        get_quiz_text(session, "a" * 64)


def test_the_revision_of_the_newest_release_is_the_current_one(session: Session) -> None:
    """Also when an author went back to an earlier wording."""
    publish_quiz(session, ip_quiz())
    publish_quiz(session, ip_quiz("2" * 12), at=NOW, release=2)
    publish_quiz(session, ip_quiz(), at=NOW + timedelta(days=1), release=3)
    current = find_current_revision(session, QUIZ)
    assert current is not None
    assert (current.rev, current.course) == (REV, COURSE)
