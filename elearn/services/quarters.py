"""A region's quarter beside the one before. Who may see it is whoever may see the region's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.figures import Value, key_figures
from elearn.domain.quarters import Quarter
from elearn.domain.report_filters import Filters
from elearn.domain.rollup import Report
from elearn.domain.weeks import region_week
from elearn.services.process import list_process
from elearn.services.reports import progress_report


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """The whole region at the end of a quarter and at the end of the one before, with the key figures of both."""

    quarter: Quarter
    report: Report
    before: Report
    figures: Mapping[str, Value]
    figures_before: Mapping[str, Value]


def quarter_report(
    session: Session, *, ralo: str, courses: Sequence[str], quarter: Quarter, today: date
) -> QuarterReport:
    """Both ends as any past day is told: from what is known now. Raises NotFound for a RALO that is not."""
    days = [quarter.before.ends_on, quarter.ends_on]
    before, report = (
        progress_report(session, ralo=ralo, courses=courses, today=today, filters=Filters(as_of=day)) for day in days
    )
    process = list_process(session, ralo=ralo, days=days)
    told_before, told = (
        key_figures(region_week(each), sums) for each, sums in zip((before, report), process, strict=True)
    )
    return QuarterReport(quarter, report, before, told, told_before)
