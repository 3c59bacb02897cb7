"""What the status of an ALS needs beside the report: from the kept counts by day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from elearn.storage.base import run
from elearn.storage.community import Als
from elearn.storage.progress import DayCount


def list_finished_since(session: Session, ralo: str, since: date) -> set[str]:
    """The codes of the ALSes in which somebody was active in a finished course on that day or later.

    The first such day of an ALS is enough: how many there are in half a year does not matter.
    """
    return set(run(session, _FINISHED, {"ralo": ralo, "since": since}).scalars())


_ONE = select(DayCount.day).where(
    DayCount.ralo == bindparam("ralo"),
    DayCount.als_id == Als.id,
    DayCount.day >= bindparam("since", type_=Date),
    DayCount.finished > 0,
)
_FINISHED = select(Als.code).where(Als.ralo == bindparam("ralo"), _ONE.exists())
