"""A problem found in a course file, with its place, and the list that collects all of them in one run."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from operator import attrgetter

from elearn.content.codes.code import Severity
from elearn.content.codes.table import CODES
from elearn.content.source import Place, Source


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """Lines and columns count from 1, in characters; `width` characters are underlined. `excerpt` is the whole line."""

    path: str
    line: int
    column: int
    code: str
    message: str
    advice: str = ""
    notes: tuple[str, ...] = ()
    excerpt: str = ""
    width: int = 1

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity


# What comparing two of them comes to, without doing it in Python.
_ORDER = attrgetter(*(one.name for one in fields(Diagnostic)))


@dataclass(slots=True)
class Findings:
    """Collects diagnostics; equal ones are kept once."""

    found: dict[Diagnostic, None] = field(default_factory=dict)

    def at(
        self,
        source: Source,
        place: Place,
        code: str,
        message: str,
        advice: str = "",
        *,
        notes: Iterable[str] = (),
    ) -> None:
        """A problem at a place in a file. A place after the last line has no excerpt."""
        lines = source.lines
        excerpt = lines[place.line - 1] if place.line <= len(lines) else ""
        self.found[
            Diagnostic(
                source.path,
                place.line,
                place.column,
                code,
                message,
                advice,
                tuple(notes),
                excerpt,
                place.width,
            )
        ] = None

    def file(self, path: str, code: str, message: str, advice: str = "") -> None:
        """A problem of a file as a whole, or of one that cannot be read as text."""
        self.found[Diagnostic(path, 1, 1, code, message, advice)] = None

    def errors(self) -> Iterator[Diagnostic]:
        return (finding for finding in self.found if finding.severity is Severity.ERROR)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """By path, line, column."""
        return tuple(sorted(self.found, key=_ORDER))


def nearest(word: str, options: Iterable[str]) -> str:
    """The option that somebody probably meant, or an empty string."""
    close = difflib.get_close_matches(word[:100], list(options), n=1, cutoff=0.6)
    return close[0] if close else ""


def did_you_mean(word: str, options: Iterable[str], otherwise: str = "") -> str:
    """The help line for a name that does not exist."""
    close = nearest(word, options)
    return f"did you mean `{close}`?" if close else otherwise
