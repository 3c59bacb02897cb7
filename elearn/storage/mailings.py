"""Issues of the newsletter on their way: previews to whoever asked, and the one sending of each issue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.accounts import QueuedMail
from elearn.storage.base import Base, UtcDateTime
from elearn.storage.upserts import insert_new


class Mailing(Base):
    """A sending (`preview_to` empty), or a preview to one account in `language`.

    `key` makes asking twice one. `after_id` is the last subscriber whose letter is queued: it moves in the transaction
    that queues. `digest` is of the issue as it was when this was asked for.
    """

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    issue: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    preview_to: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="")
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    total: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    after_id: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped: Mapped[bool] = mapped_column(default=False)


def add_mailing(session: Session, values: Mapping[str, Any]) -> bool:
    """False when it was asked for before, also at the same moment."""
    defaults = {"language": "", "total": 0, "queued": 0, "after_id": 0, "stopped": False}
    return insert_new(session, Mailing, defaults | dict(values), unique="key")


def lock_open(session: Session) -> Mailing | None:
    """The oldest that is not finished, previews first; None while there is none or another worker has it."""
    statement = select(Mailing).where(Mailing.finished_at.is_(None))
    first = statement.order_by(Mailing.preview_to.is_(None), Mailing.id).limit(1)
    locked = first.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalar(locked)


def has_open(session: Session) -> bool:
    return session.scalar(select(Mailing.id).where(Mailing.finished_at.is_(None)).limit(1)) is not None


def set_mailing(session: Session, mailing_id: int, **values: Any) -> None:
    session.execute(update(Mailing).where(Mailing.id == mailing_id).values(**values))


def list_sendings(session: Session) -> dict[str, Mailing]:
    """By issue."""
    rows = session.scalars(select(Mailing).where(Mailing.preview_to.is_(None)))
    return {row.issue: row for row in rows}


def find_preview(session: Session, *, account_id: int, issue: str, digest: str) -> Mailing | None:
    """The latest that this person asked for of exactly this content."""
    hers = (Mailing.preview_to == account_id) & (Mailing.issue == issue) & (Mailing.digest == digest)
    return session.scalar(select(Mailing).where(hers).order_by(Mailing.id.desc()).limit(1))


def count_waiting(session: Session, kind: str) -> int:
    """Letters of this kind in the queue that are neither sent nor given up."""
    waiting = (QueuedMail.kind == kind, QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None))
    return session.scalar(select(func.count()).select_from(QueuedMail).where(*waiting)) or 0
