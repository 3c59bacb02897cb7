"""Accounts together with where their people belong, many at a time: what importing a list of people asks and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.storage.accounts import Account
from elearn.storage.community import Membership

CHUNK = 500


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """An account that is there already. `home` None: she belongs nowhere now."""

    account_id: int
    name: str
    country: str
    language: str
    joined: bool
    home: Home | None
    status: str
    named: bool


def list_known(session: Session, email_keys: Sequence[str]) -> dict[str, KnownPerson]:
    """Those of these addresses (folded) that have an account."""
    known = {}
    for start in range(0, len(email_keys), CHUNK):
        statement = (
            select(
                Account.id,
                Account.email_key,
                Account.name,
                Account.country,
                Account.language,
                Account.joined_at,
                Membership.ralo,
                Membership.als_id,
                Membership.status,
                Account.named,
            )
            .outerjoin(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
            .where(Account.email_key.in_(email_keys[start : start + CHUNK]))
        )
        for row in session.execute(statement):
            home = Home(row.ralo, row.als_id or INDIVIDUALS) if row.ralo else None
            known[row.email_key] = KnownPerson(
                account_id=row.id,
                name=row.name,
                country=row.country,
                language=row.language,
                joined=row.joined_at is not None,
                home=home,
                status=row.status or "",
                named=row.named,
            )
    return known


def add_accounts(session: Session, rows: Sequence[Mapping[str, object]]) -> dict[str, int]:
    """uid -> id of the new accounts. An address that is taken raises IntegrityError."""
    session.execute(insert(Account), [dict(row) for row in rows])
    uids = [str(row["uid"]) for row in rows]
    ids = {}
    for start in range(0, len(uids), CHUNK):
        found = session.execute(select(Account.uid, Account.id).where(Account.uid.in_(uids[start : start + CHUNK])))
        ids.update({row.uid: row.id for row in found})
    return ids


def update_account(session: Session, account_id: int, values: Mapping[str, object]) -> None:
    session.execute(update(Account).where(Account.id == account_id).values(**values))
