"""Who looked at whom: the queries over `look`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from elearn.domain.rollup import Home
from elearn.storage.accounts import Account
from elearn.storage.community import Look
from elearn.storage.members import named_ids


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


def add_looks_at_home(
    session: Session, *, viewer_id: int, home: Home, page: str, since: datetime, at: datetime
) -> None:
    """Everybody who may be named there, but the viewer and those whom she has looked at since then. One statement."""
    seen = select(Look.subject_id).where(Look.viewer_id == viewer_id, Look.page == page, Look.at >= since)
    people = named_ids(home).where(Account.id != viewer_id, Account.id.not_in(seen)).order_by(Account.id)
    columns = (literal(viewer_id), Account.id, literal(at, Look.at.type), literal(page))
    session.execute(
        insert(Look).from_select(["viewer_id", "subject_id", "at", "page"], people.with_only_columns(*columns))
    )
