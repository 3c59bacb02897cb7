"""All files of the site, read and checked against each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from elearn.content.attachments import Depot
from elearn.content.comparison import compare
from elearn.content.diagnostics import Findings
from elearn.content.files import Tree
from elearn.content.glossary import TermDraft, check_terms, read_terms
from elearn.content.includes import check_includes
from elearn.content.inserts import Inserts
from elearn.content.learning_paths import check_paths
from elearn.content.ledger import check_ledger
from elearn.content.links import Atlas, Published
from elearn.content.moves import check_moves
from elearn.content.outline import CourseDraft, build_outline
from elearn.content.pages import Page, read_page
from elearn.content.pictures import Gallery
from elearn.content.prose import check_prose
from elearn.content.question_style import check_style
from elearn.content.questions import Solution, check_pool, solve
from elearn.content.quizmaking import draw_of
from elearn.content.recordings import RecordingDraft, read_recording
from elearn.content.references import anchors_of, check_references, readable
from elearn.content.renames import check_renames
from elearn.content.source import START, Source
from elearn.content.targets import Targets, check_targets
from elearn.content.translation import Joined, join


@dataclass(slots=True)
class Library:
    """Pages and joined translations by the place of the source file below the root."""

    pages: Mapping[str, Page]
    courses: list[CourseDraft]
    glossary: Page | None
    inserts: Inserts
    terms: dict[str, TermDraft] = field(default_factory=dict)
    joined: dict[str, dict[str, Joined]] = field(default_factory=dict)
    targets: dict[str, dict[str, Targets]] = field(default_factory=dict)
    solutions: dict[str, dict[str, Solution]] = field(default_factory=dict)
    recordings: dict[str, RecordingDraft] = field(default_factory=dict)

    @property
    def atlas(self) -> Atlas:
        return self.inserts.atlas

    def all_joined(self) -> Iterator[Joined]:
        for languages in self.joined.values():
            yield from languages.values()


def read_library(sources: Sequence[Source], tree: Tree, today: date, findings: Findings) -> Library:
    """Reads every file once and reports everything that is wrong with any of them."""
    pages = {source.inside: read_page(source, today, findings) for source in sources if not source.language}
    courses = build_outline(list(pages.values()), findings)
    glossary = pages.get("glossary.md")
    terms = read_terms(glossary) if glossary else {}
    atlas = Atlas(_published(courses, glossary), tree.names(), frozenset(terms), Gallery(tree.pictures, findings))
    library = Library(pages, courses, glossary, Inserts(atlas, Depot(tree.attachments, findings), pages), terms)
    if glossary:
        check_terms(glossary, terms, findings)
    _check_courses(library, findings)
    check_paths(pages.values(), courses, findings)
    for page in pages.values():
        _check_page(library, page, findings)
        if page.type == "media":
            draft = read_recording(page, library.inserts.depot, tree.captions, findings)
            library.recordings[page.source.inside] = draft
    for course in courses:
        check_includes(course, pages, findings)
    _join_all(library, sources, today, findings)
    ledgers = {
        course.id: tree.ledgers.get(f"{posixpath.dirname(course.page.source.inside)}/.keys", "") for course in courses
    }
    for course in courses:
        check_ledger(course, ledgers[course.id], findings)
    check_moves(courses, ledgers, findings)
    return library


def _published(courses: Sequence[CourseDraft], glossary: Page | None) -> dict[str, Published]:
    result: dict[str, Published] = {}
    for course in courses:
        address = f"/c/{course.id}"
        result[course.page.source.inside] = Published(address, frozenset())
        for module in course.modules:
            result[module.page.source.inside] = Published(address, frozenset(), module.page.name)
            for page in (*module.parts, *module.recordings):
                result[page.source.inside] = Published(f"{address}/{page.name}", readable(page))
    if glossary:
        result[glossary.source.inside] = Published("/glossary", frozenset(f"g-{key}" for key in glossary.unit_keys()))
    return result


def _check_courses(library: Library, findings: Findings) -> None:
    for course in library.courses:
        anchors = anchors_of(course, findings)
        check_references(course, anchors, findings)


def _check_page(library: Library, page: Page, findings: Findings) -> None:
    course, language = _course_of(library, page), source_language(library, page)
    targets = Targets(page, library.inserts, course.id if course else shelf_of(page), language)
    check_targets(targets, language, findings)
    library.targets[page.source.inside] = {language: targets}
    check_prose(page, language, library.terms, findings)
    check_renames(page, findings)
    if page.type == "quiz":
        library.solutions[page.source.inside] = _solve(page, language, findings)


def shelf_of(page: Page) -> str:
    """The first part of the address of a picture or file of a page that belongs to no course."""
    return page.source.inside.partition("/")[0]


def _solve(page: Page, language: str, findings: Findings) -> dict[str, Solution]:
    solutions: dict[str, Solution] = {}
    for pool in page.pools:
        draw = draw_of(page.meta.text("draw"), pool)
        place = page.meta.words["draw"].place if "draw" in page.meta.words else START
        marker = pool.unit.marker if pool.unit else None
        if marker and "draw" in marker.attributes:
            place = marker.attributes["draw"].place
        check_pool(page.source, pool, draw, place, findings)
        for question in pool.questions:
            solutions.setdefault(question.key, solve(page.source, question, findings))
            check_style(page, question, language, findings)
    return solutions


def source_language(library: Library, page: Page) -> str:
    """The language in which a source file is written: its course's, or its own where it belongs to none."""
    course = _course_of(library, page)
    return course.language if course else page.meta.text("lang", "en")


def _course_of(library: Library, page: Page) -> CourseDraft | None:
    folder = page.source.inside.partition("/")[0]
    for course in library.courses:
        if posixpath.dirname(course.page.source.inside) == folder:
            return course
    return None


def _join_all(library: Library, sources: Sequence[Source], today: date, findings: Findings) -> None:
    keep = [term for term in library.terms.values() if term.keep]
    for source in sources:
        if not source.language:
            continue
        inside = posixpath.join(posixpath.dirname(source.inside), f"{source.slug}.md")
        page = library.pages.get(inside)
        if page is None:
            message = "translation without a source file"
            findings.at(source, START, "T008", message, f"write {source.slug}.md first, or rename this file")
            continue
        own = Findings()
        joined = join_file(library, page, source, today, own)
        if joined:
            library.joined.setdefault(inside, {})[source.language] = joined
            compare(joined, keep, own)
        findings.found.update(own.found)


def join_file(library: Library, page: Page, source: Source, today: date, own: Findings) -> Joined | None:
    """A translation read and joined to its source file; None where there can be none. `own` gets all that is wrong."""
    for slip in source.slips:
        own.at(source, slip.place, slip.code, slip.message, slip.advice)
    translation = read_page(source, today, own, kind=page.type)
    course = _course_of(library, page)
    if source.language == source_language(library, page):
        own.at(source, START, "T008", "a translation into the language of the source", f"delete .{source.language}")
        return None
    shelf = course.id if course else shelf_of(page)
    targets = Targets(translation, library.inserts, shelf, source.language)
    check_targets(targets, source.language, own)
    library.targets.setdefault(page.source.inside, {})[source.language] = targets
    check_prose(translation, source.language, library.terms, own)
    return join(page, translation, own)
