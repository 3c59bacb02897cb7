"""First memberships in a group, and when those people first learned something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.storage.accounts import Account
from elearn.storage.community import Membership
from elearn.storage.events import EventRow, IdentityAlias

ACTIVITY = ("lesson.done", "quiz.submit", "attend")


def list_newcomers(session: Session, ralo: str) -> Iterator[tuple[date, datetime, datetime | None]]:
    """(since, account since, first activity from that day on or before as a guest) of everybody whose first membership
    in a group was in this region and who has an account. One statement, with a few steps in an index per person.
    """
    earlier, alias = aliased(Membership), aliased(IdentityAlias)
    before = exists().where(
        earlier.account_id == Membership.account_id, earlier.als_id.is_not(None), earlier.id < Membership.id
    )
    own = _first_activity().where(EventRow.u == Account.uid, EventRow.at >= Membership.since)
    as_guest = _first_activity().join(alias, alias.from_uid == EventRow.u).where(alias.to_uid == Account.uid)
    statement = (
        select(Membership.since, Account.joined_at, own.scalar_subquery(), as_guest.scalar_subquery())
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.ralo == ralo, Membership.als_id.is_not(None), Account.joined_at.is_not(None), ~before)
    )
    for since, joined_at, first, guest in session.execute(statement):
        yield since, joined_at, min((at for at in (first, guest) if at), default=None)


def _first_activity() -> Any:
    void = aliased(EventRow)
    taken_back = exists().where(void.t == "void", void.ref == EventRow.id, void.u == EventRow.u)
    return select(func.min(EventRow.at)).where(
        EventRow.t.in_(ACTIVITY), or_(EventRow.flag.is_(None), EventRow.flag != "unknown"), ~taken_back
    )
