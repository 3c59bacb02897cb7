"""Lessons done, and what a new release means for those who have learned already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.progress import State
from elearn.services.learning import find_progress, finish_lesson, ingest, refold_course
from elearn.services.rebuild import rebuild_progress
from elearn.storage.base import begin_writing
from elearn.storage.events import EventRow, find_event
from elearn.storage.progress import CourseCount
from tests.makers import NOW, make_als, make_member
from tests.published import (
    COURSE,
    LESSONS,
    PUBLISHED,
    QUIZ,
    ip_quiz,
    lesson_done,
    picture,
    publish_course,
    publish_quiz,
    quiz_sent,
    require,
    send,
    uid,
)

AMINA = uid("amina")

pytestmark = pytest.mark.usefixtures("course")


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def finish(session: Session, lesson: str = LESSONS[0], *, learner: str = AMINA, now: datetime = NOW) -> None:
    finish_lesson(session, learner=learner, course=COURSE, lesson=lesson, language="en", now=now)


def refold(session: Session, course: str = COURSE) -> None:
    begin_writing(session)
    refold_course(session, course=course, now=NOW)
    session.commit()


def events(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(EventRow)) or 0


def test_a_lesson_is_done(session: Session) -> None:
    finish(session)
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert progress.lessons == {LESSONS[0]: NOW}
    assert progress.state_on(NOW.date()) is State.STARTED


def test_who_ticked_it_is_kept(session: Session) -> None:
    finish_lesson(
        session, learner=AMINA, course=COURSE, lesson=LESSONS[0], language="sw", now=NOW, by=uid("facilitator")
    )
    assert session.execute(select(EventRow.by, EventRow.lang)).all() == [(uid("facilitator"), "sw")]


def test_a_second_click_records_nothing(session: Session) -> None:
    finish(session)
    before = picture(session)
    finish(session, now=NOW + timedelta(hours=2))
    assert picture(session) == before
    assert events(session) == 1


def test_coming_back_on_another_day_is_activity(session: Session) -> None:
    finish(session)
    finish(session, now=NOW + timedelta(days=40))
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert progress.lessons == {LESSONS[0]: NOW}
    assert progress.last_active_at == NOW + timedelta(days=40)


def test_twenty_clicks_at_once_are_one(engine: Engine, session: Session) -> None:
    def click(number: int) -> None:
        with Session(engine) as own:
            finish(own, now=NOW + timedelta(milliseconds=number))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(click, range(20)))
    assert events(session) == 1


@pytest.mark.parametrize(
    ("course", "lesson"), [(COURSE, "no-such-lesson"), ("no-such-course", LESSONS[0]), (COURSE, QUIZ), (COURSE, "")]
)
def test_what_is_no_lesson_cannot_be_done(session: Session, course: str, lesson: str) -> None:
    with pytest.raises(NotFound):
        finish_lesson(session, learner=AMINA, course=course, lesson=lesson, language="en", now=NOW)
    assert events(session) == 0


def test_a_lesson_that_was_taken_down_still_counts(session: Session) -> None:
    require(session, LESSONS[1], QUIZ, at=NOW - timedelta(days=1))
    finish(session, LESSONS[0])
    assert LESSONS[0] in find_progress(session, learner=AMINA)[COURSE].lessons


def test_nothing_done_is_no_progress(session: Session) -> None:
    assert find_progress(session, learner=AMINA) == {}


def do_everything(session: Session, learner: str = AMINA) -> None:
    for lesson in LESSONS:
        finish(session, lesson, learner=learner)
    send(session, learner=learner)


def test_a_release_that_asks_for_more_takes_nothing_away(session: Session) -> None:
    do_everything(session)
    before = picture(session)
    require(session, *LESSONS, QUIZ, "five-dates", at=NOW + timedelta(days=1))
    refold(session)
    assert picture(session) == before
    assert find_progress(session, learner=AMINA)[COURSE].completed_at == NOW


def test_a_release_that_asks_for_less_finishes_those_who_have_all(session: Session) -> None:
    make_als(session, "KE-01")
    member = make_member(session, "Wanjiru", als="KE-01")
    finish(session, learner=member)
    later = NOW + timedelta(days=1)
    require(session, LESSONS[0], at=later)
    refold(session)
    assert find_progress(session, learner=member)[COURSE].completed_at == later
    assert session.execute(select(CourseCount.unfinished, CourseCount.finished)).all() == [(0, 1)]
    before = picture(session)
    refold(session)
    assert picture(session) == before


def test_refolding_stays_in_the_callers_transaction(session: Session) -> None:
    finish(session)
    require(session, LESSONS[0], at=NOW + timedelta(days=1))
    begin_writing(session)
    refold_course(session, course=COURSE, now=NOW)
    session.rollback()
    assert find_progress(session, learner=AMINA)[COURSE].completed_at is None


def test_many_people_are_brought_up_batch_by_batch(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.services.learning.BATCH", 3)
    for number in range(10):
        finish(session, learner=uid(f"person {number}"))
    require(session, LESSONS[0], at=NOW + timedelta(days=1))
    refold(session)
    finished = [find_progress(session, learner=uid(f"person {number}"))[COURSE].completed_at for number in range(10)]
    assert all(finished)


def test_what_was_unknown_is_folded_when_it_becomes_known(session: Session) -> None:
    newer = ip_quiz("aaaaaaaaaaaa")
    waiting = [
        quiz_sent("1", "amina", rev=newer.rev, at=NOW - timedelta(days=2)),
        lesson_done("2", "amina", "five-dates", at=NOW - timedelta(days=1)),
    ]
    ingest(session, waiting, recv_from="test", now=NOW)
    assert find_progress(session, learner=AMINA) == {}
    publish_quiz(session, newer, at=NOW + timedelta(days=1), release=2)
    require(session, *LESSONS, QUIZ, "five-dates", at=NOW + timedelta(days=1))
    refold(session)
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert progress.lessons == {"five-dates": NOW - timedelta(days=1)}
    assert progress.quizzes[QUIZ].attempts == 1
    for event in waiting:
        stored = find_event(session, event.id)
        assert stored is not None
        assert stored.flag is None
    before = picture(session)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def test_answers_that_did_not_name_their_text_are_graded_by_the_newest(session: Session) -> None:
    """They came from a device; accepted answers that a translator adds can only add."""
    ingest(session, [quiz_sent("1", "amina", {"dual": "doble pila"})], recv_from="test", now=NOW)
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].best == 0
    publish_quiz(session, ip_quiz(accepted="doble pila"), release=2)
    refold(session)
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].best > 0
    before = picture(session)
    rebuild_progress(session, now=NOW)
    assert picture(session) == before


def test_before_the_first_release_is_no_time(session: Session) -> None:
    ingest(session, [lesson_done("1", "amina", at=PUBLISHED - timedelta(days=900))], recv_from="test", now=NOW)
    assert find_progress(session, learner=AMINA)[COURSE].lessons == {LESSONS[0]: PUBLISHED}


def test_what_was_received_before_the_release_keeps_its_time(session: Session) -> None:
    """Rosters and the demonstration tell of days before this site was set up."""
    then = PUBLISHED - timedelta(days=60)
    for lesson in LESSONS:
        finish(session, lesson, now=then)
    send(session, now=then)
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert progress.last_active_at == then
    assert progress.completed_at == then
