"""How a made-up community grows and is reminded: links to join, letters and what came of them, by their use cases."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.course import Course, Lesson, pick
from elearn.domain.events import Event
from elearn.domain.nudges import Reason
from elearn.services.accounts import find_by_email
from elearn.services.demo_people import DemoPerson
from elearn.services.join_links import make_join_link
from elearn.services.learning import ingest
from elearn.services.mail import Words
from elearn.services.nudge_log import list_log
from elearn.services.nudges import Candidate, Order, Target, Writing, plan_nudge, send_nudge

ASKED_BEFORE = timedelta(days=16)
COOL_DOWN = timedelta(days=14)
ASKED = 12
WENT_ON = 5
DAYS = "365"


def load_letters(
    session: Session,
    *,
    people: Sequence[DemoPerson],
    joined: Mapping[str, datetime],
    courses: Sequence[Course],
    secret: bytes,
    now: datetime,
) -> None:
    """A join link for the ALS of each representative, and one sending per site after which some went on. Twice is once.

    `joined` says since when whoever has an account has it; nobody is asked before that day.
    """
    for person in people:
        if person.role == Role.REPRESENTATIVE:
            nonce = _number("join link", person.uid)
            als, by = person.scope, person.uid
            make_join_link(
                session, ralo=person.ralo, als_code=als, days=DAYS, by=by, nonce=nonce, secret=secret, now=now
            )
    coordinator = next((person for person in people if person.role == Role.COORDINATOR), None)
    if coordinator and courses:
        course = min(courses, key=lambda course: course.id)
        at = now - ASKED_BEFORE
        there = [uid for uid, since in joined.items() if since < at]
        _ask(session, coordinator, course, there=frozenset(there), secret=secret, at=at)


def _ask(
    session: Session, coordinator: DemoPerson, course: Course, *, there: Collection[str], secret: bytes, at: datetime
) -> None:
    target = Target(coordinator.ralo, "", course.id, Reason.NOT_STARTED)
    plan = plan_nudge(session, target, now=at, cool_down=COOL_DOWN)
    chosen = [person for person in plan.people if person.uid in there][:ASKED]
    order = Order(_number("letters", coordinator.uid), target, frozenset(person.uid for person in chosen))
    account = find_by_email(session, coordinator.email)
    sent = any(line.uid == order.uid for line in list_log(session, ralo=coordinator.ralo, now=at))
    if sent or not chosen or account is None:
        return

    def compose(person: Candidate, _invitation: str, unsubscribe: str) -> tuple[Words, str]:
        title = pick(course.titles, person.language, course.language)[0]
        words = Words(title, f"{person.name}\n\n{title}\n/{person.language}/c/{course.id}\n")
        return words, f"/{person.language}/unsubscribe/{unsubscribe}"

    writing = Writing(compose, lambda: _number("token", coordinator.uid), secret)
    by = account.id
    send_nudge(session, order, by=by, by_uid=coordinator.uid, writing=writing, now=at, cool_down=COOL_DOWN)
    _go_on(session, sorted(order.chosen)[:WENT_ON], course, at)


def _go_on(session: Session, uids: Sequence[str], course: Course, at: datetime) -> None:
    """Each does the first lesson, one after the other in the days after the letter."""
    lesson = next(part for part in course.parts() if isinstance(part, Lesson))
    events = [
        Event(_number("lesson", uid), "lesson.done", at + timedelta(days=day), u=uid, c=course.id, i=lesson.id)
        for day, uid in enumerate(uids, 1)
    ]
    ingest(session, events, recv_from="demonstration", now=events[-1].at)


def _number(what: str, uid: str) -> str:
    return hashlib.sha256(f"demonstration {what} {uid}".encode()).hexdigest()[:32]
