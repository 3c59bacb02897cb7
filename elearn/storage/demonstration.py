"""What tells made-up ALSes and people from real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account
from elearn.storage.community import Als

CHUNK = 500


def find_first_loaded(session: Session) -> datetime | None:
    """When the demonstration was first loaded; None when there is none."""
    return session.scalar(select(func.min(Als.created_at)).where(Als.demo))


def list_uids_there(session: Session, uids: Sequence[str]) -> set[str]:
    """Those of these people who have an account."""
    there: set[str] = set()
    for start in range(0, len(uids), CHUNK):
        there.update(session.scalars(select(Account.uid).where(Account.uid.in_(uids[start : start + CHUNK]))))
    return there


def mark_made_up(session: Session, uids: Sequence[str]) -> None:
    for start in range(0, len(uids), CHUNK):
        session.execute(update(Account).where(Account.uid.in_(uids[start : start + CHUNK])).values(demo=True))
