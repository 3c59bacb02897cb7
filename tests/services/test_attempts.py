"""Sending a quiz: graded against what was seen, once however often it is sent, kept whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.services.attempts import get_attempt
from elearn.services.learning import find_progress, ingest
from elearn.storage.attempts import AttemptRow, ResponseRow
from elearn.storage.events import EventRow, Quarantined
from elearn.storage.progress import ProgressRow
from tests.domain.quizzes import one, quiz, text
from tests.makers import NOW, make_als, make_member
from tests.published import (
    COURSE,
    PUBLISHED,
    QUIZ,
    WRONG,
    ip_quiz,
    publish_course,
    publish_quiz,
    quiz_sent,
    require,
    send,
    uid,
    void,
)
from tests.statements import counted_statements

pytestmark = pytest.mark.usefixtures("course")
AMINA, BEN = uid("amina"), uid("ben")
EVENT = uid("an event of the page")


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def rows(session: Session) -> dict[str, int]:
    session.rollback()
    return {
        table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
        for table in (EventRow, AttemptRow, ResponseRow, ProgressRow)
    }


ONE = {"event": 1, "attempt": 1, "response": 4, "progress": 1}
NONE = dict.fromkeys(ONE, 0)


def test_answers_are_graded_and_kept(session: Session) -> None:
    sent = send(session)
    attempt = get_attempt(session, uid=sent, learner=AMINA)
    assert (attempt.points, attempt.maximum, attempt.share) == (Fraction(5), 5, Fraction(1))
    assert attempt.passed
    assert attempt.best
    assert attempt.current
    assert attempt.published_at == PUBLISHED
    assert attempt.submitted_at == NOW
    assert [line.answer for line in attempt.questions] == ["a", ["a", "b"], "2011", "Dual Stack"]
    assert rows(session) == ONE


@pytest.mark.parametrize("event_id", [None, EVENT])
def test_a_second_click_is_the_same_attempt(session: Session, event_id: str | None) -> None:
    first = send(session, event_id=event_id)
    assert send(session, event_id=event_id, now=NOW + timedelta(hours=2), language="fr") == first
    assert rows(session) == ONE


def test_the_page_may_name_its_event(session: Session) -> None:
    assert send(session, event_id=EVENT) == EVENT


@pytest.mark.parametrize("other", [None, uid("another page")])
def test_the_same_answers_of_one_day_are_one_attempt_whatever_the_event_says(
    session: Session, other: str | None
) -> None:
    first = send(session, event_id=EVENT)
    assert send(session, event_id=other, now=NOW + timedelta(hours=1)) == first
    assert rows(session) == ONE | {"event": 2}


def test_the_same_answers_on_another_day_are_another_attempt(session: Session) -> None:
    assert send(session) != send(session, now=NOW + timedelta(days=1))
    assert rows(session)["attempt"] == 2


def test_two_people_make_two_attempts(session: Session) -> None:
    assert send(session) != send(session, learner=BEN)


def test_an_event_that_stands_for_other_answers_is_not_overwritten_and_nothing_is_lost(session: Session) -> None:
    """Back, another answer, send: some browsers bring the old hidden field along."""
    first = send(session, event_id=EVENT)
    second = send(session, WRONG, event_id=EVENT)
    assert first != second
    assert get_attempt(session, uid=second, learner=AMINA).share == 0
    assert session.scalars(select(Quarantined)).all() == []


def test_an_event_of_somebody_else_is_not_taken_over(session: Session) -> None:
    send(session, event_id=EVENT)
    mine = send(session, event_id=EVENT, learner=BEN)
    assert mine != EVENT
    assert get_attempt(session, uid=mine, learner=BEN).passed


@pytest.mark.parametrize("event_id", ["", "x" * 32, "A" * 32, "1" * 33, "\0", "../../etc/passwd", "1' OR '1'='1"])
def test_a_malformed_event_is_not_used(session: Session, event_id: str) -> None:
    assert send(session, event_id=event_id) == send(session)


@pytest.mark.parametrize(
    "change",
    [
        {"quiz": "no-such-quiz"},
        {"revision": "ffffffffffff"},
        {"quiz": "no-such-quiz", "revision": None},
        {"quiz": "x" * 1000, "revision": None},
        {"quiz": "\0", "revision": None},
        {"quiz": "\ud800"},
        {"revision": "\0"},
        {"revision": "x" * 1000},
        {"revision": "' OR 1=1 --"},
    ],
)
def test_what_was_never_published_is_not_found(session: Session, change: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        send(session, **change)
    assert rows(session) == NONE


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"bits": ["a", "b"]}, {"bits": "answered-twice"}),
        ({"colour": ["red"], "bits": ["a"]}, {"colour": "unknown-question"}),
        ({"bits": ["zz"]}, {"bits": "unknown-answer"}),
        ({"year": ["1.234,5"]}, {"year": "number-separators"}),
        ({"dual": ["x" * 501]}, {"dual": "too-long"}),
        ({"dual": ["a\0b"]}, {"dual": "unreadable-text"}),
    ],
)
def test_a_form_that_cannot_be_taken_leaves_nothing(
    session: Session, answers: dict[str, list[str]], problems: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        send(session, answers)
    assert refused.value.problems == problems
    assert rows(session) == NONE


@pytest.mark.parametrize("seed", [-1, 16, 10**40])
def test_an_unknown_seed_is_refused(session: Session, seed: int) -> None:
    with pytest.raises(Refused) as refused:
        send(session, seed=seed)
    assert refused.value.problems == {"seed": "unknown-seed"}


def test_answers_longer_than_an_event_are_refused_at_the_longest(session: Session) -> None:
    long = quiz(*(text(f"t{n:02}", "x") for n in range(40)), rev="111111111111")
    publish_quiz(session, long)
    answers = {f"t{n:02}": "я" * 400 for n in range(40)} | {"t07": "я" * 500}
    with pytest.raises(Refused) as refused:
        send(session, answers, revision=long.rev)
    assert refused.value.problems == {"t07": "too-long"}


def test_a_void_that_came_before_its_attempt_wins(session: Session) -> None:
    ingest(session, [void("1", quiz_sent("0", "amina", id=EVENT))], recv_from="test", now=NOW)
    send(session, event_id=EVENT)
    assert rows(session) == NONE | {"event": 2}


def test_fifty_at_once_are_one_attempt(engine: Engine, session: Session) -> None:
    def click(_: int) -> str:
        with Session(engine) as own:
            return send(own)

    with ThreadPoolExecutor(50) as pool:
        uids = set(pool.map(click, range(50)))
    assert len(uids) == 1
    assert rows(session) == ONE
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].attempts == 1


def test_different_answers_at_once_are_all_kept(engine: Engine, session: Session) -> None:
    def click(year: int) -> str:
        with Session(engine) as own:
            return send(own, {"year": [str(year)]})

    with ThreadPoolExecutor(12) as pool:
        uids = set(pool.map(click, range(2000, 2012)))
    assert len(uids) == 12
    progress = find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ]
    assert progress.attempts == 12
    assert progress.best == Fraction(1, 5)


@pytest.mark.parametrize(
    "broken", ["INSERT INTO event", "INSERT INTO attempt", "INSERT INTO response", "INSERT INTO progress"]
)
def test_a_fault_in_the_middle_leaves_nothing(engine: Engine, session: Session, broken: str) -> None:
    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(broken):
            raise OSError("the disk is full")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="disk is full"):
        send(session)
    event.remove(engine, "before_cursor_execute", fail)
    assert rows(session) == NONE
    send(session)
    assert rows(session) == ONE


def test_ten_answers_cost_at_most_nine_statements(session: Session) -> None:
    """BEGIN and COMMIT included; a member of an ALS who was active today already, so no count changes."""
    ten = quiz(*(one(f"q{n}") for n in range(10)), rev="666666666666")
    publish_quiz(session, ten, release=2)
    make_als(session, "KE-01")
    member = make_member(session, "Wanjiru", als="KE-01")
    send(session, {}, learner=member, revision=ten.rev)
    with counted_statements(session) as sent:
        send(session, {f"q{n}": ["a"] for n in range(10)}, learner=member, revision=ten.rev)
    assert len(sent) <= 9, "\n".join(sent)


def test_the_first_answers_of_a_day_move_the_counts_in_few_statements(session: Session) -> None:
    make_als(session, "KE-01")
    member = make_member(session, "Wanjiru", als="KE-01")
    send(session, WRONG, learner=member)
    with counted_statements(session) as sent:
        send(session, learner=member, now=NOW + timedelta(days=1))
    assert len(sent) <= 12, "\n".join(sent)


def test_an_attempt_of_another_course_does_not_mix(session: Session) -> None:
    other = replace(ip_quiz("777777777777"), id="dns-quiz")
    publish_quiz(session, other, course="dns")
    require(session, "dns-quiz", course="dns")
    send(session, quiz="dns-quiz", revision=other.rev)
    assert set(find_progress(session, learner=AMINA)) == {"dns"}
    assert find_progress(session, learner=AMINA)["dns"].completed_at == NOW
