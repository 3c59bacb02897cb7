"""What replaced a lesson or quiz that is gone: `moved:` in module.md, from its old id to that of what came instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.ledger import read_ledger
from elearn.content.outline import CourseDraft, ModuleDraft
from elearn.content.pages import Page


def successors_of(module: ModuleDraft, courses: Sequence[CourseDraft]) -> dict[str, str]:
    """The old ids of a module without errors, each with the address of what came instead, behind `/c/`."""
    addresses = _addresses(courses)
    return {old: addresses[new.text] for old, new in module.page.meta.moved.items()}


def check_moves(courses: Sequence[CourseDraft], ledgers: Mapping[str, str], findings: Findings) -> None:
    """Every `moved:` of these courses; `ledgers` are the texts of their `.keys` by course id.

    Reports N011 for an id that leads nowhere, N012 for one that is still in use or was moved twice, and N013 for one
    that the course never had; a course without a ledger is not judged.
    """
    addresses = _addresses(courses)
    for course in courses:
        living = {page.meta.id for page in course.parts()}
        ever = {key.partition("#")[0] for key in read_ledger(ledgers.get(course.id, ""))}
        moved: set[str] = set()
        for page, old in _moves(course):
            place = page.meta.moved_places[old]
            new = page.meta.moved[old]
            if new.text not in addresses:
                message = f"`{old}` moved to `{new.text}`, which does not exist"
                advice = did_you_mean(new.text, addresses, "write the id of a lesson, a quiz or a course")
                findings.at(page.source, new.place, "N011", message, advice)
            if old in living or old in moved:
                message = f"`{old}` is still in use" if old in living else f"`{old}` has moved twice"
                findings.at(page.source, place, "N012", message, "delete the line")
            elif ever and old not in ever:
                advice = did_you_mean(old, ever - living, "copy the old id from `.keys`")
                findings.at(page.source, place, "N013", f"`{old}` was never in this course", advice)
            moved.add(old)


def _moves(course: CourseDraft) -> Iterator[tuple[Page, str]]:
    for module in course.modules:
        for old in module.page.meta.moved:
            yield module.page, old


def _addresses(courses: Sequence[CourseDraft]) -> dict[str, str]:
    """Where every course, lesson and quiz is, by its id."""
    addresses = {course.id: course.id for course in courses}
    for course in courses:
        addresses |= {page.meta.id: f"{course.id}/{page.meta.id}" for page in course.parts() if page.meta.id}
    return addresses
