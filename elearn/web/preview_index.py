"""The list of all files: by course, with the pages that show them and what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from elearn.content.pages import Page
from elearn.content.sketch import Sketch
from elearn.web.preview_notes import about, count

Counts = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    path: str
    address: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Row:
    """A source file with its translations. `address` is that of its page, empty where it has none."""

    title: str
    kind: str
    path: str
    address: str
    counts: Counts
    unlisted: bool = False
    languages: list[LanguageLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: list[Row]


def groups_of(sketch: Sketch, covers: Callable[[str], bool]) -> list[Group]:
    """One group per course, then what belongs to none; only files that the command is about."""
    groups: dict[str, list[Row]] = {}
    for name, row in _rows(sketch):
        if covers(row.path) or any(covers(link.path) for link in row.languages):
            groups.setdefault(name, []).append(row)
    return [Group(name, rows) for name, rows in groups.items()]


def rows_of(sketch: Sketch, covers: Callable[[str], bool]) -> dict[str, str]:
    """The address of the page of every file that has one, by path."""
    found: dict[str, str] = {}
    for group in groups_of(sketch, covers):
        for row in group.rows:
            if row.address:
                found[row.path] = row.address
                found |= {link.path: link.address for link in row.languages}
    return found


def _rows(sketch: Sketch) -> Iterator[tuple[str, Row]]:
    placed = set()
    listed = {page.source.path for course in sketch.library.courses for page in course.pages()}
    languages = {identity: draft.language for identity, draft in sketch.drafts()}
    for course, name, page in sketch.places():
        placed.add(page.source.path)
        tail = f"/c/{course}/{name}" if name else f"/c/{course}"
        hidden = page.meta.draft or page.source.path not in listed
        yield course, _row(sketch, page, tail, languages[course], unlisted=hidden)
    for page in sketch.library.pages.values():
        if page.source.path not in placed:
            tail = "/glossary" if page is sketch.library.glossary else ""
            yield "Other files", _row(sketch, page, tail, page.meta.text("lang", "en"))


def _row(sketch: Sketch, page: Page, tail: str, source: str, *, unlisted: bool = False) -> Row:
    path = page.source.path
    joined = sketch.library.joined.get(page.source.inside, {})
    links = [
        LanguageLink(code, one.page.source.path, f"/{code}{tail}", count(about(sketch, one.page.source.path)))
        for code, one in joined.items()
    ]
    address = f"/{source}{tail}" if tail and source in sketch.languages else ""
    title = page.meta.text("title") or page.source.slug
    return Row(title, page.type, path, address, count(about(sketch, path)), unlisted, links)
