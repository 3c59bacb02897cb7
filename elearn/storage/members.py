"""Members of one ALS or of one RALO's individuals, by name, for those who may see them. Nobody unnamed comes out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select, tuple_
from sqlalchemy.orm import Session

from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.storage.accounts import Account
from elearn.storage.community import Membership
from elearn.storage.progress import ProgressRow


@dataclass(frozen=True, slots=True)
class MemberRow:
    account_id: int
    uid: str
    name: str
    language: str
    joined: bool
    status: str
    since: date


MemberKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Done:
    """When somebody was last active in a course that she has started, and when she finished it."""

    last_active_at: datetime
    completed_at: datetime | None


def count_members(session: Session, home: Home) -> tuple[int, int]:
    """(people who may be named, people who may not)."""
    named = func.sum(case((Account.named, 1), else_=0))
    statement = select(named, func.count()).select_from(Membership).join(Account, Account.id == Membership.account_id)
    row = session.execute(statement.where(*_in(home))).one()
    return int(row[0] or 0), int(row[1] - (row[0] or 0))


def list_members(session: Session, home: Home, *, limit: int, offset: int) -> list[MemberRow]:
    """Named members by name."""
    statement = _members(home).order_by(Account.name_sort, Account.id).limit(limit).offset(offset)
    return [_as_row(row) for row in session.execute(statement)]


def list_members_after(
    session: Session, home: Home, *, after: MemberKey | None, limit: int
) -> list[tuple[MemberKey, MemberRow]]:
    """The next named members by name, each with what the next page begins after; None begins with the first."""
    statement = _members(home).add_columns(Account.name_sort).order_by(Account.name_sort, Account.id).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(Account.name_sort, Account.id) > tuple_(*after))
    return [((row.name_sort, row.id), _as_row(row)) for row in session.execute(statement)]


def named_ids(home: Home) -> Any:
    """A query for the accounts of those who may be named there."""
    return select(Account.id).join(Membership, Membership.account_id == Account.id).where(*_in(home), Account.named)


def find_member(session: Session, home: Home, uid: str) -> MemberRow | None:
    """A named member of exactly this home."""
    row = session.execute(_members(home).where(Account.uid == uid)).first()
    return None if row is None else _as_row(row)


def list_done(session: Session, uids: Collection[str]) -> dict[tuple[str, str], Done]:
    """(uid, course) -> when; only where something was done. No answers, no scores."""
    statement = select(ProgressRow.u, ProgressRow.course, ProgressRow.last_active_at, ProgressRow.completed_at)
    rows = session.execute(statement.where(ProgressRow.u.in_(uids), ProgressRow.last_active_at.is_not(None)))
    return {(row.u, row.course): Done(row.last_active_at, row.completed_at) for row in rows}


def _in(home: Home) -> list[Any]:
    als_id = None if home.als_id == INDIVIDUALS else home.als_id
    return [Membership.ralo == home.ralo, Membership.als_id.is_not_distinct_from(als_id), Membership.until.is_(None)]


def _members(home: Home) -> Any:
    return (
        select(
            Account.id,
            Account.uid,
            Account.name,
            Account.language,
            Account.joined_at,
            Membership.status,
            Membership.since,
        )
        .join(Membership, Membership.account_id == Account.id)
        .where(*_in(home), Account.named)
    )


def _as_row(row: Any) -> MemberRow:
    return MemberRow(row.id, row.uid, row.name, row.language, row.joined_at is not None, row.status, row.since)
