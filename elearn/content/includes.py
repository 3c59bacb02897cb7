"""Texts that several lessons share: where they may be included, and as which sections they appear there.

The units of a shared text become sections of the lesson, behind the section in which the include stands. So each has
its own translation and grows old by itself, and the lesson's own sections stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from elearn.content.assembly import Rendered, make_section
from elearn.content.diagnostics import Findings
from elearn.content.inserts import MAX_KEY, Include, inner_key, is_last
from elearn.content.outline import SOURCE_LANGUAGE, CourseDraft
from elearn.content.pages import Page
from elearn.content.source import SHARED, Place
from elearn.domain.sections import Section


def check_includes(
    course: CourseDraft, pages: Mapping[str, Page], includes: Mapping[str, Sequence[Include]], findings: Findings
) -> None:
    """Reports L008 for every include of a course that stands in the wrong place or fits no page of it.

    `includes` are those of every source file by its place.
    """
    for page in course.parts():
        seen: set[str] = set()
        for include in includes[page.source.inside]:
            other = pages.get(include.target)
            if other is None or not include.target.startswith(SHARED):
                continue
            message, advice = _problem(course, include, other, seen)
            if message:
                findings.at(page.source, Place(include.line), "L008", message, advice)
            seen.add(include.target)


def _problem(course: CourseDraft, include: Include, other: Page, seen: set[str]) -> tuple[str, str]:
    language = other.meta.text("lang", SOURCE_LANGUAGE)
    if include.target in seen:
        return "this text is included twice in one lesson", "leave one of the two out"
    if not is_last(include):
        return "text follows an include", "put the include at the end of its section: it brings sections of its own"
    if language != course.language:
        advice = f"write it in the language of the course, {course.language}, or link to a page that has it"
        return f"the included text is written in {language}", advice
    longest = max((len(inner_key(other, unit.key)) for unit in other.units), default=0)
    if longest > MAX_KEY:
        return f"`{other.name}` with its longest key has {longest} characters", f"shorten its id: at most {MAX_KEY}"
    return "", ""


def included_pages(includes: Iterable[Include], pages: Mapping[str, Page]) -> Iterator[tuple[str, Page]]:
    """The shared texts that a lesson includes, each with the key of the section it follows."""
    for include in includes:
        other = pages.get(include.target)
        if other is not None:
            yield include.unit.key, other


def make_included(rendered: Rendered) -> tuple[Section, ...]:
    """The sections of a shared text as they stand in a lesson."""
    page = rendered.page
    return tuple(make_section(rendered, unit, inner_key(page, unit.key)) for unit in page.units)
