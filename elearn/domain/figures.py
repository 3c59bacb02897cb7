"""The key figures of a region by their keys: what its lines over time, their files and the quarter's report tell."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from elearn.domain.process import Process
from elearn.domain.weeks import RegionWeek

RESULTS = ("finished", "begun", "share")
ON_THE_WAY = ("nobody", "unstarted", "members", "invited", "stalled")
PROCESS = ("sessions", "reached", "newcomers", "translated")
FIGURES = (*RESULTS, *ON_THE_WAY, *PROCESS)
SHARES = frozenset({"share"})

Value = int | float | None


def key_figures(week: RegionWeek, process: Process) -> Mapping[str, Value]:
    """Every figure by its key in one order; None where one is not known. A share is rounded to whole percents."""
    cell = week.all_courses()
    begun = cell.started + cell.stalled + cell.finished
    told: tuple[Value, ...] = (
        cell.finished,
        begun,
        float(round(Fraction(cell.finished, begun or 1), 2)),
        week.nobody,
        week.unstarted,
        week.members,
        week.invited,
        cell.stalled,
        process.sessions,
        process.reached,
        process.newcomers,
        sum(process.words.values()),
    )
    return dict(zip(FIGURES, told, strict=True))
