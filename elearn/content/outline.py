"""Courses, their modules and what these list: the order of learning, and who owns which file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.meta import Word
from elearn.content.pages import Page
from elearn.content.source import MEDIA, SHARED, START

SOURCE_LANGUAGE = "en"
# Files that no course.md and no module.md lists.
UNPLACED = ("glossary", "newsletter", "path", "webinar", "channels")


@dataclass(slots=True, eq=False)
class ModuleDraft:
    """A folder with module.md, the lessons and quizzes in the order of its list, and the recordings in `media/`."""

    page: Page
    parts: list[Page] = field(default_factory=list)
    recordings: list[Page] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class CourseDraft:
    """A folder with course.md. `language` is the one in which it is written."""

    page: Page
    modules: list[ModuleDraft] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.page.meta.id or posixpath.dirname(self.page.source.inside)

    @property
    def language(self) -> str:
        return self.page.meta.text("lang", SOURCE_LANGUAGE)

    def pages(self) -> Iterator[Page]:
        """Everything that learners can open, with the pages of course and modules."""
        yield self.page
        for module in self.modules:
            yield module.page
            yield from module.parts
            yield from module.recordings

    def parts(self) -> Iterator[Page]:
        for module in self.modules:
            yield from module.parts


def build_outline(pages: Sequence[Page], findings: Findings) -> list[CourseDraft]:
    """The courses in the order of their folders. Reports N003, N004, N008, K010 and F007 (`lang`).

    A later root may add quizzes and lessons to the module folder of an earlier one; they come after those that
    module.md lists.
    """
    folders: dict[str, list[Page]] = {}
    for page in pages:
        folders.setdefault(posixpath.dirname(page.source.inside), []).append(page)
    courses: list[CourseDraft] = []
    placed: set[int] = set()
    for folder, members in sorted(folders.items()):
        main = _typed(members, "course")
        if main and folder and "/" not in folder:
            course = CourseDraft(main)
            course.modules = _modules(course, folder, folders, findings)
            courses.append(course)
            placed.update(id(page) for page in course.pages())
    _report_unplaced([page for page in pages if id(page) not in placed], courses, findings)
    _report_same_ids(pages, findings)
    for course in courses:
        _check_course(course, findings)
    _check_required(courses, findings)
    return courses


def _typed(pages: Iterable[Page], kind: str) -> Page | None:
    return next((page for page in pages if page.type == kind), None)


def _modules(course: CourseDraft, folder: str, folders: dict[str, list[Page]], findings: Findings) -> list[ModuleDraft]:
    inside = {
        name.rpartition("/")[2]: members for name, members in folders.items() if posixpath.dirname(name) == folder
    }
    offered = {name: page for name, members in inside.items() if (page := _typed(members, "module"))}
    modules = []
    for name, page in _listed(course.page, "modules", offered, findings):
        module = ModuleDraft(page)
        module.parts = _parts(module, inside[name], findings)
        beside = folders.get(f"{folder}/{name}/{MEDIA}", [])
        module.recordings = [page for page in beside if page.type == "media" and not page.meta.draft]
        modules.append(module)
    return modules


def _parts(module: ModuleDraft, members: list[Page], findings: Findings) -> list[Page]:
    offered = {page.source.slug: page for page in members if page.type in ("lesson", "quiz")}
    parts = [page for _, page in _listed(module.page, "lessons", offered, findings)]
    added = [page for page in offered.values() if page.source.root != module.page.source.root]
    return [page for page in [*parts, *(page for page in added if page not in parts)] if not page.meta.draft]


def _listed(page: Page, key: str, offered: dict[str, Page], findings: Findings) -> Iterator[tuple[str, Page]]:
    """Names in the list are those of folders and files; the id is understood too."""
    by_id = {member.meta.id: name for name, member in offered.items() if member.meta.id}
    for word in page.meta.lists.get(key, []):
        name = word.text if word.text in offered else by_id.get(word.text, "")
        if name:
            yield name, offered[name]
        else:
            _not_there(page, key, word, offered, findings)


def _not_there(page: Page, key: str, word: Word, offered: Iterable[str], findings: Findings) -> None:
    names = sorted(offered)
    advice = did_you_mean(word.text, names, f"there is {', '.join(names) or 'nothing yet'}")
    findings.at(page.source, word.place, "N003", f"`{key}:` lists `{word.text}`, which does not exist", advice)


def _report_unplaced(pages: Sequence[Page], courses: Sequence[CourseDraft], findings: Findings) -> None:
    folders = {posixpath.dirname(course.page.source.inside) for course in courses}
    for page in pages:
        if page.meta.draft or page.type in UNPLACED or page.source.inside.startswith(SHARED):
            continue
        if page.type == "media":
            advice = "put it into the folder media/ of a module that course.md lists"
            findings.at(page.source, START, "N008", "this recording belongs to no module", advice)
        elif page.source.inside.partition("/")[0] in folders:
            _report_unlisted(page, findings)
        else:
            advice = "a course is a folder with course.md, its lessons are in folders with module.md"
            findings.at(page.source, START, "N008", "this file belongs to no course", advice)


def _report_unlisted(page: Page, findings: Findings) -> None:
    listing = "course.md" if page.type == "module" else "module.md"
    message = f"file is not listed in {listing}; learners cannot see it"
    findings.at(page.source, START, "N004", message, "add it there, or set `draft: true`")


def _report_same_ids(pages: Sequence[Page], findings: Findings) -> None:
    owners: dict[str, Page] = {}
    for page in pages:
        if not page.meta.id:
            continue
        owner = owners.setdefault(page.meta.id, page)
        if owner is not page:
            message = f"`id: {page.meta.id}` is also the id of {owner.source.path}"
            findings.at(
                page.source,
                page.meta.words["id"].place,
                "K010",
                message,
                "a copy needs its own id: write another one",
            )


def _check_course(course: CourseDraft, findings: Findings) -> None:
    spoken = {id(page) for module in course.modules for page in module.recordings}  # `lang` is what they speak there
    for page in course.pages():
        word = page.meta.words.get("lang") if id(page) not in spoken else None
        if word and page is not course.page and word.text != course.language:
            message = f"`lang` must be {course.language}, the language of the course, got `{word.text}`"
            findings.at(page.source, word.place, "F007", message, "delete the line: the course says it")


def _check_required(courses: Sequence[CourseDraft], findings: Findings) -> None:
    ids = {page.meta.id for course in courses for page in course.pages()}
    for course in courses:
        for page in course.pages():
            for word in page.meta.lists.get("requires", []):
                if word.text not in ids:
                    _not_there(page, "requires", word, ids - {""}, findings)
