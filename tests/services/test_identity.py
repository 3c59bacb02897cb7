"""A guest becomes a person: her answers follow, equal ones become one, and it can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.services.attempts import get_attempt, list_attempts
from elearn.services.identity import link_guest
from elearn.services.learning import find_progress, finish_lesson, ingest
from elearn.storage.base import begin_writing
from elearn.storage.events import EventRow, IdentityAlias
from elearn.storage.progress import CourseCount
from tests.makers import NOW, make_als, make_member
from tests.published import (
    COURSE,
    LESSONS,
    QUIZ,
    WRONG,
    lesson_done,
    link,
    picture,
    publish_course,
    quiz_sent,
    send,
    uid,
    void,
)

GUEST, AMINA, BEN = uid("guest"), uid("amina"), uid("ben")

pytestmark = pytest.mark.usefixtures("course")


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def join(session: Session, guest: str = GUEST, account: str = AMINA) -> None:
    begin_writing(session)
    link_guest(session, guest=guest, account=account, now=NOW)
    session.commit()


def read(session: Session, learner: str, lesson: str = LESSONS[0]) -> None:
    finish_lesson(session, learner=learner, course=COURSE, lesson=lesson, language="en", now=NOW)


def test_what_the_guest_did_is_the_persons(session: Session) -> None:
    read(session, GUEST)
    attempt = send(session, learner=GUEST)
    read(session, AMINA, LESSONS[1])
    join(session)
    assert find_progress(session, learner=GUEST) == {}
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert set(progress.lessons) == set(LESSONS)
    assert progress.completed_at == NOW
    assert get_attempt(session, uid=attempt, learner=AMINA).passed


def test_what_the_guest_does_later_is_hers_too_and_the_browser_sees_its_result(session: Session) -> None:
    join(session)
    attempt = send(session, learner=GUEST)
    assert get_attempt(session, uid=attempt, learner=GUEST).passed
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].attempts == 1
    assert find_progress(session, learner=GUEST) == {}


def test_the_browser_of_a_former_guest_sees_nothing_else_of_hers(session: Session) -> None:
    join(session)
    hers = send(session, learner=AMINA)
    with pytest.raises(NotFound):
        get_attempt(session, uid=hers, learner=GUEST)


def test_the_counts_follow(session: Session) -> None:
    make_als(session, "KE-01")
    member = make_member(session, "Wanjiru", als="KE-01")
    read(session, GUEST)
    assert session.scalars(select(CourseCount)).all() == []
    join(session, account=member)
    assert session.execute(select(CourseCount.course, CourseCount.unfinished)).all() == [(COURSE, 1)]


def test_equal_answers_of_both_become_one_attempt(session: Session) -> None:
    earlier = send(session, learner=GUEST, now=NOW - timedelta(hours=1))
    later = send(session, learner=AMINA)
    other = send(session, WRONG, learner=GUEST)
    join(session)
    assert {line.uid for line in list_attempts(session, learner=AMINA, quiz=QUIZ)} == {earlier, other}
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].attempts == 2
    assert get_attempt(session, uid=later, learner=AMINA).uid == earlier
    with pytest.raises(NotFound):
        get_attempt(session, uid=later, learner=BEN)


@pytest.mark.parametrize("guest_first", [True, False])
def test_equal_answers_after_the_link_are_one_attempt(session: Session, guest_first: bool) -> None:
    join(session)
    first, second = (GUEST, AMINA) if guest_first else (AMINA, GUEST)
    sent = send(session, learner=first)
    assert send(session, learner=second, now=NOW + timedelta(hours=1)) == sent
    assert find_progress(session, learner=AMINA)[COURSE].quizzes[QUIZ].attempts == 1


def test_an_equal_answer_that_was_earlier_and_came_later_takes_the_place(session: Session) -> None:
    """From the outbox of a phone that had no line."""
    join(session)
    by_form = send(session, learner=AMINA)
    stored = session.scalars(select(EventRow).where(EventRow.id == by_form)).one()
    answers = {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "Dual Stack"}
    body = {"answers": answers, "seed": 0, "form": True}
    early = quiz_sent("early", "guest", b=body, at=stored.at - timedelta(hours=2))
    ingest(session, [early], recv_from="test", now=NOW)
    assert [line.uid for line in list_attempts(session, learner=AMINA, quiz=QUIZ)] == [early.id]


def test_linking_twice_is_linking_once(session: Session) -> None:
    read(session, GUEST)
    join(session)
    before = picture(session)
    join(session)
    assert picture(session) == before
    assert len(session.scalars(select(EventRow).where(EventRow.t == "identity.link")).all()) == 1


def test_a_guest_belongs_to_the_first_who_claimed_her(session: Session) -> None:
    read(session, GUEST)
    join(session, account=AMINA)
    join(session, account=BEN)
    assert find_progress(session, learner=BEN) == {}
    assert session.execute(select(IdentityAlias.from_uid, IdentityAlias.to_uid)).all() == [(GUEST, AMINA)]


def test_nobody_is_linked_to_herself(session: Session) -> None:
    join(session, guest=AMINA)
    assert session.scalars(select(EventRow)).all() == []


def test_a_link_before_the_guests_first_answer_holds(session: Session) -> None:
    ingest(session, [link("1", "guest", "amina")], recv_from="test", now=NOW)
    ingest(session, [lesson_done("2", "guest")], recv_from="test", now=NOW)
    assert COURSE in find_progress(session, learner=AMINA)


def test_link_answers_and_void_in_one_batch(session: Session) -> None:
    linked, sent = link("1", "guest", "amina"), quiz_sent("2", "guest")
    ingest(session, [lesson_done("3", "guest"), sent, linked, void("4", sent)], recv_from="test", now=NOW)
    progress = find_progress(session, learner=AMINA)[COURSE]
    assert (set(progress.lessons), progress.quizzes) == ({LESSONS[0]}, {})


def test_a_link_taken_back_gives_everybody_her_own_again(session: Session) -> None:
    linked = link("1", "guest", "amina")
    ingest(session, [lesson_done("2", "guest"), lesson_done("3", "amina", LESSONS[1])], recv_from="test", now=NOW)
    apart = picture(session)
    ingest(session, [linked], recv_from="test", now=NOW)
    assert picture(session) != apart
    ingest(session, [void("4", linked)], recv_from="test", now=NOW)
    assert picture(session) == apart


def test_a_link_taken_back_and_made_to_another(session: Session) -> None:
    linked = link("1", "guest", "amina")
    events = [lesson_done("2", "guest"), linked, void("3", linked), link("4", "guest", "ben")]
    for event in events:
        ingest(session, [event], recv_from="test", now=NOW)
    assert find_progress(session, learner=AMINA) == {}
    assert COURSE in find_progress(session, learner=BEN)


def test_a_chain_of_links_leads_to_the_person(session: Session) -> None:
    """A participant of a workshop, then a guest at home, then an account."""
    events = [lesson_done("1", "slip"), link("2", "guest", "amina"), link("3", "slip", "guest")]
    ingest(session, events, recv_from="test", now=NOW)
    assert COURSE in find_progress(session, learner=AMINA)
    ingest(session, [lesson_done("4", "slip", LESSONS[1])], recv_from="test", now=NOW)
    assert len(find_progress(session, learner=AMINA)[COURSE].lessons) == 2
