"""Diagnostics on paper: for people, for programs, and for the annotations of GitHub."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from elearn.content.codes.code import Code, Severity
from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.tally import Tally

# GitHub shows ten annotations of each kind per step; the rest would vanish without a word.
GITHUB_SHOWN = 10
# A page of more than 1 MiB is dropped whole; other steps of the job write on theirs.
SUMMARY_BYTES = 900_000
# More files than a person looks through below the problems: then the languages are summed up.
MOST_FILES = 12
LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def as_text(diagnostics: Sequence[Diagnostic], files: int, tallies: Mapping[str, Tally]) -> str:
    """Every problem with its line and a way out, a summary, and how much of the translations is current."""
    summary = [f"{files} files: {count_line(diagnostics)}", *_coverage(tallies)]
    problems = format_text(diagnostics)
    return "\n\n".join([*([problems] if problems else []), "\n".join(summary)])


def _coverage(tallies: Mapping[str, Tally]) -> list[str]:
    """A line for each translation with something to do; when these are many, and for what nobody has begun, one for
    each language. What has no text but its title is not counted: its problems are told above.
    """
    open_ones = {
        path: tally
        for path, tally in sorted(tallies.items())
        if tally.pieces > 1 and tally.units["current"] < tally.pieces
    }
    begun = {path: tally for path, tally in open_ones.items() if tally.begun}
    by_language: dict[str, list[Tally]] = {}
    for path, tally in (begun if len(begun) > MOST_FILES else {}).items():
        by_language.setdefault(_language(path), []).append(tally)
    lines = [f"  {path}: {_told([tally])}" for path, tally in begun.items()] if not by_language else []
    lines += [f"  {code}: {len(those)} files, {_told(those)}" for code, those in sorted(by_language.items())]
    if by_language:
        lines.append("  (name files or folders to see each)")
    titles = Counter(_language(path) for path, tally in open_ones.items() if not tally.begun)
    if titles:
        counts = ", ".join(f"{code} {count}" for code, count in sorted(titles.items()))
        lines.append(f"  only the title is translated so far, files: {counts}")
    return lines


def _language(path: str) -> str:
    return path.removesuffix(".md").rpartition(".")[2]


def _told(tallies: Sequence[Tally]) -> str:
    total = Counter[str]()
    for tally in tallies:
        total.update(tally.units)
    return f"{total['current']}/{total.total()} current, {total['stale']} out of date, {total['missing']} missing"


def format_text(diagnostics: Sequence[Diagnostic]) -> str:
    """Every problem, with an empty line between two."""
    return "\n\n".join(format_one(diagnostic) for diagnostic in diagnostics)


def format_one(diagnostic: Diagnostic) -> str:
    """One problem: place, message, the line with the spot underlined, notes, help."""
    head = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}: {diagnostic.code} [{diagnostic.severity}]"
    lines = [f"{head} {diagnostic.message}"]
    number = str(diagnostic.line)
    margin = " " * (len(number) + 1)
    if diagnostic.excerpt:
        before = diagnostic.excerpt[: diagnostic.column - 1]
        spot = diagnostic.excerpt[diagnostic.column - 1 : diagnostic.column - 1 + diagnostic.width]
        lines.append(f"{margin}|")
        lines.append(f"{number} | {diagnostic.excerpt}")
        lines.append(f"{margin}| {_blank(before)}{'^' * max(_cells(spot), 1)}")
    lines += [f"{margin}= note: {note}" for note in diagnostic.notes]
    if diagnostic.advice:
        lines.append(f"{margin}= help: {diagnostic.advice}")
    return "\n".join(lines)


def _blank(text: str) -> str:
    """As much room as the text takes; tabs stay, so that they take the same."""
    return "".join("\t" if character == "\t" else " " * _width(character) for character in text)


def _cells(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    """Cells of a terminal (UAX #11): two for wide characters, none for marks that sit on another."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def count_line(diagnostics: Sequence[Diagnostic]) -> str:
    """`0 errors, 7 warnings, 2 hints`."""
    number = {severity: sum(d.severity is severity for d in diagnostics) for severity in Severity}
    return ", ".join(f"{count} {severity}s" for severity, count in number.items())


def as_json(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """A list of problems; columns count characters from 1, `end_column` is behind the last one.

    `utf16` has the same two columns in UTF-16 code units, for editors that count as the language server protocol does.
    """
    entries = [
        {
            "path": d.path,
            "line": d.line,
            "column": d.column,
            "end_column": d.column + d.width,
            "utf16": dict(zip(("column", "end_column"), utf16_columns(d), strict=True)),
            "code": d.code,
            "severity": str(d.severity),
            "message": d.message,
            "notes": list(d.notes),
            "help": d.advice,
        }
        for d in diagnostics
    ]
    return json.dumps({"files": files, "diagnostics": entries}, ensure_ascii=False, indent=1)


def utf16_columns(diagnostic: Diagnostic) -> tuple[int, int]:
    """First column and the one behind the last, from 1, in UTF-16 code units."""
    start, end = diagnostic.column - 1, diagnostic.column - 1 + diagnostic.width
    before = _units(diagnostic.excerpt[:start]) + max(start - len(diagnostic.excerpt), 0)
    return before + 1, before + 1 + max(_units(diagnostic.excerpt[start:end]), 1)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def as_github(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Workflow commands, errors first, as many as are shown; then the rest as plain lines of the log."""
    ordered = worst_first(diagnostics)
    lines: list[str] = []
    rest: list[Diagnostic] = []
    shown = dict.fromkeys(Severity, 0)
    for diagnostic in ordered:
        shown[diagnostic.severity] += 1
        if shown[diagnostic.severity] > GITHUB_SHOWN:
            rest.append(diagnostic)
        else:
            lines.append(_annotation(diagnostic))
    if rest:
        lines.append(f"{len(rest)} more in the log:")
        lines += [f"{d.path}:{d.line}:{d.column}: {d.code} {d.message}" for d in rest]
    return "\n".join([*lines, f"{files} files: {count_line(diagnostics)}"])


def worst_first(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Errors, then warnings, then hints; each by path and line."""
    return sorted(diagnostics, key=lambda d: list(Severity).index(d.severity))


def _annotation(diagnostic: Diagnostic) -> str:
    text = "\n".join(part for part in (diagnostic.message, *diagnostic.notes, diagnostic.advice) if part)
    place = f"file={_property(diagnostic.path)},line={diagnostic.line},col={diagnostic.column}"
    end = diagnostic.column + diagnostic.width
    return f"::{LEVELS[diagnostic.severity]} {place},endColumn={end},title={diagnostic.code}::{_data(text)}"


def _data(text: str) -> str:
    """The escapes of workflow commands: without them a line of a course file could forge a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_table(diagnostics: Sequence[Diagnostic]) -> str:
    """Markdown for the summary page of a workflow, errors first: every problem that fits on such a page."""
    lines = ["| | Code | Place | Problem | Help |", "|---|---|---|---|---|"]
    left = SUMMARY_BYTES
    rows = worst_first(diagnostics)
    for number, d in enumerate(rows):
        place = f"{_cell(d.path)}:{d.line}:{d.column}"
        row = f"| {d.severity} | {d.code} | {place} | {_cell(d.message)} | {_cell(d.advice)} |"
        left -= len(row.encode()) + 1
        if left < 0:
            lines += ["", f"{len(rows) - number} more in the log"]
            break
        lines.append(row)
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return " ".join(escaped.split())


def explain(code: str) -> str:
    """What a code means, for people. Raises KeyError for a code that does not exist."""
    row: Code = CODES[code]
    parts = [f"{code} [{row.severity}] {row.title}", "", row.why]
    for name, lines in (("Before", row.before), ("After", row.after)):
        if lines:
            parts += ["", f"{name}:", "", *(f"    {line}" for line in lines.split("\n"))]
    return "\n".join(parts)
