"""A workshop that came home: who was there and what was counted; new people become members, or turn out to be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.domain.mail import Kind, Pace
from elearn.domain.regions import COUNTRIES, ralo_of
from elearn.exchange.bundles import BundlePerson
from elearn.services.accounts import find_by_email
from elearn.services.audit import write_entry
from elearn.services.community import close_membership, open_membership
from elearn.services.identity import link_guest
from elearn.services.laptops import account_row
from elearn.services.workshop_files import count_held, count_waiting
from elearn.services.workshops import is_alive
from elearn.storage import node_people as people
from elearn.storage import nodes as storage
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.community import find_als, find_open_membership, list_als
from elearn.storage.events import lock_log
from elearn.storage.identity import find_person
from elearn.storage.mail_choices import put_choice
from elearn.storage.node_files import list_files
from elearn.storage.nodes import Node, NodePerson


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the workshop who may be named. `account_id` 0: no account is hers yet."""

    uid: str
    name: str
    als: str
    provisional: bool
    decided: str
    attended: bool
    lessons: int
    answers: int
    account_id: int


@dataclass(frozen=True, slots=True)
class WorkshopView:
    """All of a workshop that its coordinator sees. `others`: people of its events who are not named here.

    `held` things wait one by one for an administrator. `unsettled`: a file came with a key that was over or revoked,
    and a coordinator has not settled it yet.
    """

    uid: str
    ralo: str
    title: str
    held_on: date
    expires_at: datetime
    revoked: bool
    alive: bool
    own: bool
    code_open: bool
    enrolled: bool
    left_out: int
    people: tuple[PersonLine, ...]
    others: int
    events: int
    waiting: int
    unsettled: bool
    held: int
    files: int


def open_workshop(session: Session, *, ralo: str, uid: str, now: datetime) -> WorkshopView:
    """Who may: coordinators of the region, administrators. Raises NotFound for a workshop of another region."""
    node = storage.get_node(session, uid, ralo)
    listed = storage.list_people(session, uid)
    done = storage.list_done_here(session, uid)
    accounts = people.list_named_accounts(session, [one.uid for one in listed])
    shown = [one for one in listed if one.provisional or one.uid in accounts]
    files, waiting = list_files(session, uid), count_waiting(session, uid)
    return WorkshopView(
        uid=uid,
        ralo=ralo,
        title=node.title,
        held_on=node.held_on,
        expires_at=node.expires_at,
        revoked=node.revoked_at is not None,
        alive=is_alive(node, now),
        own=node.own,
        code_open=node.code_until is not None and now < node.code_until,
        enrolled=node.enrolled_at is not None,
        left_out=node.left_out,
        people=tuple(_line(one, done, accounts) for one in shown),
        others=len({u for u, _ in done} - {one.uid for one in shown}),
        events=people.count_events_from(session, uid),
        waiting=waiting,
        unsettled=waiting > 0 or any(file.waiting for file in files),
        held=count_held(session, uid),
        files=len(files),
    )


def _line(one: NodePerson, done: Mapping[tuple[str, str], int], accounts: Mapping[str, int]) -> PersonLine:
    return PersonLine(
        uid=one.uid,
        name=one.name,
        als=one.als,
        provisional=one.provisional,
        decided=one.decided,
        attended=(one.uid, "attend") in done,
        lessons=done.get((one.uid, "lesson.done"), 0),
        answers=done.get((one.uid, "quiz.submit"), 0),
        account_id=accounts.get(one.uid, 0),
    )


def accept_newcomer(session: Session, *, ralo: str, node: str, uid: str, by: str, now: datetime) -> None:
    """She is one of us: a confirmed member of the group that she named (without one an individual member of the region)
    in her own right, without an address and a password. All that she did counts from now. Twice is once.

    Who may: coordinators of the region, administrators. Raises NotFound.
    """
    begin_writing(session)
    workshop, person = _get_newcomer(session, ralo, node, uid)
    if person.decided not in ("", "refused"):
        session.rollback()
        return
    row = find_als(session, person.als) if person.als else None
    country = row.line.country if row else _country_of(session, workshop)
    one = BundlePerson(uid, person.name, person.language, country, person.als)
    people.add_account_rows(session, [account_row(one, now)])
    account_id = people.find_account_id(session, uid) or 0
    for kind in Kind:
        put_choice(session, account_id, kind, Pace.OFF)
    als = person.als if row else None
    day = now.date()
    status = "confirmed"
    open_membership(
        session, account_id=account_id, als_code=als, country=country, status=status, today=day, now=now, by=by
    )
    _decide(session, node, uid, "member", by=by, now=now)


def link_newcomer(session: Session, *, ralo: str, node: str, uid: str, email: str, by: str, now: datetime) -> None:
    """She has an account already: what she did at the workshop is its doing. Where she was accepted before in her own
    right, that membership ends. The same again changes nothing.

    Who may: coordinators of the region, administrators; the account must be a member of this region who may be named.
    An address of anybody else is as unknown as one of nobody: Refused `person-unknown`. Refused `link-other` when what
    she did counts for another account already. Raises NotFound.
    """
    line = find_by_email(session, email.strip())
    begin_writing(session)
    lock_log(session)
    _, person = _get_newcomer(session, ralo, node, uid)
    account = get_account(session, line.id) if line else None
    home = find_open_membership(session, account.id) if account else None
    known = account is not None and home is not None and home.home.ralo == ralo and account.named
    if account is None or not known or account.uid == uid or account.disabled_at:
        session.rollback()
        raise Refused({"email": "person-unknown"})
    if person.decided == "linked":
        session.rollback()
        return
    target = account.uid
    if find_person(session, uid) not in (uid, target):
        session.rollback()
        raise Refused({"email": "link-other"})
    if person.decided == "member":
        own_id = people.find_account_id(session, uid) or 0
        close_membership(session, account_id=own_id, now=now, by=by)
        get_account(session, own_id).disabled_at = now
        session.flush()
    # Not `link_provisional`, which commits: the link and the decision about her are one transaction.
    link_guest(session, guest=uid, account=target, now=now)
    _decide(session, node, uid, "linked", target, by=by, now=now)


def refuse_newcomer(session: Session, *, ralo: str, node: str, uid: str, by: str, now: datetime) -> None:
    """She does not belong to the region: what she did stays in the log and is counted nowhere. Twice is once; somebody
    who was accepted or linked before stays so. Raises NotFound.
    """
    begin_writing(session)
    _, person = _get_newcomer(session, ralo, node, uid)
    if person.decided:
        session.rollback()
        return
    _decide(session, node, uid, "refused", by=by, now=now)


def _get_newcomer(session: Session, ralo: str, node: str, uid: str) -> tuple[Node, NodePerson]:
    workshop = storage.get_node(session, node, ralo)
    person = storage.find_node_person(session, node, uid)
    if person is None or not person.provisional:
        session.rollback()
        raise NotFound("person", uid)
    return workshop, person


def _country_of(session: Session, node: Node) -> str:
    """A country of the region: of the workshop's groups where there are any."""
    groups = list_als(session, node.ralo, codes=node.als)
    if groups:
        return groups[0].line.country
    return next(country for country in COUNTRIES if ralo_of(country) == node.ralo)


def _decide(
    session: Session, node: str, uid: str, decided: str, account: str | None = None, *, by: str, now: datetime
) -> None:
    values = {"decided": decided, "account_uid": account, "decided_at": now, "decided_by": by}
    storage.set_person(session, node, uid, **values)
    write_entry(session, actor=by, action=f"workshop-{decided}", about=uid, now=now)
    session.commit()
