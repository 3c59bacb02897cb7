"""Key figures of a region as files: over time, and of a quarter beside the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elearn.domain.figures import FIGURES, Value
from elearn.domain.process import Process
from elearn.exchange.csv_cells import write_csv


def trends_csv(ralo: str, days: Sequence[Process], told: Sequence[Mapping[str, Value]]) -> bytes:
    """One line per week, the oldest first, one column per figure and one per language of translations.

    A figure that is not known is empty. `translated` and the languages are for the whole site.
    """
    languages = _languages(days)
    head = ("ralo", "week_ending", *FIGURES, *(f"translated_{code}" for code in languages))
    lines = (
        [ralo, day.ends_on.isoformat(), *(_text(week[key]) for key in FIGURES), *_words(day, languages)]
        for day, week in zip(days, told, strict=True)
    )
    return write_csv(head, lines)


def trends_json(ralo: str, days: Sequence[Process], told: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    """The same with fixed keys; null where a figure is not known."""
    weeks = [
        {"week_ending": day.ends_on.isoformat(), "figures": dict(week), "translated": dict(day.words)}
        for day, week in zip(days, told, strict=True)
    ]
    return {"ralo": ralo, "weeks": weeks}


def _languages(days: Sequence[Process]) -> list[str]:
    return sorted({code for day in days for code in day.words})


def _words(day: Process, languages: Sequence[str]) -> list[int]:
    return [day.words.get(code, 0) for code in languages]


def _text(value: Value) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else str(value)
