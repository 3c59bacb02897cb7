"""Who gets the newsletter: addresses that said so themselves, and those that said no more, without the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.accounts import QueuedMail
from elearn.storage.base import Base, UtcDateTime
from elearn.storage.mail_choices import Bounce
from elearn.storage.upserts import insert_new


class Subscriber(Base):
    """An address. `confirmed_at` empty: asked for and not confirmed yet; `ended_at` set: over, and the address gone.

    `link_hash` is of the letter that asks, once used or over it is nothing; `asked_…` hold from that link's use on.
    `stop_hash` is of the link that ends it, for ever. `als_id` where it is the list of an ALS.
    """

    __tablename__ = "subscriber"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (email_key IS NOT NULL)", name="address_until_the_end"),
        CheckConstraint("(link_hash IS NULL) = (link_until IS NULL)", name="link_iff_until"),
        CheckConstraint("ended_why IN ('', 'asked', 'refused', 'group')", name="ended_why_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(640), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    als_id: Mapped[int | None] = mapped_column(ForeignKey("als.id", ondelete="SET NULL"), index=True)
    asked_language: Mapped[str] = mapped_column(String(2))
    asked_als_id: Mapped[int | None] = mapped_column(ForeignKey("als.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stop_hash: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[str] = mapped_column(String(10), default="", server_default="")


_ACTIVE = Subscriber.confirmed_at.is_not(None) & Subscriber.ended_at.is_(None)


def add_subscriber(session: Session, values: Mapping[str, Any]) -> bool:
    """False when this address is there already, also pending."""
    return insert_new(session, Subscriber, values, unique="email_key")


def ask_again(session: Session, email_key: str, **values: Any) -> None:
    session.execute(update(Subscriber).where(Subscriber.email_key == email_key).values(**values))


def find_by_link(session: Session, link_hash: str, now: datetime) -> Subscriber | None:
    alive = (Subscriber.link_hash == link_hash) & (Subscriber.link_until > now)
    return session.scalar(select(Subscriber).where(alive).execution_options(populate_existing=True))


def use_link(session: Session, link_hash: str, now: datetime) -> bool:
    """The address is subscribed as it asked to be. Of two at once the second finds no link."""
    statement = update(Subscriber).where(Subscriber.link_hash == link_hash, Subscriber.link_until > now)
    values = {
        "link_hash": None,
        "link_until": None,
        "confirmed_at": func.coalesce(Subscriber.confirmed_at, now),
        "language": Subscriber.asked_language,
        "als_id": func.coalesce(Subscriber.asked_als_id, Subscriber.als_id),
    }
    return session.execute(statement.values(**values).returning(Subscriber.id)).first() is not None


def find_by_stop(session: Session, stop_hash: str) -> Subscriber | None:
    """The row under this link, also one that is over."""
    statement = select(Subscriber).where(Subscriber.stop_hash == stop_hash)
    return session.scalar(statement.execution_options(populate_existing=True))


def end_subscribers(session: Session, ids: Sequence[int], *, why: str, now: datetime) -> None:
    """The address goes with it; the link stays, so that it answers for ever."""
    values = {"ended_at": now, "ended_why": why, "email": "", "email_key": None, "link_hash": None, "link_until": None}
    open_ones = update(Subscriber).where(Subscriber.id.in_(ids), Subscriber.ended_at.is_(None))
    session.execute(open_ones.values(**values))


def delete_waiting_letters(session: Session, *, email: str, kind: str, begun: str) -> None:
    """Letters of this kind to this address that nobody has begun to hand over."""
    theirs = (QueuedMail.recipient == email) & (QueuedMail.kind == kind)
    session.execute(delete(QueuedMail).where(theirs, QueuedMail.sent_at.is_(None), QueuedMail.error != begun))


def list_refusing_subscribers(session: Session, *, failures: int) -> list[int]:
    """Ids of those whose address refused so many letters in a row."""
    statement = select(Subscriber.id).join(Bounce, Bounce.email_key == Subscriber.email_key)
    return list(session.scalars(statement.where(Bounce.failures >= failures).order_by(Subscriber.id)))


def list_active_after(session: Session, after: int, *, limit: int) -> list[Subscriber]:
    statement = select(Subscriber).where(_ACTIVE, Subscriber.id > after)
    return list(session.scalars(statement.order_by(Subscriber.id).limit(limit)))


def count_active(session: Session) -> dict[str, int]:
    """By language."""
    statement = select(Subscriber.language, func.count()).where(_ACTIVE).group_by(Subscriber.language)
    return {row[0]: row[1] for row in session.execute(statement.order_by(Subscriber.language))}


def list_of_als(session: Session, als_id: int) -> list[Subscriber]:
    """Addresses that the group subscribed, or asked to: the latest first."""
    theirs = (Subscriber.als_id == als_id) | (Subscriber.asked_als_id == als_id)
    statement = select(Subscriber).where(theirs, Subscriber.ended_at.is_(None))
    return list(session.scalars(statement.order_by(Subscriber.asked_at.desc(), Subscriber.id.desc())))


def delete_unconfirmed(session: Session, before: datetime) -> None:
    """Asked for and never confirmed, with a link that is over."""
    never = Subscriber.confirmed_at.is_(None) & (Subscriber.link_until <= before)
    session.execute(delete(Subscriber).where(never))


def delete_by_address(session: Session, email_key: str) -> None:
    session.execute(delete(Subscriber).where(Subscriber.email_key == email_key))
