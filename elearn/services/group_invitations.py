"""Inviting people into an ALS by their addresses: looked through first, sent once, sent again, withdrawn.

Who may: representatives of the ALS, coordinators of its RALO, administrators; asked before, in `web/policy.py`. `by` is
that person's uid. An ALS of another RALO looks like none (NotFound).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.community import AlsLine
from elearn.domain.errors import Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import sort_key
from elearn.domain.nudges import PAUSE
from elearn.domain.pasted import (
    PEOPLE_LIMIT,
    Entry,
    Misread,
    Standing,
    name_from_address,
    problem_of_paste,
    read_pasted,
    sort_out,
)
from elearn.domain.rollup import Home
from elearn.services.audit import write_entry
from elearn.services.community import close_membership, get_als, get_home, membership_values
from elearn.services.counts import add_invited
from elearn.services.invitations import invite
from elearn.services.mail import Compose
from elearn.services.throttling import take_try
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import AlsRow, add_memberships
from elearn.storage.pending import (
    Pending,
    count_waiting,
    delete_waiting_letters,
    list_group_standings,
    lock_people,
)
from elearn.storage.pending import list_pending as list_pending_rows
from elearn.storage.people import list_known, update_account
from elearn.storage.tokens import revoke_tokens
from elearn.storage.upserts import insert_new

RULE = "invite-account"


@dataclass(frozen=True, slots=True)
class Sorted:
    """A paste as one ALS sees it, each piece in one place. `twice` are addresses that stood there before."""

    als: AlsLine
    people: Mapping[Standing, tuple[Entry, ...]]
    twice: tuple[str, ...]
    wrong: tuple[Misread, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait: invited people who have not joined, named members whom nobody has confirmed."""

    invited: int
    declared: int


def count_people_waiting(session: Session, *, ralo: str, als_code: str) -> Waiting:
    return Waiting(*count_waiting(session, get_home(session, ralo=ralo, als_code=als_code)))


def sort_paste(session: Session, *, ralo: str, als_code: str, text: str) -> Sorted:
    """Who of a paste would be invited and who not. Writes nothing. Raises Refused for `people`."""
    return _sort(session, get_als(session, ralo=ralo, als_code=als_code), text)


def invite_people(  # noqa: PLR0913 - the fields of the form, and what makes letters
    session: Session,
    *,
    ralo: str,
    als_code: str,
    text: str,
    language: str,
    by: str,
    new_uid: Callable[[], str],
    new_token: Callable[[], str],
    compose: Compose,
    now: datetime,
) -> int:
    """Invite those of a paste whom nobody knows, as confirmed members, and write to each in `language`. How many.

    The same again, or by two at once, invites nobody a second time. Raises Refused for `people` and `language`,
    Throttled.
    """
    als = get_als(session, ralo=ralo, als_code=als_code)
    people = _sort(session, als, text).people[Standing.NEW]
    if language not in LANGUAGES:
        raise Refused({"language": "language-missing"})
    if not people:
        return 0
    take_try(session, {RULE: by}, now=now)
    begin_writing(session)
    # In one order for everybody: two who invite the same people wait for each other and never in a ring.
    rows = [_account_values(entry, als, language, new_uid(), now) for entry in sorted(people, key=lambda e: e.key)]
    keys = [str(row["email_key"]) for row in rows if insert_new(session, Account, row, unique="email_key")]
    ids = [person.account_id for person in list_known(session, keys).values()]
    home, today = Home(als.ralo, als.id), now.date()
    if ids:
        add_memberships(
            session, [membership_values(one, home, status="confirmed", since=today, now=now) for one in ids]
        )
        add_invited(session, {home: len(ids)})
        for account_id in ids:
            invite(session, account_id=account_id, token=new_token(), compose=compose, now=now)
        write_entry(session, actor=by, action="invited", about=f"{als_code} {len(ids)}", now=now)
    session.commit()
    return len(ids)


def list_pending(session: Session, *, ralo: str, als_code: str) -> list[Pending]:
    """Who was invited here and has not joined, by name, with addresses: whoever invites has to see a wrong one."""
    return list_pending_rows(session, get_home(session, ralo=ralo, als_code=als_code))


def write_again(
    session: Session,
    *,
    ralo: str,
    als_code: str,
    uids: Collection[str],
    by: str,
    new_token: Callable[[], str],
    compose: Compose,
    now: datetime,
) -> int:
    """A new letter with a new link to those of these who are invited here; earlier links are dead. How many.

    Nobody who was written to less than a day ago gets one: the second click sends nothing. Raises Throttled.
    """
    home = get_home(session, ralo=ralo, als_code=als_code)
    if uids:
        take_try(session, {RULE: by}, now=now)
    begin_writing(session)
    lock_people(session, uids)
    due = [
        person
        for person in list_pending_rows(session, home, uids=uids)
        if person.sent_at is None or person.sent_at <= now - PAUSE
    ]
    for person in due:
        invite(session, account_id=person.account_id, token=new_token(), compose=compose, now=now)
    if due:
        write_entry(session, actor=by, action="invited-again", about=f"{als_code} {len(due)}", now=now)
    session.commit()
    return len(due)


def withdraw_invitations(
    session: Session, *, ralo: str, als_code: str, uids: Collection[str], by: str, now: datetime
) -> int:
    """Those of these who are invited here are so no more: link dead, letter not sent, address forgotten. How many.

    The numbers of days that are over stay, so the account stays without a name. Somebody with a role is left alone.
    """
    home = get_home(session, ralo=ralo, als_code=als_code)
    begin_writing(session)
    lock_people(session, uids)
    people = [person for person in list_pending_rows(session, home, uids=uids) if not person.role]
    for person in people:
        close_membership(session, account_id=person.account_id, by=by, now=now)
        revoke_tokens(session, purpose="invitation", account_id=person.account_id)
        delete_waiting_letters(session, person.email)
        update_account(session, person.account_id, _forgotten(person.uid, now))
    if people:
        write_entry(session, actor=by, action="withdrawn", about=f"{als_code} {len(people)}", now=now)
    session.commit()
    return len(people)


def _sort(session: Session, als: AlsRow, text: str) -> Sorted:
    problem = problem_of_paste(text)
    if problem:
        raise Refused({"people": problem})
    pasted = read_pasted(text)
    if len(pasted.entries) > PEOPLE_LIMIT:
        raise Refused({"people": "paste-many"})
    keys = [entry.key for entry in pasted.entries]
    standings = list_group_standings(session, keys, Home(als.ralo, als.id))
    return Sorted(als.line, sort_out(pasted.entries, standings), pasted.twice, pasted.wrong)


def _account_values(entry: Entry, als: AlsRow, language: str, uid: str, now: datetime) -> dict[str, object]:
    name = entry.name or name_from_address(entry.email)
    return {
        "uid": uid,
        "name": name,
        "name_sort": sort_key(name),
        "email": entry.email,
        "email_key": entry.key,
        "password_hash": None,
        "country": als.line.country,
        "language": language,
        "named": True,
        "demo": False,
        "created_at": now,
        "joined_at": None,
    }


def _forgotten(uid: str, now: datetime) -> dict[str, object]:
    """`.invalid` never is anybody's address (RFC 2606 §2)."""
    address = f"{uid}@withdrawn.invalid"
    return {"name": "–", "name_sort": "", "email": address, "email_key": address, "disabled_at": now}
