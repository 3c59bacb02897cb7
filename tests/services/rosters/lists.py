"""What is stored of rosters, and long ones."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.storage.events import EventRow

DAY = date(2026, 11, 20)


def stored(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(EventRow)) or 0
