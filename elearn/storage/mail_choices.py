"""Which letters people want, and addresses that refuse mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.domain.mail import Kind, Pace
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.upserts import insert_into

_KINDS = ", ".join(f"'{kind}'" for kind in Kind)
_PACES = ", ".join(f"'{pace}'" for pace in Pace)


class MailChoice(Base):
    """How often a person wants a kind of letter. Without a row the first of `domain.mail.PACES` holds."""

    __tablename__ = "mail_choice"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind_known"),
        CheckConstraint(f"pace IN ({_PACES})", name="pace_known"),
        Index("ix_mail_choice_kind_pace", "kind", "pace", "account_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    pace: Mapped[str] = mapped_column(String(5))


class Bounce(Base):
    """Letters in a row that the server of this address (folded) refused for good. One that it takes ends the row.

    `returned` of them it took at first and sent back later: taking another one proves nothing then, and ends nothing.
    """

    __tablename__ = "bounce"

    email_key: Mapped[str] = mapped_column(String(640), primary_key=True)
    failures: Mapped[int]
    returned: Mapped[int] = mapped_column(default=0, server_default="0")
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(300))


def list_choices(session: Session, account_id: int) -> dict[Kind, Pace]:
    """Only what was chosen."""
    rows = session.execute(select(MailChoice.kind, MailChoice.pace).where(MailChoice.account_id == account_id))
    return {Kind(row.kind): Pace(row.pace) for row in rows}


def put_choice(session: Session, account_id: int, kind: Kind, pace: Pace) -> None:
    row = {"account_id": account_id, "kind": kind.value, "pace": pace.value}
    run(session, insert_into(session, MailChoice, _or_choose), row)


def _or_choose(insert: Any) -> Any:
    return insert.on_conflict_do_update(index_elements=["account_id", "kind"], set_={"pace": insert.excluded.pace})


def add_bounce(session: Session, email_key: str, answer: str, now: datetime) -> None:
    """One more; two workers at once count two."""
    row = {"email_key": email_key, "failures": 1, "returned": 0, "last_at": now, "answer": answer[:300]}
    run(session, insert_into(session, Bounce, _or_count), row)


def _or_count(insert: Any) -> Any:
    new = {"failures": Bounce.failures + 1, "last_at": insert.excluded.last_at, "answer": insert.excluded.answer}
    return insert.on_conflict_do_update(index_elements=["email_key"], set_=new)


def add_returned(session: Session, email_key: str, answer: str, now: datetime, *, since: datetime) -> None:
    """One more that came back; what was counted before `since` is forgotten first."""
    session.execute(delete(Bounce).where(Bounce.email_key == email_key, Bounce.last_at < since))
    row = {"email_key": email_key, "failures": 1, "returned": 1, "last_at": now, "answer": answer[:300]}
    run(session, insert_into(session, Bounce, _or_count_returned), row)


def _or_count_returned(insert: Any) -> Any:
    new = {"failures": Bounce.failures + 1, "returned": Bounce.returned + 1}
    told = {"last_at": insert.excluded.last_at, "answer": insert.excluded.answer}
    return insert.on_conflict_do_update(index_elements=["email_key"], set_=new | told)


def delete_bounce(session: Session, email_key: str) -> None:
    """A letter was taken; nothing where one was taken before and came back."""
    session.execute(delete(Bounce).where(Bounce.email_key == email_key, Bounce.returned == 0))


def list_bounces(session: Session, *, limit: int) -> list[Bounce]:
    """The latest first."""
    return list(session.scalars(select(Bounce).order_by(Bounce.last_at.desc(), Bounce.email_key).limit(limit)))
