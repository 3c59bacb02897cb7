"""Key figures of a region with their definitions, and the line that each draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from elearn.domain.weeks import RegionWeek
from elearn.extensions.words import gettext as _
from elearn.web.template_words import percent

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


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    title: str
    definition: str
    read: Callable[[RegionWeek], float]
    share: bool = False


def trends(weeks: Sequence[RegionWeek], *, mirrored: bool) -> tuple[tuple[str, tuple[Trend, ...]], ...]:
    """(heading, figures) for results and for process; nothing while no week is written. The oldest week comes first."""
    if not weeks:
        return ()
    groups = ((_("Results"), _results()), (_("On the way there"), _process()))
    return tuple(
        (heading, tuple(_trend(measure, weeks, mirrored=mirrored) for measure in measures))
        for heading, measures in groups
    )


def _results() -> tuple[Measure, ...]:
    return (
        Measure(
            "finished",
            _("Courses finished"),
            _("Every lesson is done and every graded quiz passed. A member counts once for each course."),
            lambda week: week.all_courses().finished,
        ),
        Measure(
            "begun",
            _("Courses begun"),
            _("A lesson is done, a quiz sent or a webinar attended. A member counts once for each course."),
            _begun,
        ),
        Measure(
            "share",
            _("Finished of those begun"),
            _("Courses finished, divided by courses begun."),
            lambda week: week.all_courses().finished / (_begun(week) or 1),
            share=True,
        ),
    )


def _process() -> tuple[Measure, ...]:
    return (
        Measure(
            "nobody",
            _("Groups with nobody yet"),
            _("Groups of the region without a single member, not even an invited one."),
            lambda week: week.nobody,
        ),
        Measure(
            "unstarted",
            _("Groups where nobody has started"),
            _("There are members, and none of them has begun any course."),
            lambda week: week.unstarted,
        ),
        Measure(
            "members",
            _("Members"),
            _("People in the groups of the region and its individual members, the invited too."),
            lambda week: week.members,
        ),
        Measure(
            "invited",
            _("Invitations not yet accepted"),
            _("Members who were invited and have no account so far."),
            lambda week: week.invited,
        ),
        Measure(
            "stalled",
            _("Courses stalled"),
            _("Begun, not finished, and nothing done for 30 days or more."),
            lambda week: week.all_courses().stalled,
        ),
    )


def _begun(week: RegionWeek) -> int:
    cell = week.all_courses()
    return cell.started + cell.stalled + cell.finished


def _trend(measure: Measure, weeks: Sequence[RegionWeek], *, mirrored: bool) -> Trend:
    values = [measure.read(week) for week in weeks]
    texts = [percent(round(value, 2)) if measure.share else str(int(value)) for value in values]
    places = _places(values, mirrored=mirrored)
    return Trend(
        key=measure.key,
        title=measure.title,
        definition=measure.definition,
        now=texts[-1],
        first=texts[0],
        points=" ".join(f"{x:g},{y:g}" for x, y in places),
        dot=places[-1],
        rows=tuple(zip((week.ends_on for week in reversed(weeks)), reversed(texts), strict=True)),
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
