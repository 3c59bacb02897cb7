"""Writing down each region at the end of each week, and reading it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.community import RALOS
from elearn.domain.errors import NotFound
from elearn.domain.rollup import Report
from elearn.domain.weeks import WEEKS_SHOWN, RegionWeek, last_week_end, region_week, week_ends
from elearn.services.past import past_reports
from elearn.services.reports import progress_report
from elearn.storage import weeks
from elearn.storage.base import begin_writing
from elearn.storage.counts import sum_people

WEEKS_BACK = 12
# Folding the log of more people than this keeps the mail waiting: of them only the week that has just ended is taken.
MOST_TO_FOLD = 20_000


def take_weeks(session: Session, *, courses: Sequence[str], now: datetime) -> str | None:
    """Write down what is missing of the last twelve weeks for one RALO; which one, None when nothing was missing.

    What is written is never changed. Two of these at once write the same week once. A region of more than 20,000
    members is told as it stands when this runs, and only in the seven days after its week.
    """
    ends = week_ends(now.date(), WEEKS_BACK)
    written = weeks.list_written(session, ends)
    for ralo in RALOS:
        missing = [day for day in ends if (ralo, day) not in written]
        found = [region_week(report) for report in _list_reports(session, ralo, courses, missing, now.date())]
        if found:
            _write(session, found, now)
            return ralo
    return None


def list_region_weeks(session: Session, *, ralo: str) -> list[RegionWeek]:
    """The last year of one RALO, the oldest week first. Raises NotFound for a RALO that is not."""
    if ralo not in RALOS:
        raise NotFound("ralo", ralo)
    return weeks.list_weeks(session, ralo=ralo, limit=WEEKS_SHOWN)


def list_open_weeks(session: Session) -> list[RegionWeek]:
    """The last year of all regions. Who publishes it takes `domain.weeks.open_rows` of it and nothing else."""
    return weeks.list_weeks(session, ralo=None, limit=WEEKS_SHOWN)


def _list_reports(
    session: Session, ralo: str, courses: Sequence[str], missing: Sequence[date], today: date
) -> Iterable[Report]:
    newest = last_week_end(today)
    if not missing:
        return ()
    if sum_people(session, ralo) <= MOST_TO_FOLD:
        return past_reports(session, ralo, courses, missing)
    return [progress_report(session, ralo=ralo, courses=courses, today=newest)] if newest in missing else ()


def _write(session: Session, found: Sequence[RegionWeek], now: datetime) -> None:
    begin_writing(session)
    for week in found:
        weeks.add_week(session, week, now)
    session.commit()
