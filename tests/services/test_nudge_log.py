"""What came of asking: from the events, whenever the log is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.domain.nudges import Reason
from elearn.services.learning import ingest
from elearn.services.mail import Words
from elearn.services.nudge_log import list_log
from elearn.services.nudges import Order, Target, Writing, send_nudge
from tests.makers import NOW, make_als, make_member
from tests.published import COURSE, lesson_done, link, publish_course, uid, void
from tests.services.test_past import join
from tests.statements import counted_statements

START = NOW - timedelta(days=90)
NAMES = ("Ama", "Bo", "Chi", "Dee")


@pytest.fixture
def asked(session: Session) -> datetime:
    """Four people were asked to start the course at this moment."""
    publish_course(session)
    make_als(session, "KE-01")
    for name in NAMES:
        make_member(session, name, als="KE-01", now=START)
    ask(session, Reason.NOT_STARTED, *NAMES)
    return START


def ask(session: Session, reason: Reason, *names: str) -> None:
    tokens = iter(["one", "another"])
    order = Order(str(len(names)) * 32, Target("AFRALO", "KE-01", COURSE, reason), frozenset(map(uid, names)))
    words = (Words("s", "b"), "https://example.org")
    writing = Writing(lambda _person, _token, _stop: words, lambda: next(tokens), b"k")
    send_nudge(session, order, by=1, by_uid="", writing=writing, now=START, cool_down=timedelta(days=14))


def do(session: Session, at: datetime, *events: Event) -> None:
    ingest(session, [replace(event, at=at) for event in events], recv_from="tests", now=at)


def moved(session: Session) -> int:
    return list_log(session, ralo="AFRALO", now=NOW)[0].moved


def test_who_started_within_two_weeks_is_counted(session: Session, asked: datetime) -> None:
    assert moved(session) == 0
    do(session, asked + timedelta(days=1), lesson_done("a1", "Ama"))
    do(session, asked + timedelta(days=14), lesson_done("b1", "Bo"))
    do(session, asked + timedelta(days=14, seconds=1), lesson_done("c1", "Chi"))
    [line] = list_log(session, ralo="AFRALO", now=NOW)
    assert (line.asked, line.moved, line.over) == (4, 2, True)


def test_what_is_taken_back_was_nothing_and_a_guests_answers_are_hers(session: Session, asked: datetime) -> None:
    done = lesson_done("a1", "Ama")
    do(session, asked + timedelta(days=1), done, lesson_done("g1", "guest"))
    assert moved(session) == 1
    do(session, asked + timedelta(days=2), void("v1", done))
    assert moved(session) == 0
    do(session, asked + timedelta(days=20), link("l1", "guest", "Dee"))
    assert moved(session) == 1


def test_the_invited_are_counted_when_they_join(session: Session) -> None:
    publish_course(session)
    make_als(session, "KE-01")
    for name in ("Ina", "Ido"):
        make_member(session, name, als="KE-01", joined=False, now=START)
    ask(session, Reason.INVITED, "Ina", "Ido")
    join(session, "Ina", 13)
    assert moved(session) == 1


def test_reading_the_log_costs_the_same_for_many(session: Session, asked: datetime) -> None:
    do(session, asked + timedelta(days=1), lesson_done("a1", "Ama"))
    with counted_statements(session) as sent:
        moved(session)
    assert len([text for text in sent if text.startswith("SELECT")]) <= 8
