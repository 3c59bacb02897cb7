"""Whether the site has somebody to administer it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.storage.accounts import Account
from elearn.storage.community import RoleGrant


def has_administrator(session: Session, today: date) -> bool:
    """True when somebody who can sign in holds the role today."""
    holds = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.since <= today)
        .where(or_(RoleGrant.until.is_(None), RoleGrant.until >= today))
        .where(Account.joined_at.is_not(None), Account.disabled_at.is_(None))
    )
    return bool(session.scalar(select(exists(holds))))
