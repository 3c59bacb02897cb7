"""Key figures of a region with their definitions, and the line that each draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from elearn.domain.figures import Value
from elearn.domain.process import Process
from elearn.web.figure_words import figure_words, headings, value_text
from elearn.web.template_words import language_name

WIDTH, HEIGHT, EDGE = 320, 72, 6


@dataclass(frozen=True, slots=True)
class Trend:
    """One key figure: `points` of an SVG line over `rows` of (week's end, figure as text), the newest row first."""

    key: str
    title: str
    definition: str
    now: str
    first: str
    points: str
    dot: tuple[float, float]
    rows: tuple[tuple[date, str], ...]


def trends(
    ends: Sequence[date], told: Sequence[Mapping[str, Value]], *, mirrored: bool
) -> tuple[tuple[str, tuple[Trend, ...]], ...]:
    """(heading, figures) with the oldest of these weeks first; nothing while no week is written.

    A figure that is not known leaves no line.
    """
    if not ends:
        return ()
    words = figure_words()
    return tuple(
        (heading, tuple(_trend(key, words[key], ends, _series(key, told), mirrored=mirrored) for key in known))
        for heading, keys in headings()
        if (known := [key for key in keys if all(week[key] is not None for week in told)])
    )


def languages(told: Sequence[Process]) -> tuple[tuple[str, int, int], ...]:
    """(language, translated words in the first week, in the last one), the most first."""
    if not told:
        return ()
    first, last = told[0].words, told[-1].words
    rows = [(language_name(code), first.get(code, 0), words) for code, words in last.items()]
    return tuple(sorted(rows, key=lambda row: -row[2]))


def _series(key: str, told: Sequence[Mapping[str, Value]]) -> list[float]:
    return [float(week[key] or 0) for week in told]


def _trend(key: str, words: tuple[str, str], ends: Sequence[date], values: Sequence[float], *, mirrored: bool) -> Trend:
    texts = [value_text(key, value) for value in values]
    places = _places(values, mirrored=mirrored)
    return Trend(
        key=key,
        title=words[0],
        definition=words[1],
        now=texts[-1],
        first=texts[0],
        points=" ".join(f"{x:g},{y:g}" for x, y in places),
        dot=places[-1],
        rows=tuple(zip(reversed(ends), reversed(texts), strict=True)),
    )


def _places(values: Sequence[float], *, mirrored: bool) -> list[tuple[float, float]]:
    """From the ground line (0) up to the largest; time runs the way the page is read."""
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    top = max(values) or 1
    across = [EDGE + step * number for number in range(len(values))]
    if mirrored:
        across = [WIDTH - x for x in across]
    room = HEIGHT - 2 * EDGE
    return [
        (round(x, 1), round(HEIGHT - EDGE - room * value / top, 1)) for x, value in zip(across, values, strict=True)
    ]
