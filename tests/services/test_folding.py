"""What the log says of a person: clocks are not believed blindly, voids win, the best attempt counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.services.learning import find_progress, ingest
from elearn.storage.events import EventRow, find_event
from tests.makers import NOW
from tests.published import COURSE, LESSONS, PUBLISHED, QUIZ, lesson_done, picture, publish_course, quiz_sent, uid, void

pytestmark = pytest.mark.usefixtures("course")
TEN_YEARS = timedelta(days=3653)


@pytest.fixture
def course(session: Session) -> None:
    publish_course(session)


def take(session: Session, *events: Event, skew_s: int | None = None) -> None:
    ingest(session, events, recv_from="test", now=NOW, skew_s=skew_s)


def flag_of(session: Session, name: str) -> str | None:
    stored = find_event(session, uid(name))
    assert stored is not None
    return stored.flag


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(EventRow)) or 0


@pytest.mark.parametrize("void_first", [True, False])
def test_a_void_wins_whatever_the_order(session: Session, void_first: bool) -> None:
    done = lesson_done("1", "amina")
    events: Sequence[Event] = [void("2", done), done] if void_first else [done, void("2", done)]
    for event in events:
        take(session, event)
    assert find_progress(session, learner=uid("amina")) == {}
    assert picture(session)["progress"] == []


def test_a_void_in_the_same_batch_wins_too(session: Session) -> None:
    done, sent = lesson_done("1", "amina"), quiz_sent("2", "amina")
    take(session, void("3", sent), done, sent)
    progress = find_progress(session, learner=uid("amina"))[COURSE]
    assert (set(progress.lessons), progress.quizzes) == ({LESSONS[0]}, {})
    assert picture(session)["attempt"] == []


def test_nobody_voids_for_somebody_else(session: Session) -> None:
    done = lesson_done("1", "amina")
    take(session, done, void("2", done, u=uid("ben")))
    assert COURSE in find_progress(session, learner=uid("amina"))


def test_a_void_cannot_be_voided(session: Session) -> None:
    done = lesson_done("1", "amina")
    taken_back = void("2", done)
    take(session, done, taken_back, void("3", taken_back))
    assert find_progress(session, learner=uid("amina")) == {}


def test_three_devices_make_three_attempts_and_the_best_counts(session: Session) -> None:
    best = {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "dual stack"}
    take(session, quiz_sent("1", "amina", dev=uid("phone"), seq=1, at=NOW - timedelta(hours=3)))
    take(session, quiz_sent("2", "amina", best, dev=uid("node"), seq=9, at=NOW - timedelta(hours=5)))
    take(session, quiz_sent("3", "amina", {}, at=NOW))
    progress = find_progress(session, learner=uid("amina"))[COURSE].quizzes[QUIZ]
    assert progress.attempts == 3
    assert progress.best == 1
    assert progress.passed_at == NOW - timedelta(hours=5)


def test_who_has_done_everything_has_finished(session: Session) -> None:
    best = {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "dual stack"}
    times = [NOW - timedelta(days=days) for days in (3, 2, 1)]
    lessons = [lesson_done(lesson, "amina", lesson, at=at) for lesson, at in zip(LESSONS, times, strict=False)]
    take(session, quiz_sent("quiz", "amina", best, at=times[2]), *lessons)
    assert find_progress(session, learner=uid("amina"))[COURSE].completed_at == times[2]
    take(session, replace(lessons[0], id=uid("again"), at=NOW))
    assert find_progress(session, learner=uid("amina"))[COURSE].completed_at == times[2]


@pytest.mark.parametrize(
    ("at", "believed", "flag"),
    [
        (NOW + TEN_YEARS, NOW + timedelta(minutes=5), "clock"),
        (NOW - TEN_YEARS, PUBLISHED, "clock"),
        (NOW - timedelta(hours=30), NOW - timedelta(hours=30), None),
        (NOW + timedelta(minutes=6), NOW + timedelta(minutes=5), None),
    ],
)
def test_a_clock_that_is_off_is_not_believed(
    session: Session, at: datetime, believed: datetime, flag: str | None
) -> None:
    take(session, lesson_done("1", "amina", at=at), quiz_sent("2", "amina", at=at))
    assert (flag_of(session, "1"), flag_of(session, "2")) == (flag, flag)
    progress = find_progress(session, learner=uid("amina"))[COURSE]
    assert progress.lessons[LESSONS[0]] == believed
    assert progress.last_active_at == believed


def test_a_known_skew_is_set_right(session: Session) -> None:
    days = timedelta(days=30)
    take(session, lesson_done("1", "amina", at=NOW - days), skew_s=int(days.total_seconds()))
    assert find_progress(session, learner=uid("amina"))[COURSE].lessons[LESSONS[0]] == NOW
    assert flag_of(session, "1") is None


def test_the_furthest_dates_are_stored(session: Session) -> None:
    far = [NOW.replace(year=9999), NOW.replace(year=1)]
    take(session, *(lesson_done(str(number), "amina", at=at) for number, at in enumerate(far)), skew_s=10**12)
    assert count(session) == 2
