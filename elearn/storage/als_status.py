"""What the status of an ALS needs beside the report: from the kept counts by day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.storage.community import Als
from elearn.storage.progress import DayCount


def count_finished_since(session: Session, ralo: str, since: date) -> dict[str, int]:
    """ALS code -> finished courses in which somebody was active on that day or later; only where there are any."""
    statement = (
        select(Als.code, func.sum(DayCount.finished).label("finished"))
        .join(DayCount, DayCount.als_id == Als.id)
        .where(DayCount.ralo == ralo, DayCount.day >= since, DayCount.finished > 0)
        .group_by(Als.code)
    )
    return {row.code: int(row.finished) for row in session.execute(statement)}
