"""The append-only log of what people did, and what could not be taken into it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.storage.base import Base, UtcDateTime


class EventRow(Base):
    """One fact. `id` (32 hex, made where it happened) is the only idempotency key; `rseq` is local arrival order."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("(dev IS NULL) = (seq IS NULL)", name="dev_iff_seq"),
        CheckConstraint("length(id) = 32", name="id_length"),
        Index("ix_event_dev_seq", "dev", "seq"),
        Index("ix_event_u_c", "u", "c"),
        Index("ix_event_ref", "ref"),
        {"sqlite_autoincrement": True},
    )

    rseq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    v: Mapped[int] = mapped_column(default=1)
    dev: Mapped[str | None] = mapped_column(String(32))
    seq: Mapped[int | None]
    u: Mapped[str | None] = mapped_column(String(32))
    t: Mapped[str] = mapped_column(String(32))
    c: Mapped[str | None] = mapped_column(String(64))
    i: Mapped[str | None] = mapped_column(String(64))
    rev: Mapped[str | None] = mapped_column(String(12))
    lang: Mapped[str | None] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(32))
    ref: Mapped[str | None] = mapped_column(String(32))
    b: Mapped[str] = mapped_column(Text, default="{}")
    recv_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recv_from: Mapped[str] = mapped_column(String(64))
    skew_s: Mapped[int | None]
    flag: Mapped[str | None] = mapped_column(String(20))


class Quarantined(Base):
    """Something that arrived and cannot be stored as it is. Nothing is thrown away; an administrator settles it."""

    __tablename__ = "quarantine"

    rid: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), index=True)
    raw: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(20))
    recv_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recv_from: Mapped[str] = mapped_column(String(64))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdentityAlias(Base):
    """A guest or provisional uid that turned out to be a person. A projection of `identity.link` events."""

    __tablename__ = "identity_alias"

    from_uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    to_uid: Mapped[str] = mapped_column(String(32), index=True)
    event_id: Mapped[str] = mapped_column(String(32))
