"""Signed-in browsers. The cookie holds a random token, the table its hash: ending a row ends the session at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant
from elearn.domain.errors import NotFound
from elearn.domain.sessions import LEARNER, STAFF, Life, is_open, must_touch
from elearn.domain.tokens import hash_token
from elearn.services.audit import write_entry
from elearn.storage import sessions as storage
from elearn.storage.base import begin_writing
from elearn.storage.community import list_grants


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser as its person sees it; `current` is the one that asks."""

    id: int
    created_at: datetime
    seen_at: datetime
    current: bool


def open_session(session: Session, *, account_id: int, token: str, now: datetime) -> None:
    """Sign a browser in. `token` is new and random (128 bits or more) each time: an old one is never taken over."""
    begin_writing(session)
    add_session(session, account_id=account_id, token=token, now=now)
    session.commit()


def add_session(session: Session, *, account_id: int, token: str, now: datetime) -> None:
    """The row of `open_session`, for use cases that sign in within their own transaction. No commit."""
    storage.add_session(
        session,
        account_id=account_id,
        token_hash=hash_token(token),
        now=now,
        expires_at=now + LEARNER.absolute,
    )


def find_viewer(session: Session, *, token: str, now: datetime) -> Viewer | None:
    """Who is behind this cookie, with her grants; None when it is unknown, over, idle too long, or the account off.

    Anybody who holds a role today has a shorter session. Writes at most once in five minutes.
    """
    row = storage.find_session(session, hash_token(token))
    if row is None:
        return None
    if not is_open(life_of(row.grants, now.date()), created_at=row.created_at, seen_at=row.seen_at, now=now):
        return None
    if must_touch(row.seen_at, now):
        begin_writing(session)
        storage.touch_session(session, row.id, now)
        session.commit()
    return Viewer(row.account_id, row.uid, row.name, row.language, row.country, row.grants, row.zone)


def life_of(grants: Sequence[Grant], day: date) -> Life:
    return STAFF if any(grant.holds_on(day) for grant in grants) else LEARNER


def close_session(session: Session, *, token: str, network: str = "", now: datetime) -> None:
    """Sign this browser out. An unknown token is signed out already."""
    row = storage.find_session(session, hash_token(token))
    begin_writing(session)
    storage.delete_session(session, hash_token(token))
    if row is not None:
        write_entry(session, actor=row.uid, action="sign-out", network=network, now=now)
    session.commit()


def list_open_sessions(session: Session, *, account_id: int, token: str, now: datetime) -> list[OpenSession]:
    """A person's signed-in browsers that still live, the one used last first."""
    life = life_of([grant for _, grant in list_grants(session, account_id)], now.date())
    own = hash_token(token)
    return [
        OpenSession(row_id, created_at, seen_at, current=token_hash == own)
        for row_id, token_hash, created_at, seen_at in storage.list_sessions(session, account_id)
        if is_open(life, created_at=created_at, seen_at=seen_at, now=now)
    ]


def end_session(session: Session, *, account_id: int, uid: str, session_id: int, now: datetime) -> None:
    """A person ends one of her own. Raises NotFound for one that is not hers; a second end of the same does too."""
    begin_writing(session)
    if not storage.delete_session_by_id(session, account_id=account_id, session_id=session_id):
        session.rollback()
        raise NotFound("session", str(session_id))
    write_entry(session, actor=uid, action="session-end", now=now)
    session.commit()


def end_sessions(session: Session, *, account_id: int) -> None:
    """All of a person's sessions: after a new password, a new role, disabling. No commit."""
    storage.delete_sessions_of(session, account_id)
