"""Addresses and forms of programmes and rosters, and what is stored of them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.storage.events import EventRow
from elearn.storage.rosters import RosterEntry

PAGE = "/en/regions/afralo/programmes/summit"
NEW = "/en/regions/afralo/rosters/new"
ROSTER = {"date": "2026-11-20", "topic": "dns", "programme": "summit"}


def stored(session: Session) -> tuple[int, int]:
    session.rollback()
    return (
        session.scalar(select(func.count()).select_from(EventRow)) or 0,
        session.scalar(select(func.count()).select_from(RosterEntry)) or 0,
    )
