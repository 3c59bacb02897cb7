"""People who are invited and have not joined, and members whom nobody has confirmed: both wait for somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from elearn.domain.pasted import Standing
from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.storage.accounts import Account, QueuedMail, Token
from elearn.storage.community import Membership, RoleGrant

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody invited. `sent_at` None: no letter was written yet. With a `role` she is more than a member to be."""

    account_id: int
    uid: str
    name: str
    email: str
    language: str
    since: date
    sent_at: datetime | None
    expires_at: datetime | None
    role: bool


@dataclass(frozen=True, slots=True)
class Declared:
    account_id: int
    uid: str
    name: str
    country: str
    language: str
    since: date


def list_group_standings(session: Session, email_keys: Sequence[str], home: Home) -> dict[str, Standing]:
    """What those of these addresses that have an account are to this home.

    A member who prefers not to be named looks like somebody elsewhere: pasting an address tells nobody where she is.
    """
    found = {}
    columns = (Account.email_key, Account.joined_at, Account.named, Account.disabled_at)
    for start in range(0, len(email_keys), CHUNK):
        statement = (
            select(*columns, Membership.ralo, Membership.als_id)
            .outerjoin(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
            .where(Account.email_key.in_(email_keys[start : start + CHUNK]))
        )
        for row in session.execute(statement):
            found[row.email_key] = _standing(row, home)
    return found


def list_pending(session: Session, home: Home, *, uids: Collection[str] | None = None) -> list[Pending]:
    """By name; with `uids` only these."""
    role = select(RoleGrant.id).where(RoleGrant.account_id == Account.id).exists().label("role")
    link = (
        select(
            Token.account_id,
            func.max(Token.created_at).label("sent_at"),
            func.max(Token.expires_at).label("expires_at"),
        )
        .where(Token.purpose == "invitation")
        .group_by(Token.account_id)
        .subquery()
    )
    people = (Account.id, Account.uid, Account.name, Account.email, Account.language, Membership.since)
    statement = (
        select(*people, link.c.sent_at, link.c.expires_at, role)
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(link, link.c.account_id == Account.id)
        .where(*_in(home), Account.joined_at.is_(None), Account.disabled_at.is_(None))
        .order_by(Account.name_sort, Account.id)
    )
    if uids is not None:
        statement = statement.where(Account.uid.in_(uids))
    return [Pending(*row) for row in session.execute(statement)]


def list_declared(session: Session, home: Home, *, uids: Collection[str] | None = None) -> list[Declared]:
    """Named people whose membership nobody has confirmed, those who wait longest first; with `uids` only these."""
    people = (Account.id, Account.uid, Account.name, Account.country, Account.language, Membership.since)
    statement = (
        select(*people)
        .join(Membership, Membership.account_id == Account.id)
        .where(*_in(home), Membership.status == "declared", Account.named, Account.joined_at.is_not(None))
        .order_by(Membership.since, Account.id)
    )
    if uids is not None:
        statement = statement.where(Account.uid.in_(uids))
    return [Declared(*row) for row in session.execute(statement)]


def count_waiting(session: Session, home: Home) -> tuple[int, int]:
    """(invited and not joined, named and not confirmed)."""
    invited = func.count().filter(Account.joined_at.is_(None), Account.disabled_at.is_(None))
    declared = func.count().filter(Account.joined_at.is_not(None), Account.named, Membership.status == "declared")
    statement = select(invited, declared).select_from(Membership).join(Account, Account.id == Membership.account_id)
    row = session.execute(statement.where(*_in(home))).one()
    return int(row[0]), int(row[1])


def lock_people(session: Session, uids: Collection[str]) -> list[int]:
    """The ids of these accounts, locked in one order for everybody, so that two of these never wait for each other."""
    statement = select(Account.id).where(Account.uid.in_(uids)).order_by(Account.id).with_for_update()
    return list(session.scalars(statement))


def delete_waiting_letters(session: Session, recipient: str) -> None:
    """Letters to this address that no mail server has got yet."""
    waiting = (QueuedMail.recipient == recipient, QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None))
    session.execute(delete(QueuedMail).where(*waiting))


def _standing(row: Any, home: Home) -> Standing:
    here = row.ralo is not None and Home(row.ralo, row.als_id or INDIVIDUALS) == home
    if not here or row.disabled_at is not None:
        return Standing.ELSEWHERE
    if row.joined_at is None:
        return Standing.INVITED
    return Standing.MEMBER if row.named else Standing.ELSEWHERE


def _in(home: Home) -> list[Any]:
    als_id = None if home.als_id == INDIVIDUALS else home.als_id
    return [Membership.ralo == home.ralo, Membership.als_id.is_not_distinct_from(als_id), Membership.until.is_(None)]
