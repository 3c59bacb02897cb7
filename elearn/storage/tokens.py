"""Links sent to people: the queries over `token`. Only hashes are stored, so a stolen database opens nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from elearn.storage.accounts import Token
from elearn.storage.base import run
from elearn.storage.upserts import insert_into


def add_token(
    session: Session,
    *,
    purpose: str,
    token_hash: str,
    account_id: int | None,
    detail: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    session.execute(
        insert(Token).values(
            purpose=purpose,
            token_hash=token_hash,
            account_id=account_id,
            detail=detail,
            created_at=now,
            expires_at=expires_at,
        )
    )


def find_token(session: Session, *, purpose: str, token_hash: str) -> Token | None:
    """The link of this purpose only: a link of another purpose is not there."""
    return session.scalar(
        select(Token)
        .where(Token.token_hash == token_hash, Token.purpose == purpose)
        .execution_options(populate_existing=True)
    )


def find_detail(session: Session, *, purpose: str, account_id: int) -> str | None:
    """What the newest link of this purpose to this person is bound to; None without one."""
    mine = (Token.purpose == purpose) & (Token.account_id == account_id)
    return session.scalar(select(Token.detail).where(mine).order_by(Token.id.desc()).limit(1))


def mark_used(session: Session, token_id: int, now: datetime) -> bool:
    """True for the first use; of two at once only one gets it."""
    statement = update(Token).where(Token.id == token_id, Token.used_at.is_(None)).values(used_at=now)
    return bool(session.execute(statement.returning(Token.id)).first())


def revoke_tokens(session: Session, *, purpose: str, account_id: int | None) -> None:
    """Links of this purpose that were sent to this person before are dead."""
    session.execute(delete(Token).where(Token.purpose == purpose, Token.account_id.is_not_distinct_from(account_id)))


def delete_expired_tokens(session: Session, before: datetime) -> None:
    session.execute(delete(Token).where(Token.expires_at <= before))


def keep_tokens(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Links that may be there already, in one statement; those stay as they are."""
    if rows:
        run(session, insert_into(session, Token, _unless_there), [dict(row) for row in rows])


def _unless_there(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["token_hash"])
