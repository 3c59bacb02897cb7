"""Whom a workshop's key can speak for, and what stays unsettled after it was over. In both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.events import Event
from elearn.services.held import set_held_aside
from elearn.services.workshop_files import TakenWorkshop, settle_workshop
from elearn.services.workshop_people import (
    WorkshopView,
    accept_newcomer,
    link_newcomer,
    open_workshop,
)
from elearn.services.workshops import revoke_workshop
from elearn.storage.accounts import Account
from elearn.storage.events import EventRow, IdentityAlias, Quarantined
from elearn.storage.nodes import NodePerson
from tests.makers import NOW, make_als, make_member
from tests.published import publish_course, uid
from tests.services.test_workshop_files import BY, DEV, NODE, done, file, prepared, take, told_new

OTHER, OTHER_KEY = "0" * 31 + "f", bytes(range(32, 64))
LONG_AGO = NOW - timedelta(days=900)


@pytest.fixture(autouse=True)
def site(session: Session) -> None:
    """Two workshops for one group, with a newcomer each."""
    publish_course(session)
    make_als(session)
    for name in ("amina", "brahim"):
        make_member(session, name, als="KE-01")
    make_member(session, "chipo", als=None, country="KE")
    prepared(session)
    prepared(session, node=OTHER, key=OTHER_KEY)
    take(session, [told_new("zuri", 1), done(2, "zuri")])


def from_other(session: Session, *events: Event) -> TakenWorkshop:
    return take(session, [], data=file(list(events), node=OTHER, key=OTHER_KEY))


def link(who: str, ref: str, number: int = 50, at: datetime = LONG_AGO) -> Event:
    told = f"link {who} {ref} {at.isoformat()}"
    return Event(uid(told), "identity.link", at, u=uid(who), ref=uid(ref), dev=DEV, seq=number)


def aliases(session: Session) -> dict[str, str]:
    found = {row.from_uid: row.to_uid for row in session.execute(select(IdentityAlias.from_uid, IdentityAlias.to_uid))}
    session.rollback()
    return found


def reasons(session: Session) -> list[str]:
    found = list(session.scalars(select(Quarantined.why).where(Quarantined.resolved_at.is_(None))))
    session.rollback()
    return found


def page(session: Session) -> WorkshopView:
    view = open_workshop(session, ralo="AFRALO", uid=NODE, now=NOW)
    session.rollback()
    return view


def connect(session: Session, who: str, account: str) -> None:
    mail = session.scalar(select(Account.email).where(Account.uid == uid(account))) or ""
    session.rollback()
    link_newcomer(session, ralo="AFRALO", node=NODE, uid=uid(who), email=mail, by=BY.uid, now=NOW)


@pytest.mark.parametrize(
    "event",
    [
        link("amina", "zuri"),
        link("zuri", "guest"),
        done(60, "zuri"),
        told_new("zuri", 60),
    ],
)
def test_a_workshop_cannot_speak_of_the_newcomer_of_another(session: Session, event: Event) -> None:
    event = replace(event, id=uid("of another"))
    assert from_other(session, event).held == 1
    assert (aliases(session), reasons(session)) == ({}, ["wrong_user"])
    owners = session.scalars(select(NodePerson.node_uid).where(NodePerson.uid == uid("zuri"))).all()
    assert owners == [NODE]


def test_whoever_was_new_there_and_is_on_the_list_here_is_spoken_for_by_both(session: Session) -> None:
    accept_newcomer(session, ralo="AFRALO", node=NODE, uid=uid("zuri"), by=BY.uid, now=NOW)
    later = "0" * 31 + "d"
    assert prepared(session, node=later, key=OTHER_KEY)
    assert take(session, [], data=file([done(60, "zuri")], node=later, key=OTHER_KEY)).new == 1
    assert take(session, [done(61, "zuri")]).new == 1


def test_who_somebody_is_cannot_be_said_by_a_laptop_once_a_coordinator_has_said_it(session: Session) -> None:
    connect(session, "zuri", "chipo")
    told = aliases(session)
    assert told == {uid("zuri"): uid("chipo")}
    assert take(session, [link("amina", "zuri")]).held == 1
    assert from_other(session, link("brahim", "zuri")).held == 1
    assert aliases(session) == told
    assert take(session, [done(70, "zuri")]).new == 1


def test_an_alias_of_somebody_who_is_not_on_the_list_is_a_stranger(session: Session) -> None:
    take(session, [link("zuri", "guest", at=NOW)])
    connect(session, "zuri", "chipo")
    assert aliases(session) == {uid("zuri"): uid("chipo"), uid("guest"): uid("chipo")}
    for event in (link("amina", "guest"), done(71, "guest")):
        assert from_other(session, event).held == 1
    assert aliases(session)[uid("guest")] == uid("chipo")


def test_a_file_that_links_a_browser_to_a_newcomer_comes_twice_and_is_here_already(session: Session) -> None:
    events = [done(80, "guest"), link("zuri", "guest", at=NOW), done(81, "guest"), link("amina", "browser", 82, at=NOW)]
    assert take(session, events).new == 4
    connect(session, "zuri", "chipo")
    again = take(session, events)
    assert (again.new, again.dup, again.held) == (0, 4, 0)
    assert take(session, [done(83, "guest"), done(84, "browser")]).new == 2


def test_a_newcomer_who_counts_for_somebody_else_is_not_linked_in_words_only(session: Session) -> None:
    take(session, [link("amina", "zuri")])
    with pytest.raises(Refused) as error:
        connect(session, "zuri", "chipo")
    session.rollback()
    assert error.value.problems == {"email": "link-other"}
    assert session.scalar(select(NodePerson.decided).where(NodePerson.uid == uid("zuri"))) == ""
    session.rollback()
    connect(session, "zuri", "amina")
    assert aliases(session) == {uid("zuri"): uid("amina")}
    assert session.scalar(select(NodePerson.decided).where(NodePerson.uid == uid("zuri"))) == "linked"


def test_what_was_settled_does_not_wait_again_and_what_is_held_is_shown(session: Session) -> None:
    revoke_workshop(session, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
    events = [done(90), done(91, "chipo")]
    assert take(session, events).waiting
    view = page(session)
    assert (view.waiting, view.unsettled, view.held) == (2, True, 0)
    settle_workshop(session, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
    again = take(session, events)
    assert (again.new, again.dup, again.waiting) == (0, 1, False)
    view = page(session)
    assert (view.waiting, view.unsettled, view.held) == (0, False, 1)
    rid = session.scalar(select(func.max(Quarantined.rid))) or 0
    session.rollback()
    set_held_aside(session, rid=rid, reason="not ours", by=BY, now=NOW)
    assert page(session).held == 0


def test_a_file_of_which_all_was_set_aside_can_still_be_settled(session: Session) -> None:
    revoke_workshop(session, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
    take(session, [done(90)])
    before = session.scalar(select(func.count()).select_from(EventRow))
    rid = session.scalar(select(func.max(Quarantined.rid))) or 0
    session.rollback()
    set_held_aside(session, rid=rid, reason="not ours", by=BY, now=NOW)
    view = page(session)
    assert (view.waiting, view.unsettled) == (0, True)
    assert settle_workshop(session, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW) == 0
    assert not page(session).unsettled
    assert session.scalar(select(func.count()).select_from(EventRow)) == before


def test_a_settled_click_on_a_strangers_event_believes_no_more_than_a_good_key(session: Session) -> None:
    revoke_workshop(session, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
    take(session, [link("amina", "chipo"), link("chipo", "amina")])
    settle_workshop(session, ralo="AFRALO", uid=NODE, by=BY.uid, now=NOW)
    assert (aliases(session), reasons(session), page(session).held) == ({}, ["wrong_user", "wrong_user"], 2)
