"""`elearn fmt` for a tree: every file that would change, and the ledgers of keys."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from elearn.content.diagnostics import Findings
from elearn.content.files import LEDGER, Tree, open_texts
from elearn.content.fmt import format_source
from elearn.content.ledger import new_lines, read_ledger, used_keys
from elearn.content.pages import Page, read_page
from elearn.content.source import File, Source


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file with its new text. `beside` is a file of the same folder that exists already."""

    path: str
    text: str
    beside: str


def rewrite_tree(
    tree: Tree, *, languages: Sequence[str], today: date, covers: Callable[[str], bool]
) -> list[Rewritten]:
    """The files that `covers` says yes to and that are not as they should be. Writes nothing itself."""
    sources = open_texts(tree, languages, Findings())
    pages = [read_page(source, today, Findings()) for source in sources if not source.language]
    ids = {page.meta.id: page.source.inside for page in pages if page.meta.id}
    used = _used(tree, pages)
    data = {file.path: file.data for file in tree.texts}
    changed: list[Rewritten] = []
    formatted: list[Source] = []
    for source in sources:
        if not covers(source.path):
            continue
        taken = {name for name, owner in ids.items() if owner != source.inside}
        text = format_source(source, taken=taken, used=used)
        if text.encode() != data[source.path] and not _unreadable(source):
            changed.append(Rewritten(source.path, text, source.path))
        if not source.language:
            new = Source(source.path, text, source.slug, "", source.inside)
            formatted.append(new)
            ids.setdefault(read_page(new, today, Findings()).meta.id, source.inside)
    return [*changed, *_ledgers(tree, formatted, today)]


def _unreadable(source: Source) -> bool:
    return any(slip.code != "U002" for slip in source.slips)


def _used(tree: Tree, pages: Sequence[Page]) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for page in pages:
        ledger = read_ledger(tree.ledgers.get(_ledger_of(page.source), ""))
        used[page.meta.id] = used_keys(ledger, page.meta.id)
    return used


def _ledger_of(source: Source) -> str:
    return posixpath.join(source.inside.partition("/")[0], LEDGER)


def _ledgers(tree: Tree, sources: Sequence[Source], today: date) -> list[Rewritten]:
    """One per course folder, with lines added for lessons and quizzes."""
    courses = {file.inside.partition("/")[0]: file for file in tree.texts if _is_course(file)}
    changed: list[Rewritten] = []
    for folder, course in sorted(courses.items()):
        inside = f"{folder}/{LEDGER}"
        text = tree.ledgers.get(inside, "")
        pages = (read_page(source, today, Findings()) for source in sources if source.inside.startswith(f"{folder}/"))
        learned = (page for page in pages if page.type in ("lesson", "quiz"))
        added = new_lines(read_ledger(text), learned, today)
        if added:
            start = text if not text or text.endswith("\n") else f"{text}\n"
            path = f"{posixpath.dirname(course.path)}/{LEDGER}"
            changed.append(Rewritten(path, start + "\n".join(added) + "\n", course.path))
    return changed


def _is_course(file: File) -> bool:
    return file.inside.count("/") == 1 and file.inside.endswith("/course.md")
