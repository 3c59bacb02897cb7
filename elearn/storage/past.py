"""Who belonged where on a day that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from elearn.domain.rollup import INDIVIDUALS, Home
from elearn.storage.accounts import Account
from elearn.storage.community import Membership
from elearn.storage.events import EventRow


@dataclass(frozen=True, slots=True)
class PastMember:
    """Somebody who belonged to `home` on the day asked about, and whether she had joined by its end."""

    uid: str
    home: Home
    joined: bool


def list_members_on(session: Session, ralo: str, day: date) -> list[PastMember]:
    """Members of this RALO at the end of that day (UTC): the day on which somebody moves belongs to the new place."""
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    statement = (
        select(Account.uid, Account.joined_at, Membership.als_id)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.ralo == ralo, Membership.since <= day)
        .where(or_(Membership.until.is_(None), Membership.until > day))
        .order_by(Account.uid)
    )
    return [
        PastMember(row.uid, Home(ralo, row.als_id or INDIVIDUALS), row.joined_at is not None and row.joined_at < end)
        for row in session.execute(statement)
    ]


def find_newest_event(session: Session) -> int:
    """The arrival number of the newest event; 0 while there is none. The past changes only when one arrives."""
    return session.scalar(select(func.max(EventRow.rseq))) or 0
