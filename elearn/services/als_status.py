"""The status of every ALS of a report, as of its day. Who may see it is whoever may see the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from elearn.domain.als_status import AlsStatus, Thresholds, status_of
from elearn.domain.rollup import Row
from elearn.storage.als_status import list_finished_since


def list_statuses(
    session: Session, *, ralo: str, rows: Sequence[Row], thresholds: Thresholds, today: date
) -> dict[str, AlsStatus]:
    """ALS code -> status, for the rows of today's report. One statement."""
    since = today - timedelta(days=thresholds.finished_days - 1)
    finished = list_finished_since(session, ralo, since)
    return {
        row.als: status_of(
            members=row.members,
            last_active_on=row.last_active_on,
            finished_lately=row.als in finished,
            today=today,
            thresholds=thresholds,
        )
        for row in rows
    }
