"""Who looked at whom: the queries over `look`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account
from elearn.storage.community import Look


def list_looks(session: Session, account_id: int, *, limit: int) -> list[tuple[str, str, datetime]]:
    """(name of who looked, page, when), newest first: what the person is shown on her account page."""
    statement = (
        select(Account.name, Look.page, Look.at)
        .join(Look, Look.viewer_id == Account.id)
        .where(Look.subject_id == account_id)
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(limit)
    )
    return [(row.name, row.page, row.at) for row in session.execute(statement)]


def list_seen(session: Session, *, viewer_id: int, subjects: Collection[int], page: str, since: datetime) -> set[int]:
    """Whom of these this viewer has looked at on this kind of page since then."""
    statement = select(Look.subject_id).where(
        Look.viewer_id == viewer_id, Look.subject_id.in_(subjects), Look.page == page, Look.at >= since
    )
    return set(session.scalars(statement))


def add_looks(session: Session, *, viewer_id: int, subjects: Collection[int], page: str, at: datetime) -> None:
    rows = [{"viewer_id": viewer_id, "subject_id": subject, "at": at, "page": page} for subject in sorted(subjects)]
    session.execute(insert(Look), rows)
