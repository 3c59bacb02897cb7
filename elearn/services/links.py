"""Links that are sent or shown to a person: made, found, used. `domain/tokens.py` says how long each lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.domain.tokens import PURPOSES, hash_token, is_alive
from elearn.storage.tokens import add_token, find_token, mark_used, revoke_tokens


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is alive. `detail` is what its purpose binds it to."""

    id: int
    account_id: int | None
    detail: str


def issue_link(
    session: Session, *, purpose: str, token: str, account_id: int | None, now: datetime, detail: str = ""
) -> None:
    """Store a new link; the person's earlier ones of a single-use purpose are dead from now on. No commit."""
    kind = PURPOSES[purpose]
    if kind.single_use:
        revoke_tokens(session, purpose=purpose, account_id=account_id)
    add_token(
        session,
        purpose=purpose,
        token_hash=hash_token(token),
        account_id=account_id,
        detail=detail,
        now=now,
        expires_at=kind.expires_at(now),
    )


def find_link(session: Session, *, purpose: str, token: str, now: datetime) -> Link | None:
    """The link while it is alive and of this purpose; looking uses nothing up (mail scanners look too)."""
    row = find_token(session, purpose=purpose, token_hash=hash_token(token))
    if row is None or not is_alive(PURPOSES[purpose], expires_at=row.expires_at, used_at=row.used_at, now=now):
        return None
    return Link(row.id, row.account_id, row.detail)


def get_link(session: Session, *, purpose: str, token: str, now: datetime) -> Link:
    """As `find_link`; raises NotFound, with nothing of the token in it."""
    link = find_link(session, purpose=purpose, token=token, now=now)
    if link is None:
        raise NotFound("link", purpose)
    return link


def use_link(session: Session, *, purpose: str, token: str, now: datetime) -> Link:
    """The link, used up when it is single-use: of two at once the second gets NotFound. No commit."""
    link = get_link(session, purpose=purpose, token=token, now=now)
    if PURPOSES[purpose].single_use and not mark_used(session, link.id, now):
        raise NotFound("link", purpose)
    return link
