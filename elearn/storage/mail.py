"""The mail queue: the queries over `queued_mail`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, func, insert, select, update
from sqlalchemy.orm import Session, defer

from elearn.storage.accounts import QueuedMail
from elearn.storage.upserts import insert_new


def add_mail(session: Session, values: dict[str, Any]) -> bool:
    """False when a mail with the same `dedupe` is queued already or was sent."""
    if values.get("dedupe") is None:
        session.execute(insert(QueuedMail).values(**values))
        return True
    return insert_new(session, QueuedMail, values, unique="dedupe")


def add_letters(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many at once, none of which is there."""
    if rows:
        session.execute(insert(QueuedMail), [dict(row) for row in rows])


def list_mail(session: Session, *, limit: int) -> list[QueuedMail]:
    """The newest first, waiting, sent and failed; without the HTML and the files, which a page has no use for."""
    slim = select(QueuedMail).options(defer(QueuedMail.html), defer(QueuedMail.file))
    return list(session.scalars(slim.order_by(QueuedMail.id.desc()).limit(limit)))


def count_mail(session: Session) -> tuple[int, int]:
    """(waiting, given up)."""
    waiting = func.sum(case((QueuedMail.failed_at.is_(None), 1), else_=0))
    given_up = func.sum(case((QueuedMail.failed_at.is_not(None), 1), else_=0))
    row = session.execute(select(waiting, given_up).where(QueuedMail.sent_at.is_(None))).one()
    return int(row[0] or 0), int(row[1] or 0)


def delete_waiting(session: Session, *, account_id: int, kind: str, begun: str) -> None:
    """Letters of this kind to this person that nobody has begun to hand over."""
    mine = (QueuedMail.account_id == account_id) & (QueuedMail.kind == kind)
    session.execute(delete(QueuedMail).where(mine, QueuedMail.sent_at.is_(None), QueuedMail.error != begun))


def lock_due(session: Session, now: datetime, *, limit: int) -> list[QueuedMail]:
    """What is to be tried now, oldest first; rows that another worker holds are passed over."""
    return list(session.scalars(_waiting(now).limit(limit).with_for_update(skip_locked=True)))


def find_begun(session: Session, mail_id: int, lease: datetime) -> QueuedMail | None:
    """The row when it is still leased until this moment and not settled; None when the lease has passed to another."""
    statement = select(QueuedMail).where(QueuedMail.id == mail_id, QueuedMail.next_try_at == lease)
    return session.scalar(statement.where(QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None)))


def set_mail(session: Session, mail_id: int, **values: Any) -> None:
    session.execute(update(QueuedMail).where(QueuedMail.id == mail_id).values(**values))


def delete_mail(session: Session, mail_id: int) -> None:
    session.execute(delete(QueuedMail).where(QueuedMail.id == mail_id))


def give_up_waiting(session: Session, *, at: datetime, error: str) -> int:
    """Every letter that waits is given up; how many they were."""
    waiting = (QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None))
    statement = update(QueuedMail).where(*waiting).values(failed_at=at, error=error)
    return len(session.execute(statement.returning(QueuedMail.id)).all())


def delete_settled_mail(session: Session, before: datetime) -> None:
    """Sent or given up by this moment."""
    settled = (QueuedMail.sent_at <= before) | (QueuedMail.failed_at <= before)
    session.execute(delete(QueuedMail).where(settled))


def _waiting(now: datetime) -> Select[QueuedMail]:
    return (
        select(QueuedMail)
        .where(QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None), QueuedMail.next_try_at <= now)
        .order_by(QueuedMail.next_try_at, QueuedMail.id)
    )
