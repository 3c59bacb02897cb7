"""People who asked to be forgotten: which uids they were, as hashes, and emptying what they left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.storage.accounts import Guest, QueuedMail
from elearn.storage.attendance import AttendanceRow
from elearn.storage.base import Base, UtcDateTime, run
from elearn.storage.events import EventRow, IdentityAlias, Quarantined
from elearn.storage.rosters import RosterEntry
from elearn.storage.topics import CreditRow
from elearn.storage.upserts import insert_into

EMPTIED = "erased"  # the type that is left of an event


class Erased(Base):
    """A uid of somebody who was erased, so that no old phone brings her back. The hash tells nobody who she was."""

    __tablename__ = "erased"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


def erased_key(uid: str) -> str:
    """A uid has 128 random bits: nobody finds it from this."""
    return hashlib.sha256(f"erased {uid}".encode("utf-8", "replace")).hexdigest()


def list_erased(session: Session, uids: Collection[str]) -> frozenset[str]:
    """Those of these uids whose person was erased. One statement, none for nobody."""
    keys = {erased_key(uid): uid for uid in uids}
    if not keys:
        return frozenset()
    return frozenset(keys[key] for key in run(session, _KNOWN, {"keys": list(keys)}).scalars())


def add_erased(session: Session, uids: Collection[str], now: datetime) -> None:
    rows = [{"key": erased_key(uid), "erased_at": now} for uid in sorted(uids)]
    run(session, insert_into(session, Erased, _unless_there), rows)


def _unless_there(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["key"])


def empty_events(session: Session, uids: Collection[str]) -> int:
    """Leave of their events what completeness needs: id, device and number, and when it came. How many there were.

    Links are theirs where they lead from or to one of them.
    """
    theirs = or_(EventRow.u.in_(uids), (EventRow.t == "identity.link") & EventRow.ref.in_(uids))
    nothing = dict.fromkeys(("u", "c", "i", "rev", "lang", "by", "ref", "skew_s", "flag", "more"))
    count = session.scalar(select(func.count()).select_from(EventRow).where(theirs)) or 0
    emptied = update(EventRow).where(theirs)
    session.execute(emptied.values(**nothing, t=EMPTIED, b="{}", v=1, at=EventRow.recv_at))
    return count


def empty_quarantine(session: Session, uids: Collection[str]) -> None:
    """The same for what was held and names one of them: that something was, and when, stays."""
    theirs = or_(*(Quarantined.raw.contains(uid) for uid in uids))
    session.execute(update(Quarantined).where(theirs).values(raw="", u=None, reason=None))


def delete_traces(session: Session, uids: Collection[str], account_id: int) -> None:
    """What else stands under these uids: aliases, credits, rosters, attendance, the guest's cookie, letters."""
    ends = or_(IdentityAlias.from_uid.in_(uids), IdentityAlias.to_uid.in_(uids))
    session.execute(delete(IdentityAlias).where(ends))
    session.execute(delete(CreditRow).where(CreditRow.u.in_(uids)))
    session.execute(delete(RosterEntry).where(RosterEntry.u.in_(uids)))
    session.execute(delete(AttendanceRow).where(AttendanceRow.u.in_(uids)))
    session.execute(delete(Guest).where(Guest.uid.in_(uids)))
    session.execute(delete(QueuedMail).where(QueuedMail.account_id == account_id))


_KNOWN = select(Erased.key).where(Erased.key.in_(bindparam("keys", expanding=True)))
