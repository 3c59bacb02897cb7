"""What could not be taken in is settled by an administrator: sound things count then, nothing is deleted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.errors import NotFound, Refused
from elearn.domain.events import Event, Receipt, event_text
from elearn.services.held import Held, count_held, list_held, set_held_aside, take_held
from elearn.services.learning import find_progress, ingest
from elearn.services.sync import make_grant
from elearn.storage.accounts import AuditEntry
from elearn.storage.community import Look
from elearn.storage.events import Arrival, EventRow, IdentityAlias, Quarantined
from elearn.storage.nodes import add_node
from elearn.storage.quarantine import Stated, add_quarantined
from tests.makers import NOW, make_member
from tests.published import COURSE, LESSONS, lesson_done, link, publish_course, quiz_sent, uid

LATER = NOW + timedelta(days=3)
NAIROBI = "e" * 32
BY = Viewer(1, uid("chief"), "Chief", "en", "KE")


@pytest.fixture(autouse=True)
def community(session: Session) -> None:
    publish_course(session)
    for name in ("chief", "amina", "ben"):
        make_member(session, name)
    make_grant(session, account_id=3, dev=uid("phone"), token="ben's", now=NOW)


def from_bens_phone(session: Session, *events: Event) -> list[Receipt]:
    return ingest(session, events, recv_from="grant:1", now=NOW, owner=uid("ben"))


def held(session: Session) -> Held:
    found = list_held(session, by=BY, now=NOW)
    session.rollback()
    return found


def take(session: Session, rid: int = 1, reason: str = "") -> None:
    take_held(session, rid=rid, reason=reason, by=BY, now=LATER)


def refused(session: Session, rid: int = 1) -> dict[str, str]:
    with pytest.raises(Refused) as error:
        take(session, rid)
    session.rollback()
    return error.value.problems


def test_what_came_from_another_persons_phone_is_taken_in_for_whom_it_names(session: Session) -> None:
    event = lesson_done("1", "amina", dev=uid("phone"), seq=1)
    assert from_bens_phone(session, event) == [Receipt(uid("1"), "held", "wrong_user")]
    (thing,) = held(session).waiting
    assert (thing.why, thing.person, thing.sender, thing.takes) == ("wrong_user", "amina", "ben", True)
    take(session, reason=" she borrowed \n his phone ")
    assert find_progress(session, learner=uid("amina"))[COURSE].lessons == {LESSONS[0]: NOW}
    assert find_progress(session, learner=uid("ben")) == {}
    after = held(session)
    assert (after.count, after.waiting) == (0, ())
    assert [(done.verdict, done.reason, done.settled_at) for done in after.settled] == [
        ("taken", "she borrowed his phone", LATER)
    ]
    assert from_bens_phone(session, event) == [Receipt(uid("1"), why="duplicate")]
    assert count_held(session) == 0


def test_what_names_nobody_is_taken_in_for_the_person_of_the_phone(session: Session) -> None:
    from_bens_phone(session, lesson_done("1", "x", u=None))
    assert held(session).waiting[0].person == "ben"
    take(session)
    assert list(find_progress(session, learner=uid("ben"))[COURSE].lessons) == [LESSONS[0]]


@pytest.mark.parametrize(
    "events",
    [
        [link("1", "ben", "ben"), 0],
        [Event(uid("1"), "attend", NOW, u=uid("ben"), c=COURSE, i="talk"), 0],
        [Event(uid("1"), "attend", NOW, u=uid("amina"), c=COURSE, i="talk"), 0],
        [lesson_done("1", "amina", by=uid("ben")), 0],
        [lesson_done("1", "ben", c="x" * 70), 0],
        [lesson_done("1", "ben"), lesson_done("1", "ben", LESSONS[1])],
    ],
)
def test_what_no_click_makes_true_is_not_taken_in(session: Session, events: list[Event | int]) -> None:
    from_bens_phone(session, *(event for event in events if isinstance(event, Event)))
    stored = session.scalars(select(EventRow.id)).all()
    session.rollback()
    assert [thing.takes for thing in held(session).waiting] == [False]
    assert refused(session) == {"reason": "held-unsound"}
    assert session.scalars(select(EventRow.id)).all() == stored
    assert count_held(session) == 1


def test_the_second_who_claims_a_code_is_set_aside_and_may_forget_it(session: Session) -> None:
    code = quiz_sent("1", "amina", dev=uid("pack"), seq=1)
    ingest(session, [code], recv_from="import", now=NOW, owner=uid("amina"))
    second = replace(code, u=uid("ben"))
    assert from_bens_phone(session, second) == [Receipt(uid("1"), "held", "claimed")]
    assert refused(session) == {"reason": "held-unsound"}
    with pytest.raises(Refused, match="reason-missing"):
        set_held_aside(session, rid=1, reason="  ", by=BY, now=LATER)
    set_held_aside(session, rid=1, reason="It is Amina's.", by=BY, now=LATER)
    assert from_bens_phone(session, second) == [Receipt(uid("1"), "acked", "claimed")]
    assert session.scalars(select(Quarantined.raw)).all() == [event_text(second)]


@pytest.mark.parametrize("why", ["node_revoked", "node_expired"])
@pytest.mark.parametrize("event", [lesson_done("1", "amina"), link("1", "amina", "ben")])
def test_what_waits_because_of_a_workshops_key_is_settled_on_that_workshops_page(
    session: Session, why: str, event: Event
) -> None:
    add_nairobi(session)
    for place in (NAIROBI, "f" * 32):
        add_quarantined(session, Stated(event.id), event_text(event), why, Arrival(NOW, place))
        event = replace(event, id=uid("2"))
    session.commit()
    waiting = held(session).waiting
    assert [(one.takes, one.at_workshop, one.ralo, one.received_from) for one in waiting] == [
        (False, True, "AFRALO", NAIROBI),
        (False, True, "", "f" * 32),
    ]
    assert refused(session) == {"reason": "held-workshop"}
    assert session.scalars(select(EventRow.id)).all() == []
    assert session.scalars(select(IdentityAlias.from_uid)).all() == []
    set_held_aside(session, rid=1, reason="not ours", by=BY, now=LATER)
    assert count_held(session) == 1


def add_nairobi(session: Session) -> None:
    values = {"uid": NAIROBI, "ralo": "AFRALO", "title": "Nairobi", "held_on": NOW.date(), "key": "0" * 64}
    values |= {"als": [], "courses": [], "languages": [], "created_at": NOW, "expires_at": NOW}
    add_node(session, values)


def test_of_two_who_settle_it_one_is_told_that_it_is_over(session: Session) -> None:
    from_bens_phone(session, lesson_done("1", "amina"))
    take(session)
    assert refused(session) == {"": "held-over"}
    with pytest.raises(Refused, match="held-over"):
        set_held_aside(session, rid=1, reason="no", by=BY, now=LATER)
    with pytest.raises(NotFound):
        take(session, 99)


def test_it_is_logged_and_whose_name_was_seen_can_read_that(session: Session) -> None:
    from_bens_phone(session, lesson_done("1", "amina"))
    held(session)
    assert sorted(session.scalars(select(Look.subject_id))) == [2, 3]
    session.rollback()
    take(session)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "held-taken")).one()
    assert (entry.actor, entry.object) == (uid("chief"), f"1 wrong_user {uid('1')}")


@pytest.mark.parametrize("raw", ["", "{", "null", "[" * 60_000, json.dumps({"id": 5}), "Event(id='x')"])
def test_what_cannot_be_read_is_shown_and_can_only_be_set_aside(session: Session, raw: str) -> None:
    add_quarantined(session, Stated(""), raw, "malformed", Arrival(NOW, "grant:77"))
    session.commit()
    (thing,) = held(session).waiting
    assert (thing.event, thing.person, thing.sender, thing.takes, thing.raw) == (None, "", "", False, raw)
    set_held_aside(session, rid=1, reason="noise", by=BY, now=LATER)
    assert count_held(session) == 0
