"""The security log: the queries over `audit`. Entries are added and, after 90 days, deleted; never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from elearn.storage.accounts import AuditEntry


def add_entry(session: Session, values: dict[str, object]) -> None:
    session.execute(insert(AuditEntry).values(**values))


def list_entries(session: Session, *, limit: int) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)))


def was_here(session: Session, *, actor: str, action: str, network: str, since: datetime) -> bool:
    """True when this person has done this from this network since then, with success."""
    statement = select(AuditEntry.id).where(
        AuditEntry.actor == actor,
        AuditEntry.at >= since,
        AuditEntry.action == action,
        AuditEntry.result == "done",
        AuditEntry.network == network,
    )
    return session.execute(statement.limit(1)).first() is not None


def delete_entries(session: Session, before: datetime) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.at <= before))
