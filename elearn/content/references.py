"""What the questions of a course refer to: objectives, and the section where one can read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.markers import Marker
from elearn.content.outline import CourseDraft
from elearn.content.pages import Page


@dataclass(frozen=True, slots=True)
class Anchors:
    """Objectives by key with the page that says them, and the readable sections of every lesson by its id."""

    objectives: Mapping[str, Page]
    sections: Mapping[str, frozenset[str]]


def anchors_of(course: CourseDraft, findings: Findings) -> Anchors:
    """Reports K012 for an objective key that two files use."""
    objectives: dict[str, Page] = {}
    for page in course.pages():
        for key, word in page.meta.objectives.items():
            owner = objectives.setdefault(key, page)
            if owner is not page:
                message = f"objective `{key}` is already in {owner.source.path}"
                advice = "every objective of a course has its own key"
                findings.at(page.source, word.place, "K012", message, advice)
    lessons = [page for page in course.parts() if page.type == "lesson"]
    return Anchors(objectives, {page.name: readable(page) for page in lessons})


def readable(page: Page) -> frozenset[str]:
    """The keys of the sections that learners see."""
    return frozenset(
        unit.key for unit in page.units if not (unit.marker and "facilitator" in unit.marker.attributes)
    ) - {""}


def check_references(course: CourseDraft, anchors: Anchors, findings: Findings) -> None:
    """Reports Q017, Q022 and Q103."""
    asked: set[str] = set()
    for page in course.parts():
        for question in page.questions():
            marker = question.unit.marker
            if marker:
                asked.add(marker.text("objective"))
                _check_objective(page, marker, anchors, findings)
                _check_read(page, marker, anchors, findings)
    for module in course.modules:
        if any(page.type == "quiz" for page in module.parts):
            for page in module.parts:
                _unasked(page, asked, findings)


def _check_objective(page: Page, marker: Marker, anchors: Anchors, findings: Findings) -> None:
    key = marker.text("objective")
    if key and key not in anchors.objectives:
        advice = did_you_mean(key, anchors.objectives, ", ".join(anchors.objectives) or "write objectives in a lesson")
        place = marker.attributes["objective"].place
        findings.at(page.source, place, "Q017", f"objective `{key}` does not exist", advice)


def _check_read(page: Page, marker: Marker, anchors: Anchors, findings: Findings) -> None:
    written = marker.text("read")
    if not written:
        return
    lesson, _, section = written.partition("#")
    place = marker.attributes["read"].place
    if lesson not in anchors.sections:
        advice = did_you_mean(lesson, anchors.sections, "write read=lesson-id#section-key")
        findings.at(page.source, place, "Q022", f"lesson `{lesson}` does not exist in this course", advice)
    elif section not in anchors.sections[lesson]:
        keys = sorted(anchors.sections[lesson])
        advice = did_you_mean(section, keys, f"there is {', '.join(keys)}")
        findings.at(page.source, place, "Q022", f"no section `#{section}` in lesson `{lesson}`", advice)


def _unasked(page: Page, asked: set[str], findings: Findings) -> None:
    for key, word in page.meta.objectives.items():
        if key not in asked:
            message = f"objective `{key}` has no question"
            findings.at(page.source, word.place, "Q103", message, "ask about it in the quiz, or drop it")
