"""Signed-in browsers and guests: the queries over `web_session` and `guest`. Tokens come in as hashes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.storage.accounts import Account, Guest, WebSession
from elearn.storage.base import run
from elearn.storage.community import RoleGrant


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An open browser session with what a `Viewer` needs of its account; `grants` are her roles, also those over."""

    id: int
    account_id: int
    uid: str
    name: str
    language: str
    country: str
    zone: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    grants: tuple[Grant, ...]


_OPEN_SESSION = (
    select(
        WebSession.id,
        WebSession.account_id,
        Account.uid,
        Account.name,
        Account.language,
        Account.country,
        Account.zone,
        WebSession.created_at,
        WebSession.seen_at,
        WebSession.expires_at,
        RoleGrant.role,
        RoleGrant.scope,
        RoleGrant.since,
        RoleGrant.until,
    )
    .join(Account, Account.id == WebSession.account_id)
    .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    .where(
        WebSession.token_hash == bindparam("token_hash"),
        Account.disabled_at.is_(None),
        Account.joined_at.is_not(None),
    )
    .order_by(RoleGrant.since, RoleGrant.id)
)
_OPEN_GUEST = select(Guest.uid).where(
    Guest.token_hash == bindparam("token_hash"), Guest.expires_at > bindparam("now"), Guest.linked_at.is_(None)
)


def add_session(session: Session, *, account_id: int, token_hash: str, now: datetime, expires_at: datetime) -> None:
    session.execute(
        insert(WebSession).values(
            account_id=account_id, token_hash=token_hash, created_at=now, seen_at=now, expires_at=expires_at
        )
    )


def find_session(session: Session, token_hash: str) -> SessionRow | None:
    """The session of this cookie when its account may sign in; how long it lives is for the caller to judge."""
    rows: Sequence[Any] = run(session, _OPEN_SESSION, {"token_hash": token_hash}).all()
    if not rows:
        return None
    grants = tuple(Grant(Role(row.role), row.scope, row.since, row.until) for row in rows if row.role)
    first = rows[0]
    return SessionRow(
        first.id,
        first.account_id,
        first.uid,
        first.name,
        first.language,
        first.country,
        first.zone,
        first.created_at,
        first.seen_at,
        first.expires_at,
        grants,
    )


def list_sessions(session: Session, account_id: int) -> list[tuple[int, str, datetime, datetime]]:
    """(id, token hash, created, seen), the one used last first."""
    statement = (
        select(WebSession.id, WebSession.token_hash, WebSession.created_at, WebSession.seen_at)
        .where(WebSession.account_id == account_id)
        .order_by(WebSession.seen_at.desc(), WebSession.id.desc())
    )
    return [(row.id, row.token_hash, row.created_at, row.seen_at) for row in session.execute(statement)]


def touch_session(session: Session, session_id: int, now: datetime) -> None:
    session.execute(update(WebSession).where(WebSession.id == session_id).values(seen_at=now))


def delete_session(session: Session, token_hash: str) -> None:
    session.execute(delete(WebSession).where(WebSession.token_hash == token_hash))


def delete_session_by_id(session: Session, *, account_id: int, session_id: int) -> bool:
    """True when it was there and hers."""
    statement = delete(WebSession).where(WebSession.id == session_id, WebSession.account_id == account_id)
    return bool(session.execute(statement.returning(WebSession.id)).first())


def delete_sessions_of(session: Session, account_id: int, *, keep: str = "") -> None:
    """All of a person's sessions but the one with this token hash."""
    session.execute(delete(WebSession).where(WebSession.account_id == account_id, WebSession.token_hash != keep))


def delete_all_sessions(session: Session) -> None:
    """Everybody is signed out."""
    session.execute(delete(WebSession))


def delete_expired_sessions(session: Session, now: datetime) -> None:
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))


def add_guest(session: Session, *, uid: str, token_hash: str, now: datetime, expires_at: datetime) -> None:
    session.execute(insert(Guest).values(uid=uid, token_hash=token_hash, created_at=now, expires_at=expires_at))


def find_guest_uid(session: Session, token_hash: str, now: datetime) -> str | None:
    """The guest of this cookie, unless her 30 days are over or her answers belong to an account already."""
    uid: str | None = run(session, _OPEN_GUEST, {"token_hash": token_hash, "now": now}).scalar()
    return uid


def mark_linked(session: Session, uid: str, now: datetime) -> bool:
    """True for the first of two that link the same guest at once."""
    statement = update(Guest).where(Guest.uid == uid, Guest.linked_at.is_(None)).values(linked_at=now)
    return bool(session.execute(statement.returning(Guest.id)).first())


def lock_open_guest(session: Session, uid: str) -> bool:
    """True when this is a guest whom nobody has claimed, and nobody is claiming just now: then she is ours to link."""
    statement = select(Guest.id).where(Guest.uid == uid, Guest.linked_at.is_(None))
    return session.scalar(statement.with_for_update(skip_locked=True)) is not None


def list_expired_guests(session: Session, now: datetime, *, limit: int) -> list[str]:
    statement = select(Guest.uid).where(Guest.expires_at <= now, Guest.linked_at.is_(None)).order_by(Guest.id)
    return list(session.scalars(statement.limit(limit)))


def delete_guests(session: Session, uids: list[str]) -> None:
    session.execute(delete(Guest).where(Guest.uid.in_(uids)))


def delete_linked_guests(session: Session, before: datetime) -> None:
    """Guests whose answers are an account's: after their 30 days the cookie is nobody's."""
    session.execute(delete(Guest).where(Guest.expires_at <= before, Guest.linked_at.is_not(None)))
