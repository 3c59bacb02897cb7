"""Ways through the courses for one intention: `_paths/<name>.md` lists modules, lessons and quizzes by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from elearn.content.assembly import Rendered
from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.outline import CourseDraft
from elearn.content.pages import Page
from elearn.content.words import minutes
from elearn.domain.course import LearningPath

FEWEST, MOST = 3, 5
LONGEST_STEP = 60  # minutes: what somebody can do in one evening


@dataclass(frozen=True, slots=True)
class _Target:
    """What a step may name: a module with all its lessons, or one lesson or quiz."""

    course: str
    minutes: int


def check_paths(pages: Iterable[Page], courses: Sequence[CourseDraft], findings: Findings) -> None:
    """Every path of these pages. Reports N003 for unknown steps, N009 for their number, N010 for their length."""
    targets = _targets(courses)
    for page in pages:
        if page.type == "path" and not page.meta.draft:
            _check_steps(page, targets, findings)


def _check_steps(page: Page, targets: Mapping[str, _Target], findings: Findings) -> None:
    steps = page.meta.lists.get("steps", [])
    for step in steps:
        target = targets.get(step.text)
        if target is None:
            advice = did_you_mean(step.text, targets, "a step is the id of a module, a lesson or a quiz")
            findings.at(page.source, step.place, "N003", f"`steps:` lists `{step.text}`, which does not exist", advice)
        elif target.minutes > LONGEST_STEP:
            message = f"`{step.text}` takes {target.minutes} minutes; a step takes at most {LONGEST_STEP}"
            findings.at(page.source, step.place, "N010", message, "list some of its lessons instead")
    if not FEWEST <= len(steps) <= MOST:
        message = f"a path has {FEWEST} to {MOST} steps, this one has {len(steps)}"
        findings.at(page.source, page.meta.place("steps"), "N009", message, "steps: [first-module, a-lesson, its-quiz]")


def _targets(courses: Sequence[CourseDraft]) -> dict[str, _Target]:
    targets: dict[str, _Target] = {}
    for course in courses:
        for module in course.modules:
            lengths = {part.meta.id: _minutes(part) for part in module.parts}
            targets[module.page.meta.id] = _Target(course.id, sum(lengths.values()))
            targets |= {part: _Target(course.id, length) for part, length in lengths.items()}
    targets.pop("", None)
    return targets


def _minutes(page: Page) -> int:
    """Of a lesson as it says itself, else by its words; a quiz is not counted, as everywhere on the site."""
    if page.type != "lesson":
        return 0
    told = page.meta.text("minutes")
    return int(told) if told else minutes(sum(page.words().values()))


def make_path(rendered: Rendered) -> LearningPath:
    """The path of a page without errors."""
    meta = rendered.page.meta
    return LearningPath(
        id=meta.id,
        language=rendered.language,
        titles=rendered.words("title"),
        summaries=rendered.words("summary"),
        steps=tuple(step.text for step in meta.lists.get("steps", [])),
        order=int(meta.text("order", "999")),
    )
