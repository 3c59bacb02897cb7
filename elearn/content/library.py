"""All files of the site, read and checked against each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from elearn.content.attachments import Depot
from elearn.content.comparison import compare, matter_of, names_to_keep
from elearn.content.diagnostics import Findings
from elearn.content.files import Tree
from elearn.content.glossary import TermDraft, check_terms, read_terms
from elearn.content.includes import check_includes
from elearn.content.inserts import Include, Insertable, Inserts, includes_of, insertable_of
from elearn.content.learning_paths import check_paths
from elearn.content.ledger import check_ledger
from elearn.content.links import Atlas, Published
from elearn.content.memory import Memory
from elearn.content.mentions import Lexicon
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
from elearn.content.webinars import check_webinars

# Where pages stand that belong to no course.
BESIDE_COURSES = {"webinar": "/webinars", "newsletter": "/newsletter"}


@dataclass(slots=True)
class Library:
    """Pages and joined translations by the place of the source file below the root.

    `memory` has the steps that made it, for those who go on from here.
    """

    pages: Mapping[str, Page]
    courses: list[CourseDraft]
    glossary: Page | None
    inserts: Inserts
    terms: dict[str, TermDraft] = field(default_factory=dict)
    joined: dict[str, dict[str, Joined]] = field(default_factory=dict)
    targets: dict[str, dict[str, Targets]] = field(default_factory=dict)
    solutions: dict[str, dict[str, Solution]] = field(default_factory=dict)
    recordings: dict[str, RecordingDraft] = field(default_factory=dict)
    includes: dict[str, tuple[Include, ...]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    by_folder: Mapping[str, CourseDraft] = field(init=False)

    def __post_init__(self) -> None:
        self.by_folder = {posixpath.dirname(course.page.source.inside): course for course in reversed(self.courses)}

    @property
    def atlas(self) -> Atlas:
        return self.inserts.atlas

    def all_joined(self) -> Iterator[Joined]:
        for languages in self.joined.values():
            yield from languages.values()


def read_library(
    sources: Sequence[Source], tree: Tree, today: date, findings: Findings, memory: Memory | None = None
) -> Library:
    """Reads every file once and reports everything that is wrong with any of them.

    With the memory of an earlier reading only what has changed, and what depends on that, is read again.
    """
    memory = memory or Memory()
    pages = {source.inside: _read(memory, source, today, findings) for source in sources if not source.language}
    courses = build_outline(list(pages.values()), findings)
    glossary = pages.get("glossary.md")
    terms = memory.recall(("terms", ""), (glossary,), lambda own: _terms(glossary, own), findings)
    atlas = _atlas(memory, tree, _published(courses, pages.values(), glossary), terms)
    includes = {page.source.inside: _includes(memory, page) for page in pages.values()}
    inserts = _inserts(memory, tree, atlas, {inside: one for inside, (_, one) in includes.items()})
    library = Library(pages, courses, glossary, inserts, terms, memory=memory)
    library.includes = {inside: found for inside, (found, _) in includes.items()}
    _check_courses(library, findings)
    check_paths(pages.values(), courses, findings)
    check_webinars(pages, courses, findings)
    for page in pages.values():
        _check_page(library, page, findings)
        if page.type in ("media", "webinar"):
            draft = read_recording(page, inserts.depot, tree.captions, findings, memory)
            library.recordings[page.source.inside] = draft
    for course in courses:
        check_includes(course, pages, library.includes, findings)
    _join_all(library, sources, today, findings)
    ledgers = {
        course.id: tree.ledgers.get(f"{posixpath.dirname(course.page.source.inside)}/.keys", "") for course in courses
    }
    for course in courses:
        check_ledger(course, ledgers[course.id], findings)
    check_moves(courses, ledgers, findings)
    return library


def _read(memory: Memory, source: Source, today: date, findings: Findings, kind: str = "") -> Page:
    given = (source, today, kind)
    return memory.recall(("page", source.path), given, lambda own: read_page(source, today, own, kind=kind), findings)


def _terms(glossary: Page | None, findings: Findings) -> dict[str, TermDraft]:
    if glossary is None:
        return {}
    terms = read_terms(glossary)
    check_terms(glossary, terms, findings)
    return terms


def _atlas(memory: Memory, tree: Tree, published: dict[str, Published], terms: Iterable[str]) -> Atlas:
    known, keys = tree.names(), frozenset(terms)
    pictures = dict(tree.pictures)
    return memory.recall(
        ("atlas", ""),
        (published, known, keys, pictures),
        lambda _: Atlas(published, known, keys, Gallery(pictures, memory)),
        Findings(),
    )


def _includes(memory: Memory, page: Page) -> tuple[tuple[Include, ...], Insertable]:
    def make(_: Findings) -> tuple[tuple[Include, ...], Insertable]:
        includes = tuple(includes_of(page))
        return includes, insertable_of(page, includes)

    return memory.recall(("includes", page.source.path), (page,), make, Findings())


def _inserts(memory: Memory, tree: Tree, atlas: Atlas, pages: Mapping[str, Insertable]) -> Inserts:
    files = dict(tree.attachments)
    depot = memory.recall(("depot", ""), (files,), lambda _: Depot(files, memory), Findings())
    return memory.recall(("inserts", ""), (atlas, depot, pages), lambda _: Inserts(atlas, depot, pages), Findings())


def _published(courses: Sequence[CourseDraft], pages: Iterable[Page], glossary: Page | None) -> dict[str, Published]:
    result = {
        page.source.inside: Published(f"{BESIDE_COURSES[page.type]}/{page.name}", readable(page))
        for page in pages
        if page.type in BESIDE_COURSES and not page.meta.draft
    }
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
    language, inside = source_language(library, page), page.source.inside
    targets = _targets(library, page, page, language, findings)
    library.targets[inside] = {language: targets}
    targets.report(findings)
    solutions = library.memory.recall(
        ("checked", page.source.path),
        (page, language, library.terms),
        lambda own: _check_alone(page, language, library.terms, own),
        findings,
    )
    if page.type == "quiz":
        library.solutions[inside] = solutions


def _check_alone(page: Page, language: str, terms: Mapping[str, TermDraft], findings: Findings) -> dict[str, Solution]:
    check_prose(page, language, terms, findings)
    check_renames(page, findings)
    return _solve(page, language, findings) if page.type == "quiz" else {}


def _targets(library: Library, page: Page, version: Page, language: str, findings: Findings) -> Targets:
    """Where the links of a source file lead, or those of its `version` in another language."""
    course = _course_of(library, page)
    shelf = course.id if course else shelf_of(page)

    def make(own: Findings) -> Targets:
        targets = Targets(version, library.inserts, shelf, language)
        check_targets(targets, language, own)
        return targets

    given = (version, library.inserts, shelf, language)
    return library.memory.recall(("targets", version.source.path), given, make, findings)


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
    return library.by_folder.get(page.source.inside.partition("/")[0])


def _join_all(library: Library, sources: Sequence[Source], today: date, findings: Findings) -> None:
    memory = library.memory
    kept = tuple(term.term for term in library.terms.values() if term.keep)
    names = memory.recall(("names", ""), kept, lambda _: names_to_keep(kept), Findings())
    for source in sources:
        if not source.language:
            continue
        inside = posixpath.join(posixpath.dirname(source.inside), f"{source.slug}.md")
        page = library.pages.get(inside)
        if page is None:
            message = "translation without a source file"
            findings.at(source, START, "T008", message, f"write {source.slug}.md first, or rename this file")
            continue
        joined = join_file(library, page, source, today, findings, names=names)
        if joined:
            library.joined.setdefault(inside, {})[source.language] = joined


def join_file(
    library: Library, page: Page, source: Source, today: date, findings: Findings, *, names: Lexicon | None = None
) -> Joined | None:
    """A translation read and joined to its source file; None where there can be none. `findings` gets all that is
    wrong; what differs from the source too when `names`, which stay as they are in every language, are given.
    """
    own = Findings()
    for slip in source.slips:
        own.at(source, slip.place, slip.code, slip.message, slip.advice)
    translation = _read(library.memory, source, today, own, page.type)
    joined = None
    if source.language == source_language(library, page):
        own.at(source, START, "T008", "a translation into the language of the source", f"delete .{source.language}")
    else:
        targets = _targets(library, page, translation, source.language, own)
        library.targets.setdefault(page.source.inside, {})[source.language] = targets
        targets.report(findings)
        joined = _join(library, page, translation, own, names)
    findings.found.update(own.found)
    return joined


def _join(library: Library, page: Page, translation: Page, own: Findings, names: Lexicon | None) -> Joined:
    """`own` holds what was found in the translation so far: an error takes its piece back to the source's language."""
    before, memory = tuple(own.errors()), library.memory

    def make(found: Findings) -> Joined:
        mine = Findings(dict.fromkeys(before))
        check_prose(translation, translation.source.language, {}, mine)
        joined = join(page, translation, mine)
        if names is not None:
            theirs = memory.recall(
                ("matter", page.source.path), (page, names), lambda _: matter_of(page, names), Findings()
            )
            compare(joined, theirs, mine)
        found.found.update(mine.found)
        return joined

    given = (page, translation, before, names)
    return memory.recall(("joined", translation.source.path), given, make, own)
