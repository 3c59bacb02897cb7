"""What the administrators' page does: roles by address, with the password asked again (ASVS 7.5.1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.domain.days import read_day
from elearn.domain.errors import Refused
from elearn.services.accounts import find_by_email
from elearn.services.credentials import reauthenticate
from elearn.services.roles import end_role, grant_role
from elearn.storage.role_holders import RoleHolder, list_role_holders

ROLES = tuple(role.value for role in Role)


def list_holders(session: Session, *, today: date) -> list[RoleHolder]:
    """Every role in force today or later. Who may: administrators."""
    return list_role_holders(session, today)


def grant_by_email(
    session: Session, *, by: Viewer, email: str, role: str, scope: str, until: str, password: str, now: datetime
) -> None:
    """Give somebody a role from today on, `until` a day (ISO) or for good. Her sessions end; twice is once.

    Raises Refused, Throttled, and Forbidden when `by` may not.
    """
    problems = {}
    account = find_by_email(session, email)
    if account is None:
        problems["email"] = "account-unknown"
    if role not in ROLES:
        problems["role"] = "role-missing"
    last_day = read_day(until)
    if until and last_day is None:
        problems["until"] = "day-wrong"
    if problems or account is None:
        raise Refused(problems)
    reauthenticate(session, account_id=by.account_id, password=password, field="password", now=now)
    grant = Grant(Role(role), scope, now.date(), last_day)
    grant_role(session, by=by, account_id=account.id, grant=grant, now=now)


def end_by_holder(
    session: Session, *, by: Viewer, account_id: int, role: str, scope: str, password: str, now: datetime
) -> None:
    """Take a role away as of now. Raises Refused, Throttled, Forbidden, NotFound.

    The last administrator cannot take away the own role: nobody could give it back.
    """
    if role not in ROLES:
        raise Refused({"role": "role-missing"})
    reauthenticate(session, account_id=by.account_id, password=password, field="password", now=now)
    if role == Role.ADMINISTRATOR:
        holders = {holder.account_id for holder in list_role_holders(session, now.date()) if holder.role == role}
        if holders == {account_id}:
            raise Refused({"role": "last-administrator"})
    end_role(session, by=by, account_id=account_id, role=Role(role), scope=scope, now=now)
