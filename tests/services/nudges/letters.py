"""Letters as they are ordered and sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.nudges import Reason
from elearn.services.community import open_membership
from elearn.services.mail import Words
from elearn.services.nudges import Candidate, Order, Sent, Target, Writing, plan_nudge, send_nudge
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from tests.makers import NOW

COOL_DOWN = timedelta(days=14)
SECRET = b"k" * 40
NOT_STARTED = Target("AFRALO", "KE-01", "ip", Reason.NOT_STARTED)
UID = "a" * 32


def compose(person: Candidate, invitation: str, stop: str) -> tuple[Words, str]:
    return Words(f"To {person.name}", f"{person.language} {invitation}"), f"https://learn.example.org/stop/{stop}"


def writing() -> Writing:
    numbers = count()
    return Writing(compose, lambda: f"token {next(numbers)}", SECRET)


def account_id(session: Session, uid: str) -> int:
    return session.scalars(select(Account.id).where(Account.uid == uid)).one()


def send(
    session: Session,
    people: Mapping[str, str],
    *names: str,
    target: Target = NOT_STARTED,
    uid: str = UID,
    later: timedelta = timedelta(0),
) -> Sent:
    order = Order(uid, target, frozenset(people[name] for name in names))
    by = account_id(session, people["Coco"])
    return send_nudge(
        session, order, by=by, by_uid=people["Coco"], writing=writing(), now=NOW + later, cool_down=COOL_DOWN
    )


def names(session: Session, target: Target = NOT_STARTED) -> list[str]:
    return [person.name for person in plan_nudge(session, target, now=NOW, cool_down=COOL_DOWN).people]


def move(session: Session, uid: str) -> None:
    begin_writing(session)
    person = account_id(session, uid)
    open_membership(
        session, account_id=person, als_code="FR-01", country="FR", status="declared", today=NOW.date(), now=NOW
    )
    session.commit()
