"""Pages as they would be published, of files that are not ready for it: errors, drafts, keys that are still missing.

What can be read is shown. Keys that `elearn fmt` would write are made up for the moment; nothing is written.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from elearn.content.compiler import Checked
from elearn.content.diagnostics import Diagnostic, Findings
from elearn.content.files import Tree, open_texts
from elearn.content.fmt import format_source
from elearn.content.library import Library
from elearn.content.outline import CourseDraft, ModuleDraft
from elearn.content.pages import Page
from elearn.content.publication import Publisher
from elearn.content.source import MEDIA
from elearn.domain.course import Lesson, Quiz, Site
from elearn.domain.recordings import Recording

Check = Callable[[Tree], Checked]
# Without these a section or an answer would be missing on the page.
KEYS = frozenset({"K001", "K004", "F008"})


@dataclass(frozen=True, slots=True)
class Shown:
    """The file behind a page. `unreadable` when nothing but its lines can be shown."""

    page: Page
    unreadable: bool = False


@dataclass(slots=True)
class Sketch:
    """One state of the files. `diagnostics` are of the files as they are, `library` is of the files with keys.

    `lines` says for a file that was given keys from which line each of its lines is."""

    library: Library
    diagnostics: tuple[Diagnostic, ...]
    languages: tuple[str, ...]
    lines: dict[str, list[int]] = field(default_factory=dict)
    media: dict[str, bytes] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    shown: dict[tuple[str, str], Shown] = field(default_factory=dict)

    def drafts(self) -> Iterator[tuple[str, CourseDraft]]:
        """Every course by the id in its address, with the files that no list names at the end of their modules."""
        taken: set[str] = set()
        for course in self.library.courses:
            yield _free(course.id, taken), _with_unlisted(course, self.library)

    def places(self) -> Iterator[tuple[str, str, Page]]:
        """Every page with the ids of its address, course and part; no part for the pages of courses and modules."""
        for course_id, draft in self.drafts():
            names = names_of(draft)
            for page in draft.pages():
                yield course_id, names.get(page.source.inside, ""), page

    def site(self, course_id: str) -> Site | None:
        """The course with the glossary; made when it is asked for, once."""
        if course_id not in self.sites:
            draft = next((draft for identity, draft in self.drafts() if identity == course_id), None)
            if draft is None or draft.language not in self.languages:
                return None
            self.sites[course_id] = self._site(course_id, draft)
        return self.sites[course_id]

    def file(self, path: str) -> bytes | None:
        """A picture or a file that a course shows, by its address behind `/media/`."""
        own = [identity for identity, _ in self.drafts() if path.startswith(f"{identity}/")]
        for course_id in own or [identity for identity, _ in self.drafts()]:
            site = self.site(course_id)
            if site and path in site.media:
                return self.media[site.media[path]]
        return None

    def glossary(self) -> Site:
        return Site((), Sketcher(self.library, self.languages, set()).terms())

    def _site(self, course_id: str, draft: CourseDraft) -> Site:
        sketcher = Sketcher(self.library, self.languages, set(), course_id=course_id, shown=self.shown)
        sketcher.names = names_of(draft)
        sketcher.lexicons = sketcher.all_lexicons()
        course = sketcher.course(draft)
        self.media |= sketcher.media
        courses = (replace(course, id=course_id),) if course else ()
        return Site(courses, sketcher.terms(), sketcher.addresses)


@dataclass(slots=True)
class Sketcher(Publisher):
    """A publisher for whom nothing is faulty, and nobody's draft is hidden."""

    course_id: str = ""
    shown: dict[tuple[str, str], Shown] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def is_hidden(self, page: Page) -> bool:  # noqa: ARG002 - the publisher's signature
        return False

    def part(self, draft: CourseDraft, page: Page) -> Lesson | Quiz:
        name = self.names[page.source.inside]
        try:
            part, shown = replace(Publisher.part(self, draft, page), id=name), Shown(page)
        except Exception:  # noqa: BLE001 - the makers of pages rely on a file without errors, and this one may have any
            part = Lesson(name, {draft.language: page.meta.text("title", name)}, {draft.language: ""}, 1, ())
            shown = Shown(page, unreadable=True)
        self.shown[self.course_id, name] = shown
        return part

    def recording(self, draft: CourseDraft, page: Page) -> Recording:
        name = self.names[page.source.inside]
        try:
            recording, shown = replace(Publisher.recording(self, draft, page), id=name), Shown(page)
        except Exception:  # noqa: BLE001 - as above
            recording = Recording(name, {draft.language: page.meta.text("title", name)}, (), draft.language)
            shown = Shown(page, unreadable=True)
        self.shown[self.course_id, name] = shown
        return recording


