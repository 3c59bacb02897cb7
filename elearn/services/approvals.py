"""People who said themselves that they belong to an ALS: confirmed, or not one of us, several at once.

Who may: representatives of the ALS, coordinators of its RALO, administrators; asked before, in `web/policy.py`. `by` is
that person's uid. An ALS of another RALO looks like none (NotFound).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.services.audit import write_entry
from elearn.services.community import get_home, open_membership
from elearn.storage.base import begin_writing
from elearn.storage.pending import Declared, lock_people
from elearn.storage.pending import list_declared as list_declared_rows


@dataclass(frozen=True, slots=True)
class Decided:
    """`late` people were decided on by somebody else in the meantime, or have left: nothing happened to them."""

    done: int
    late: int


def list_declared(session: Session, *, ralo: str, als_code: str) -> list[Declared]:
    """Whom somebody has to decide on, those who wait longest first. Nobody who prefers not to be named."""
    return list_declared_rows(session, get_home(session, ralo=ralo, als_code=als_code))


def decide_members(
    session: Session, *, ralo: str, als_code: str, uids: Collection[str], confirm: bool, by: str, now: datetime
) -> Decided:
    """Confirm these members, or make them individual members of their country's RALO. What they learned stays theirs.

    Of two who decide at once the first one's word stands; twice is once.
    """
    home = get_home(session, ralo=ralo, als_code=als_code)
    begin_writing(session)
    lock_people(session, uids)
    people = list_declared_rows(session, home, uids=uids)
    for person in people:
        open_membership(
            session,
            account_id=person.account_id,
            als_code=als_code if confirm else None,
            country=person.country,
            status="confirmed" if confirm else "declared",
            today=now.date(),
            now=now,
            by=by,
        )
        action = "member-confirmed" if confirm else "member-refused"
        write_entry(session, actor=by, action=action, about=f"{person.uid} {als_code}", now=now)
    session.commit()
    return Decided(len(people), len(set(uids)) - len(people))
