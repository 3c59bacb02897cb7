"""The key figures of a region, week by week. Who may see them is whoever may see the region's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.figures import Value, key_figures
from elearn.domain.process import Process
from elearn.services.process import list_process
from elearn.services.weeks import list_region_weeks


@dataclass(frozen=True, slots=True)
class Trends:
    """The weeks that are written down, the oldest first. `told` are key figures, `days` what was done."""

    ralo: str
    days: tuple[Process, ...]
    told: tuple[Mapping[str, Value], ...]

    @property
    def ends(self) -> tuple[date, ...]:
        return tuple(day.ends_on for day in self.days)


def list_trends(session: Session, *, ralo: str) -> Trends:
    """The last year. What people learned is told as it was written down; what was done for it, as it is known now.

    Raises NotFound for a RALO that is not.
    """
    weeks = list_region_weeks(session, ralo=ralo)
    days = list_process(session, ralo=ralo, days=[week.ends_on for week in weeks]) if weeks else []
    told = tuple(key_figures(week, day) for week, day in zip(weeks, days, strict=True))
    return Trends(ralo, tuple(days), told)