def draw_sketch(tree: Tree, *, languages: Sequence[str], check: Check, recheck: Check | None = None) -> Sketch:
    """`check` reads a tree and says what is wrong with it, `recheck` the same of the files with keys: two that remember
    what they read are not in each other's way. Never raises for what authors write.
    """
    checked = check(tree)
    mended, lines = _with_keys(tree, checked.diagnostics, languages)
    library = (recheck or check)(mended).library if mended else checked.library
    return Sketch(library, checked.diagnostics, tuple(languages), lines)


def _with_keys(
    tree: Tree, diagnostics: Sequence[Diagnostic], languages: Sequence[str]
) -> tuple[Tree | None, dict[str, list[int]]]:
    wanted = {found.path for found in diagnostics if found.code in KEYS}
    texts: dict[str, str] = {}
    lines: dict[str, list[int]] = {}
    for source in open_texts(tree, languages, Findings()) if wanted else ():
        if source.path in wanted and (text := format_source(source)) != source.text:
            texts[source.path] = text
            lines[source.path] = origins(source.lines, text.split("\n"))
    if not texts:
        return None, {}
    files = [replace(file, data=texts[file.path].encode()) if file.path in texts else file for file in tree.texts]
    return replace(tree, texts=files), lines


def origins(before: Sequence[str], after: Sequence[str]) -> list[int]:
    """For each line after `elearn fmt` the line before it, from 1: keys and ids on lines of their own are new."""
    result: list[int] = []
    number = 0
    for line in after:
        new = line.startswith(("<!-- #", "id: ")) and (number >= len(before) or line != before[number])
        number += not new
        result.append(max(number, 1))
    return result


def names_of(course: CourseDraft) -> dict[str, str]:
    """The id in the address of every part and recording by the place of its file. Of two with one id, the second
    gets `-2`.
    """
    taken: set[str] = set()
    recordings = (page for module in course.modules for page in module.recordings)
    return {page.source.inside: _free(page.name, taken) for page in (*course.parts(), *recordings)}


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number when another file has it already."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def _with_unlisted(course: CourseDraft, library: Library) -> CourseDraft:
    folder = posixpath.dirname(course.page.source.inside)
    below = [page for page in library.pages.values() if page.source.inside.startswith(f"{folder}/")]
    listed = {module.page.source.inside for module in course.modules}
    unlisted = [page for page in below if page.type == "module" and page.source.inside not in listed]
    modules = [*course.modules, *(ModuleDraft(page) for page in unlisted)]
    whole = [ModuleDraft(module.page, _all_parts(module, below), _all_recordings(module, below)) for module in modules]
    return CourseDraft(course.page, whole)


def _all_parts(module: ModuleDraft, below: Sequence[Page]) -> list[Page]:
    folder = posixpath.dirname(module.page.source.inside)
    here = [page for page in below if posixpath.dirname(page.source.inside) == folder]
    return [*module.parts, *(page for page in here if page.type in ("lesson", "quiz") and page not in module.parts)]


def _all_recordings(module: ModuleDraft, below: Sequence[Page]) -> list[Page]:
    folder = posixpath.join(posixpath.dirname(module.page.source.inside), MEDIA)
    here = [page for page in below if posixpath.dirname(page.source.inside) == folder and page.type == "media"]
    return [*module.recordings, *(page for page in here if page not in module.recordings)]
