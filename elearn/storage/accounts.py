"""People who sign in, their browser sessions, one-time tokens, throttles, the mail queue and the audit log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.errors import NotFound
from elearn.storage.base import Base, UtcDateTime


class Account(Base):
    """A person. Without `joined_at` she is invited and cannot sign in yet.

    `uid` (32 hex) is what events carry and the outside sees; `email_key` is the address folded for comparison.
    `named` False means "count me, don't name me". `zone` is a name of `domain.zones.ZONES`, empty for UTC alone.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("(joined_at IS NULL) = (password_hash IS NULL)", name="joined_iff_password"),
        CheckConstraint("length(uid) = 32", name="uid_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(400), default="")
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(640), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2))
    named: Mapped[bool] = mapped_column(default=True)
    zone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebSession(Base):
    """A signed-in browser. The cookie holds a random token, the table only its SHA-256."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Guest(Base):
    """Somebody who answered without an account: a provisional uid behind a cookie, for 30 days."""

    __tablename__ = "guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    linked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Token(Base):
    """A link sent to a person. `purpose` binds it; single-use ones get `used_at`; the hash is SHA-256."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    detail: Mapped[str] = mapped_column(String(640), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Throttle(Base):
    """Failed tries per key (a hash of purpose and account or address) since the last success."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class QueuedMail(Base):
    """A mail to send. `sent_at` empty = waiting; `dedupe` makes asking twice queue once. From `expires_at` on it is too
    late to send it.

    `kind` and `account_id` are set on letters that a person can unsubscribe from, at the address `unsubscribe`.
    """

    __tablename__ = "queued_mail"
    __table_args__ = (
        Index("ix_queued_mail_waiting", "sent_at", "next_try_at"),
        Index("ix_queued_mail_account_id_kind", "account_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe: Mapped[str | None] = mapped_column(String(80), unique=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(300), default="")
    account_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(10), default="", server_default="")
    unsubscribe: Mapped[str] = mapped_column(String(300), default="", server_default="")
    html: Mapped[str] = mapped_column(Text, default="", server_default="")
    file_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    file: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """Who did what to what, with which result. Uids and codes only, never names or addresses."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_actor_at", "actor", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(32), default="")
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[str] = mapped_column(String(40), default="done")
    network: Mapped[str] = mapped_column(String(45), default="")


def find_account_by_key(session: Session, email_key: str) -> Account | None:
    """By `domain.addresses.email_key`: joined, invited and disabled ones alike."""
    return session.scalar(select(Account).where(Account.email_key == email_key))


def get_account(session: Session, account_id: int, *, lock: bool = False) -> Account:
    """Raises NotFound. With `lock` nobody else changes it until the transaction ends (SQLite: nobody writes anyway)."""
    statement = select(Account).where(Account.id == account_id).execution_options(populate_existing=True)
    account = session.scalar(statement.with_for_update() if lock else statement)
    if account is None:
        raise NotFound("account", str(account_id))
    return account


def get_account_by_uid(session: Session, uid: str) -> Account:
    account = session.scalar(select(Account).where(Account.uid == uid))
    if account is None:
        raise NotFound("account", uid)
    return account


def list_by_uid(session: Session, uids: Collection[str]) -> dict[str, tuple[int, str]]:
    """(id, name) of those of these uids that are accounts."""
    statement = select(Account.uid, Account.id, Account.name).where(Account.uid.in_(uids))
    return {row.uid: (row.id, row.name) for row in session.execute(statement)}


def set_password(session: Session, account_id: int, password_hash: str) -> None:
    session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))


def delete_account(session: Session, account_id: int) -> None:
    """With it go its sessions, links, memberships, roles and looks: the database sees to that."""
    session.execute(delete(Account).where(Account.id == account_id))
