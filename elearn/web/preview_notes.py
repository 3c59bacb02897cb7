"""Which problem belongs to which place of a page: the section, question or term in whose lines it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from elearn.content.codes.code import Severity
from elearn.content.diagnostics import Diagnostic
from elearn.content.pages import Page
from elearn.content.printing import worst_first
from elearn.content.sketch import Sketch


@dataclass(slots=True)
class Notes:
    """`top` is about the page as a whole; `places` are the others, by key."""

    top: list[Diagnostic] = field(default_factory=list)
    places: dict[str, list[Diagnostic]] = field(default_factory=dict)

    def add(self, key: str, found: Diagnostic) -> None:
        (self.places.setdefault(key, []) if key else self.top).append(found)


def notes_of(sketch: Sketch, page: Page, language: str, source: str) -> Notes:
    """The problems of a page in one language. Whoever reads a translation also sees the errors of its source file."""
    inside = page.source.inside
    joined = sketch.library.joined.get(inside, {}).get(language)
    notes = Notes()
    if language == source or joined is None:
        _place(sketch, page, notes, list(Severity))
    else:
        _place(sketch, joined.page, notes, list(Severity))
        _place(sketch, page, notes, [Severity.ERROR])
    if joined is None:
        # A translation that could not be joined to its source is on no page.
        notes.top += worst_first(about(sketch, f"{page.source.path.removesuffix('.md')}.{language}.md"))
    return notes


def _place(sketch: Sketch, page: Page, notes: Notes, wanted: Sequence[Severity]) -> None:
    starts = starts_of(sketch, page)
    for found in worst_first(about(sketch, page.source.path)):
        if found.severity in wanted:
            notes.add(next((key for line, key in reversed(starts) if line <= found.line), ""), found)


def starts_of(sketch: Sketch, page: Page) -> list[tuple[int, str]]:
    """The first line of every unit in the file as it is on the disk, with its key, in order."""
    origins = sketch.lines.get(page.source.path)
    starts = [(min(unit.line, unit.place.line), unit.key) for unit in page.units]
    if origins is None:
        return starts
    return [(origins[min(line, len(origins)) - 1], key) for line, key in starts]


def about(sketch: Sketch, path: str) -> list[Diagnostic]:
    return [found for found in sketch.diagnostics if found.path == path]


def count(found: Iterable[Diagnostic]) -> list[tuple[str, int]]:
    """How many of each severity there are, the worst first; none of what there is none of."""
    numbers = Counter(diagnostic.severity for diagnostic in found)
    return [(str(severity), numbers[severity]) for severity in Severity if numbers[severity]]
