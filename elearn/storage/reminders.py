"""Who asked to be reminded of which event, and how long before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, cast, delete, exists, func, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.mail import BOUNCES_TOLERATED, REMINDER
from elearn.domain.reminders import Ahead
from elearn.storage.accounts import Account, QueuedMail
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.mail_choices import Bounce
from elearn.storage.upserts import insert_into

_AHEAD = ", ".join(f"'{ahead}'" for ahead in Ahead)


class Reminder(Base):
    """One that a person asked for, by the id of the event. That it was sent stands in the mail queue."""

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint(f"ahead IN ({_AHEAD})", name="ahead_known"),
        Index("ix_reminder_webinar_ahead", "webinar", "ahead", "account_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    webinar: Mapped[str] = mapped_column(String(64), primary_key=True)
    ahead: Mapped[str] = mapped_column(String(4), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody who gets a reminder; `zone` may be empty."""

    account_id: int
    uid: str
    name: str
    email: str
    language: str
    zone: str


def list_reminders(session: Session, account_id: int) -> dict[str, frozenset[Ahead]]:
    """By event, what this person asked for."""
    found: dict[str, set[Ahead]] = {}
    statement = select(Reminder.webinar, Reminder.ahead).where(Reminder.account_id == account_id)
    for webinar, ahead in session.execute(statement):
        found.setdefault(webinar, set()).add(Ahead(ahead))
    return {webinar: frozenset(ahead) for webinar, ahead in found.items()}


def put_reminders(session: Session, account_id: int, webinar: str, wanted: Collection[Ahead], now: datetime) -> None:
    """These and no others of this event."""
    mine = (Reminder.account_id == account_id) & (Reminder.webinar == webinar)
    session.execute(delete(Reminder).where(mine, Reminder.ahead.not_in([ahead.value for ahead in wanted])))
    rows = [{"account_id": account_id, "webinar": webinar, "ahead": ahead.value, "asked_at": now} for ahead in wanted]
    if rows:
        run(session, insert_into(session, Reminder, _unless_asked), rows)


def _unless_asked(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["account_id", "webinar", "ahead"])


def delete_reminders(session: Session, *, account_id: int) -> None:
    """All of this person."""
    session.execute(delete(Reminder).where(Reminder.account_id == account_id))


def delete_reminders_of(session: Session, webinars: Collection[str]) -> None:
    """Of events that are over."""
    if webinars:
        session.execute(delete(Reminder).where(Reminder.webinar.in_(webinars)))


def list_reminded(session: Session) -> set[str]:
    """The events of which anybody asked to be reminded."""
    return set(session.scalars(select(Reminder.webinar).distinct()))


def list_unwritten(session: Session, *, webinar: str, ahead: Ahead, prefix: str, limit: int) -> list[Reminded]:
    """Those who asked for this one, have no letter of it in the queue (sent or not), and can be reached."""
    letter = exists().where(QueuedMail.dedupe == literal(prefix) + cast(Account.id, String))
    statement = (
        select(Account.id, Account.uid, Account.name, Account.email, Account.language, Account.zone)
        .join(Reminder, Reminder.account_id == Account.id)
        .outerjoin(Bounce, Bounce.email_key == Account.email_key)
        .where(Reminder.webinar == webinar, Reminder.ahead == ahead.value, ~letter)
        .where(Account.joined_at.is_not(None), Account.disabled_at.is_(None))
        .where(func.coalesce(Bounce.failures, 0) < BOUNCES_TOLERATED)
        .order_by(Account.id)
        .limit(limit)
    )
    return [Reminded(*row) for row in session.execute(statement)]


def list_waiting(session: Session, *, begun: str) -> dict[int, str]:
    """Letters that remind and that nobody has begun to hand over: id -> number."""
    statement = select(QueuedMail.id, QueuedMail.dedupe).where(
        QueuedMail.kind == REMINDER,
        QueuedMail.sent_at.is_(None),
        QueuedMail.failed_at.is_(None),
        QueuedMail.error != begun,
    )
    return {row.id: row.dedupe for row in session.execute(statement)}


def delete_letters(session: Session, ids: Sequence[int]) -> None:
    if ids:
        session.execute(delete(QueuedMail).where(QueuedMail.id.in_(ids)))


def add_new_letters(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Those whose number is in the queue already stay as they are, also when another worker puts them there now."""
    if rows:
        run(session, insert_into(session, QueuedMail, _unless_queued), [dict(row) for row in rows])


def _unless_queued(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["dedupe"])
