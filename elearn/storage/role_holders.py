"""Who holds which role, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account
from elearn.storage.community import RoleGrant


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """One role of one person, in force today or later."""

    account_id: int
    name: str
    email: str
    role: str
    scope: str
    since: date
    until: date | None
    alternate: bool
    uid: str


def list_role_holders(
    session: Session, today: date, *, role: str | None = None, scope: str | None = None
) -> list[RoleHolder]:
    """By role, scope and name, those of one role or scope if asked; roles that are over are left out."""
    statement = (
        select(
            RoleGrant.account_id,
            Account.name,
            Account.email,
            RoleGrant.role,
            RoleGrant.scope,
            RoleGrant.since,
            RoleGrant.until,
            RoleGrant.alternate,
            Account.uid,
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .where(or_(RoleGrant.until.is_(None), RoleGrant.until >= today))
        .order_by(RoleGrant.role, RoleGrant.scope, Account.name_sort, RoleGrant.id)
    )
    if role is not None:
        statement = statement.where(RoleGrant.role == role)
    if scope is not None:
        statement = statement.where(RoleGrant.scope == scope)
    return [RoleHolder(*row) for row in session.execute(statement)]
