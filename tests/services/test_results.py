"""Results: what was seen, what it was worth, whose it is, and what to try next."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.grading import Outcome
from elearn.services.attempts import find_next_seed, get_attempt, list_attempts
from elearn.services.learning import find_progress, ingest
from elearn.services.revisions import find_current_revision, get_quiz
from tests.domain.quizzes import number, one, quiz
from tests.makers import NOW
from tests.published import (
    COURSE,
    PUBLISHED,
    QUIZ,
    REV,
    WRONG,
    ip_quiz,
    publish_course,
    publish_quiz,
    quiz_sent,
    send,
    uid,
    void,
)

pytestmark = pytest.mark.usefixtures("course")
AMINA, BEN = uid("amina"), uid("ben")


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def test_what_was_left_out_and_what_was_half_right_is_told(session: Session) -> None:
    attempt = get_attempt(session, uid=send(session, {"forms": ["a"], "dual": ["Tunnel!"]}), learner=AMINA)
    assert [line.grade.outcome for line in attempt.questions] == [
        Outcome.UNANSWERED,
        Outcome.PARTLY,
        Outcome.UNANSWERED,
        Outcome.WRONG,
    ]
    assert [line.answer for line in attempt.questions] == [None, ["a"], None, "Tunnel!"]
    assert attempt.questions[3].grade.known_wrong is not None
    assert (attempt.points, attempt.share, attempt.passed) == (Fraction(1), Fraction(1, 5), False)


def test_the_best_of_two_counts(session: Session) -> None:
    good, bad = send(session), send(session, WRONG)
    assert get_attempt(session, uid=good, learner=AMINA).best
    assert not get_attempt(session, uid=bad, learner=AMINA).best
    progress = find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ]
    assert progress.attempts == 2
    assert progress.best == 1
    later = send(session, now=NOW + timedelta(days=3))
    assert list_attempts(session, learner=AMINA, quiz=QUIZ)[0].uid == later


def test_an_old_page_is_graded_against_what_it_showed(session: Session) -> None:
    """The author corrected the year meanwhile, and dropped a question."""
    newer = quiz(one(), number(low="2012"), rev="222222222222")
    publish_quiz(session, newer, at=NOW - timedelta(days=1), release=2)
    old = get_attempt(session, uid=send(session), learner=AMINA)
    assert (old.share, old.maximum, old.current) == (Fraction(1), 5, False)
    assert old.published_at == PUBLISHED
    fields = {"bits": ["a"], "year": ["2012"]}
    new = get_attempt(session, uid=send(session, fields, revision=None), learner=AMINA)
    assert (new.quiz.rev, new.share, new.current) == (newer.rev, Fraction(1), True)
    assert new.maximum == 2


def test_the_text_that_was_seen_is_kept_when_translations_come(session: Session) -> None:
    before = send(session, {"dual": ["doble pila"]})
    richer = ip_quiz(accepted="doble pila")
    publish_quiz(session, richer, release=2)
    after = send(session, {"dual": ["doble pila"]}, now=NOW + timedelta(days=1))
    assert get_attempt(session, uid=before, learner=AMINA).share == 0
    assert get_attempt(session, uid=after, learner=AMINA).share == Fraction(1, 5)
    assert get_quiz(session, QUIZ, REV) == richer


def test_the_current_revision_is_the_newest(session: Session) -> None:
    assert find_current_revision(session, "no-such-quiz") is None
    publish_quiz(session, ip_quiz("333333333333"), at=NOW, release=2)
    current = find_current_revision(session, QUIZ)
    assert current is not None
    assert current.rev == "333333333333"
    with pytest.raises(NotFound):
        get_quiz(session, QUIZ, "444444444444")


@pytest.mark.parametrize("learner", [BEN, "", uid("guest")])
def test_nobody_else_sees_an_attempt(session: Session, learner: str) -> None:
    sent = send(session)
    with pytest.raises(NotFound):
        get_attempt(session, uid=sent, learner=learner)


@pytest.mark.parametrize("name", ["", "x", "0" * 32, "\0" * 32, "\ud800"])
def test_an_attempt_that_never_was_is_not_found(session: Session, name: str) -> None:
    with pytest.raises(NotFound):
        get_attempt(session, uid=name, learner=AMINA)


def test_an_event_that_is_no_attempt_is_not_found(session: Session) -> None:
    sent = quiz_sent("1", "amina", rev="ffffffffffff")
    ingest(session, [sent], recv_from="test", now=NOW)
    with pytest.raises(NotFound):
        get_attempt(session, uid=sent.id, learner=AMINA)


def test_a_voided_attempt_is_gone(session: Session) -> None:
    sent = quiz_sent("1", "amina")
    ingest(session, [sent], recv_from="test", now=NOW)
    assert get_attempt(session, uid=sent.id, learner=AMINA).seed == 0
    ingest(session, [void("2", sent)], recv_from="test", now=NOW)
    with pytest.raises(NotFound):
        get_attempt(session, uid=sent.id, learner=AMINA)


def test_trying_again_asks_what_was_not_asked_yet(session: Session) -> None:
    drawn = quiz(*(one(f"q{n}") for n in range(12)), draw=4, rev="555555555555")
    publish_quiz(session, drawn, release=2)
    assert find_next_seed(session, learner=AMINA, quiz=drawn) == 0
    seen: set[str] = set()
    for _ in range(3):
        seed = find_next_seed(session, learner=AMINA, quiz=drawn)
        sent = send(session, {}, revision=drawn.rev, seed=seed)
        asked = {line.question.key for line in get_attempt(session, uid=sent, learner=AMINA).questions}
        assert asked - seen
        seen |= asked
    assert len(seen) >= 9
