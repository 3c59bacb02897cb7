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


def list_role_holders(session: Session, today: date) -> list[RoleHolder]:
    """By role, scope and name; roles that are over are left out."""
    statement = (
        select(
            RoleGrant.account_id,
            Account.name,
            Account.email,
            RoleGrant.role,
            RoleGrant.scope,
            RoleGrant.since,
            RoleGrant.until,
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .where(or_(RoleGrant.until.is_(None), RoleGrant.until >= today))
        .order_by(RoleGrant.role, RoleGrant.scope, Account.name_sort, RoleGrant.id)
    )
    return [RoleHolder(*row) for row in session.execute(statement)]
