"""A region's quarter as rows: each figure at its end, what changed, and what the figure means."""

from __future__ import annotations

from dataclasses import dataclass

from elearn.domain.figures import Value
from elearn.domain.progress import State
from elearn.domain.quarters import Quarter
from elearn.extensions.words import gettext as _
from elearn.services.quarters import QuarterReport
from elearn.web.figure_words import figure_words, headings, value_text
from elearn.web.region_view import course_titles

MINUS = "\u2212"
STATES = tuple(State)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`value` and `before` for files, `text` and `change` for people."""

    title: str
    definition: str
    value: Value
    before: Value
    text: str
    change: str


@dataclass(frozen=True, slots=True)
class QuarterView:
    """`courses` are (title, ((people in a state at the end, change), …)) in the order of `states`."""

    quarter: Quarter
    groups: tuple[tuple[str, tuple[FigureRow, ...]], ...]
    states: tuple[str, ...]
    courses: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def quarter_view(told: QuarterReport, lang: str) -> QuarterView:
    titles, words = course_titles(told.report.courses, lang), figure_words()
    totals, before = told.report.totals.cells, told.before.totals.cells
    return QuarterView(
        quarter=told.quarter,
        groups=tuple((heading, tuple(_row(key, words[key], told) for key in keys)) for heading, keys in headings()),
        states=state_names(),
        courses=tuple(
            (titles[key], tuple((cell.count(state), cell.count(state) - before[key].count(state)) for state in STATES))
            for key, cell in totals.items()
        ),
    )


def state_names() -> tuple[str, ...]:
    return (_("Invited"), _("Registered"), _("Started"), _("Stalled"), _("Finished"))


def signed(key: str, change: Value) -> str:
    """`+3`, `−2`, `0`; of shares, the difference in percent."""
    if change is None:
        return "–"
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    return sign + value_text(key, abs(round(change, 2)))


def _row(key: str, words: tuple[str, str], told: QuarterReport) -> FigureRow:
    value, before = told.figures[key], told.figures_before[key]
    change = None if value is None or before is None else value - before
    return FigureRow(*words, value, before, value_text(key, value), signed(key, change))
