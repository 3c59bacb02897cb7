"""Granting and ending roles. Either ends the person's open sessions: she signs in anew with what she may now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, is_administrator
from elearn.domain.community import RALOS, SCOPE_OF_ROLE, Grant, Role
from elearn.domain.errors import Forbidden, NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.services.audit import write_entry
from elearn.services.sessions import end_sessions
from elearn.storage import community as storage
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing

EVERYTHING = "*"


def grant_role(session: Session, *, by: Viewer | None, account_id: int, grant: Grant, now: datetime) -> None:
    """Give a person a role on a scope, both days of its dates included. Twice is once; another end replaces the end.

    Who may: the operator (`by` None) and administrators everything; a coordinator the representatives of the ALSes of
    her RALO, nothing above or beside. Raises Forbidden, Refused (`scope`, `until`), NotFound for an unknown account.
    """
    begin_writing(session)
    _may_change(session, by, grant, now.date())
    give_role(session, account_id=account_id, grant=grant, by=by.uid if by else "", now=now)
    session.commit()


def give_role(session: Session, *, account_id: int, grant: Grant, by: str, now: datetime) -> bool:
    """`grant_role` for use cases that have asked who may. True when something changed. No commit."""
    problems = problems_of_grant(session, grant)
    if problems:
        raise Refused(problems)
    account = get_account(session, account_id, lock=True)
    for grant_id, held in storage.list_grants(session, account_id):
        if _is_same(held, grant):
            if (held.until, held.alternate) == (grant.until, grant.alternate):
                return False
            storage.set_grant_end(session, grant_id, grant.until)
            storage.set_alternate(session, grant_id, alternate=grant.alternate)
            break
    else:
        storage.add_grant(session, _values(account_id, grant, by, now))
    end_sessions(session, account_id=account_id)
    write_entry(session, actor=by, action="role-granted", about=_about(grant, account.uid), now=now)
    return True


def end_role(session: Session, *, by: Viewer | None, account_id: int, role: Role, scope: str, now: datetime) -> None:
    """Take a role away as of now. Who may: whoever may grant it. Raises NotFound when she does not hold it."""
    begin_writing(session)
    _may_change(session, by, Grant(role, scope, now.date()), now.date())
    if not take_role(session, account_id=account_id, role=role, scope=scope, by=by.uid if by else "", now=now):
        raise NotFound("role", role.value)
    session.commit()


def take_role(session: Session, *, account_id: int, role: Role, scope: str, by: str, now: datetime) -> bool:
    """`end_role` for use cases that have asked who may, also of a role that is yet to begin. No commit.

    False when she holds no such role, and then nothing happens.
    """
    today = now.date()
    account = get_account(session, account_id, lock=True)
    held = [row for row in storage.list_grants(session, account_id) if _holds_from(row[1], role, scope, today)]
    for grant_id, grant in held:
        # The last day is included, so a role that ends now ended yesterday; one that began today never was.
        if grant.since >= today:
            storage.delete_grant(session, grant_id)
        else:
            storage.set_grant_end(session, grant_id, today - timedelta(days=1))
        write_entry(session, actor=by, action="role-ended", about=_about(grant, account.uid), now=now)
    if held:
        end_sessions(session, account_id=account_id)
    return bool(held)


def problems_of_grant(session: Session, grant: Grant) -> dict[str, str]:
    """What keeps this role from being granted to anybody: `scope-unknown`, `until-early`."""
    problems = {}
    if not _is_scope(session, grant.role, grant.scope):
        problems["scope"] = "scope-unknown"
    if grant.until is not None and grant.until < grant.since:
        problems["until"] = "until-early"
    return problems


def _is_scope(session: Session, role: Role, scope: str) -> bool:
    known = {
        Role.ADMINISTRATOR: lambda: scope == "",
        Role.COORDINATOR: lambda: scope in RALOS,
        Role.REPRESENTATIVE: lambda: storage.find_als(session, scope) is not None,
        Role.TRANSLATOR: lambda: scope in (EVERYTHING, *LANGUAGES),
        # Courses come and go with releases; a role on one may be given before it is published.
        Role.INSTRUCTOR: lambda: 0 < len(scope) <= 40,
    }
    return known[role]()


def _may_change(session: Session, by: Viewer | None, grant: Grant, today: date) -> None:
    if by is None or is_administrator(by, today):
        return
    als = storage.find_als(session, grant.scope) if grant.role is Role.REPRESENTATIVE else None
    if als is None or not by.holds(Role.COORDINATOR, als.ralo, today):
        raise Forbidden(f"{grant.role} {grant.scope}")


def _is_same(held: Grant, new: Grant) -> bool:
    """The same role on the same scope in days that meet."""
    return (
        (held.role, held.scope) == (new.role, new.scope)
        and (held.until is None or new.since <= held.until)
        and (new.until is None or held.since <= new.until)
    )


def _holds_from(grant: Grant, role: Role, scope: str, today: date) -> bool:
    return (grant.role, grant.scope) == (role, scope) and (grant.until is None or grant.until >= today)


def _values(account_id: int, grant: Grant, by: str, now: datetime) -> dict[str, object]:
    return {
        "account_id": account_id,
        "role": grant.role.value,
        "scope_kind": SCOPE_OF_ROLE[grant.role].value,
        "scope": grant.scope,
        "alternate": grant.alternate,
        "since": grant.since,
        "until": grant.until,
        "granted_by": by,
        "granted_at": now,
    }


def _about(grant: Grant, uid: str) -> str:
    return f"{grant.role} {grant.scope} {uid}"
