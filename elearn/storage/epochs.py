"""Epochs: a database that was restored from a backup has another one, and whoever holds events sends them again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.base import Base, UtcDateTime, run


class Epoch(Base):
    """The newest row is in force. `reason` is `first`, or `restored` from a backup. Rows are never changed."""

    __tablename__ = "epoch"
    __table_args__ = (
        CheckConstraint("reason IN ('first', 'restored')", name="reason_known"),
        CheckConstraint("length(uid) = 32", name="uid_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(10))


def find_epoch(session: Session) -> Epoch | None:
    """The epoch in force; None only in a database that no migration has made."""
    return session.scalar(select(Epoch).order_by(Epoch.id.desc()).limit(1))


def find_epoch_uid(session: Session) -> str | None:
    """The uid of the epoch in force, on the way of every delivery."""
    uid: str | None = run(session, _NEWEST).scalar()
    return uid


def add_epoch(session: Session, *, uid: str, began_at: datetime, reason: str) -> None:
    session.execute(insert(Epoch).values(uid=uid, began_at=began_at, reason=reason))


_NEWEST = select(Epoch.uid).order_by(Epoch.id.desc()).limit(1)
