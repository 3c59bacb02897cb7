"""Grants: tokens with which a person's own phone may add what she did, and nothing else. Only hashes are stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.accounts import Account
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.upserts import bare_table


class SyncGrant(Base):
    """One grant. Without `account_id` its person has been erased: it is good for being told so, and nothing more.

    `taken` counts what came by it; `asked` the requests within the minute that begins at `minute`.
    """

    __tablename__ = "sync_grant"
    __table_args__ = (Index("ix_sync_grant_account_id_dev", "account_id", "dev"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    dev: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken: Mapped[int] = mapped_column(default=0)
    minute: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant with what is asked of its account. Without `account_id` there is no `uid`."""

    id: int
    account_id: int | None
    uid: str | None
    disabled_at: datetime | None
    dev: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    taken: int
    minute: datetime | None
    asked: int


_COLUMNS = (
    SyncGrant.id,
    SyncGrant.account_id,
    Account.uid,
    Account.disabled_at,
    SyncGrant.dev,
    SyncGrant.created_at,
    SyncGrant.expires_at,
    SyncGrant.used_at,
    SyncGrant.revoked_at,
    SyncGrant.taken,
    SyncGrant.minute,
    SyncGrant.asked,
)
_ALL = select(*_COLUMNS).outerjoin(Account, Account.id == SyncGrant.account_id)
_BY_TOKEN = _ALL.where(SyncGrant.token_hash == bindparam("token_hash"))


def add_grant(
    session: Session, *, account_id: int, dev: str, token_hash: str, now: datetime, expires_at: datetime
) -> None:
    values = {"account_id": account_id, "dev": dev, "token_hash": token_hash, "expires_at": expires_at}
    session.execute(insert(SyncGrant).values(**values, created_at=now))


def find_grant(session: Session, token_hash: str) -> GrantRow | None:
    """The grant with this token, dead ones too: the caller judges."""
    row = run(session, _BY_TOKEN, {"token_hash": token_hash}).first()
    return None if row is None else GrantRow(*tuple(row))


def list_living(session: Session, account_id: int, now: datetime) -> list[GrantRow]:
    """A person's grants that are neither over nor revoked, the one made last first."""
    statement = _ALL.where(
        SyncGrant.account_id == account_id, SyncGrant.revoked_at.is_(None), SyncGrant.expires_at > now
    )
    newest = statement.order_by(SyncGrant.created_at.desc(), SyncGrant.id.desc())
    return [GrantRow(*tuple(row)) for row in session.execute(newest)]


def list_owners(session: Session, grants: Collection[int]) -> dict[int, str]:
    """Whose these grants are or were: number -> uid. Those of erased people are nobody's."""
    statement = select(SyncGrant.id, Account.uid).join(Account, Account.id == SyncGrant.account_id)
    return {row.id: row.uid for row in session.execute(statement.where(SyncGrant.id.in_(grants)))}


def mark_grant_used(session: Session, grant: GrantRow, *, taken: int, minute: datetime, now: datetime) -> None:
    """`taken` more things came by it. Call it with the log locked: two at once are both counted."""
    asked = grant.asked + 1 if grant.minute == minute else 1
    values = {"id_": grant.id, "now": now, "news": taken, "minute_": minute, "asked_": asked}
    run(session, _MARK_USED, values)


def revoke_grants(session: Session, *, account_id: int, devs: set[str], now: datetime) -> None:
    """Every living grant of hers for these devices is dead from now on."""
    living = (SyncGrant.account_id == account_id, SyncGrant.dev.in_(devs), SyncGrant.revoked_at.is_(None))
    session.execute(update(SyncGrant).where(*living).values(revoked_at=now))


def delete_replaced(session: Session, *, account_id: int, dev: str, before: datetime) -> None:
    """Grants of hers for this device that were made before then: a newer one stands for them."""
    here = (SyncGrant.account_id == account_id, SyncGrant.dev == dev, SyncGrant.revoked_at.is_(None))
    session.execute(delete(SyncGrant).where(*here, SyncGrant.created_at <= before))


def delete_expired_grants(session: Session, before: datetime) -> None:
    session.execute(delete(SyncGrant).where(SyncGrant.expires_at <= before))


_TABLE = bare_table(SyncGrant)
_MARK_USED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("id_"))
    .values(
        used_at=bindparam("now"),
        taken=_TABLE.c.taken + bindparam("news"),
        minute=bindparam("minute_"),
        asked=bindparam("asked_"),
    )
)
