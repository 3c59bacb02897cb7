"""Fixed, readable people, events and courses for the tests: no randomness, sensible defaults, one line per maker."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearn.domain.names import sort_key
from elearn.domain.rollup import NOTHING_DONE, Standing
from elearn.services.community import NewAls, add_als, open_membership
from elearn.services.counts import move_standing
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.progress import ProgressRow

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def make_als(
    session: Session, code: str = "KE-01", *, country: str = "KE", name: str = "", language: str = "en"
) -> str:
    """An ALS in the RALO of its country. Its name is its code unless one is given."""
    add_als(session, new=[NewAls(code, name or f"Circle {code}", country, language)], now=NOW)
    return code


def make_member(
    session: Session,
    name: str,
    *,
    als: str | None = None,
    country: str = "KE",
    language: str = "en",
    joined: bool = True,
    named: bool = True,
    status: str = "declared",
    now: datetime = NOW,
) -> str:
    """The uid of a person with a membership: of this ALS, or (None) an individual member of her country's RALO."""
    uid = hashlib.sha256(name.encode()).hexdigest()[:32]
    begin_writing(session)
    account_id = session.scalar(
        insert(Account)
        .values(
            uid=uid,
            name=name,
            name_sort=sort_key(name),
            email=f"{uid[:12]}@example.org",
            email_key=f"{uid[:12]}@example.org",
            password_hash="!" if joined else None,
            country=country,
            language=language,
            named=named,
            created_at=now,
            joined_at=now if joined else None,
        )
        .returning(Account.id)
    )
    assert account_id is not None
    open_membership(
        session, account_id=account_id, als_code=als, country=country, status=status, today=now.date(), now=now
    )
    session.commit()
    return uid


def make_standing(session: Session, uid: str, course: str, *, days_ago: int = 0, finished: bool = False) -> None:
    """She did something in this course that many days ago, and finished it then or not: progress and counts."""
    begin_writing(session)
    at = NOW - timedelta(days=days_ago)
    row = session.get(ProgressRow, (uid, course)) or ProgressRow(u=uid, course=course, state={})
    before = NOTHING_DONE
    if row in session:
        assert row.last_active_at is not None
        before = Standing(row.started, row.last_active_at.date(), row.completed_at is not None)
    row.started, row.last_active_at, row.completed_at = True, at, at if finished else row.completed_at
    session.add(row)
    session.flush()
    after = Standing(started=True, last_active_on=at.date(), finished=row.completed_at is not None)
    move_standing(session, learner=uid, course=course, before=before, after=after)
    session.commit()
