"""A guest or workshop participant turns out to be a person with an account."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, is_administrator, may_see_region
from elearn.domain.errors import NotFound, Refused
from elearn.domain.events import Event, canonical_json
from elearn.domain.identity import link_event
from elearn.services.audit import write_entry
from elearn.services.intake import take_events
from elearn.storage.accounts import get_account_by_uid, list_by_uid
from elearn.storage.base import begin_writing
from elearn.storage.community import find_open_membership
from elearn.storage.events import find_event, lock_log
from elearn.storage.identity import find_link, find_person


def link_guest(session: Session, *, guest: str, account: str, now: datetime) -> None:
    """What `guest` did, and will do, is `account`'s doing (both uids). In the caller's transaction: no commit.

    The caller has made sure that it is the same person. Equal submissions of both on one day become one attempt.
    A guest that is linked already stays linked as it is; a `void` of the link event takes it back.
    """
    lock_log(session)
    if guest == account or find_person(session, guest) != guest:
        return
    _state_link(session, source=guest, target=account, by="", recv_from="sign-in", now=now)


def link_provisional(session: Session, *, provisional: str, account: str, by: Viewer, now: datetime) -> None:
    """A coordinator or administrator says that this workshop participant (a uid from a roster) is this account (a uid).

    What was done under `provisional`, and what still comes, is `account`'s from now on. Linked to that account already:
    nothing happens. Who may: administrators; coordinators of the region where the account's person is a member.

    Raises NotFound for an account that is not there, not joined, not in the asker's region, or whose person prefers not
    to be named; Refused (`account`) with `link-self`, `link-account` when `provisional` is an account of its own, and
    `link-other` when it is linked to somebody else: take that back first. Logged.
    """
    begin_writing(session)
    person = _get_linkable(session, account, by, now)
    lock_log(session)
    linked_to = find_person(session, provisional)
    problem = _problem_of_link(session, provisional, account, linked_to)
    if problem:
        raise Refused({"account": problem})
    if linked_to == provisional:
        _state_link(session, source=provisional, target=person, by=by.uid, recv_from="approval", now=now)
        write_entry(session, actor=by.uid, action="link-approved", about=f"{provisional} {person}", now=now)
    session.commit()


def unlink_provisional(session: Session, *, provisional: str, by: Viewer, now: datetime) -> None:
    """Take the link of this participant back; what she did is her own again, under no account. Twice is once.

    Who may: whoever may link her to that account. Raises NotFound, also when she is not linked. Logged.
    """
    begin_writing(session)
    lock_log(session)
    link = find_link(session, provisional)
    if link is None:
        raise NotFound("link", provisional)
    event_id, account = link
    _get_linkable(session, account, by, now)
    stated = find_event(session, event_id)
    owner = stated.event.u if stated else account
    told = canonical_json(["void", event_id])
    void = Event(_digest(told), "void", now, u=owner, ref=event_id, by=by.uid)
    take_events(session, [void], recv_from="approval", now=now)
    write_entry(session, actor=by.uid, action="link-voided", about=f"{provisional} {account}", now=now)
    session.commit()


def _get_linkable(session: Session, uid: str, by: Viewer, now: datetime) -> str:
    """The uid of an account that this viewer may link somebody to. Raises NotFound."""
    account = get_account_by_uid(session, uid)
    home = find_open_membership(session, account.id)
    seen = home is not None and may_see_region(by, home.home.ralo, now.date()) and account.named
    if account.joined_at is None or not (seen or is_administrator(by, now.date())):
        raise NotFound("account", uid)
    return account.uid


def _problem_of_link(session: Session, provisional: str, account: str, linked_to: str) -> str | None:
    if provisional == account or find_person(session, account) == provisional:
        return "link-self"
    if list_by_uid(session, [provisional]):
        return "link-account"
    return None if linked_to in (provisional, account) else "link-other"


def _state_link(session: Session, *, source: str, target: str, by: str, recv_from: str, now: datetime) -> None:
    link = link_event(source=source, target=target, by=by, now=now)
    take_events(session, [link], recv_from=recv_from, now=now)


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:32]
