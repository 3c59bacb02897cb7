"""Diagnostics on paper: for people, for programs, and for the annotations of GitHub."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence

from elearn.content.codes.code import Code, Severity
from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.translation import Tally

# GitHub shows ten annotations of each kind per step; the rest would vanish without a word.
GITHUB_SHOWN = 10
LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def as_text(diagnostics: Sequence[Diagnostic], files: int, tallies: Mapping[str, Tally]) -> str:
    """Every problem with its line and a way out, a summary, and how much of each translation is current."""
    summary = [f"{files} files: {count_line(diagnostics)}"]
    summary += [
        f"  {path}: {tally.units['current']}/{sum(tally.units.values())} current, "
        f"{tally.units['stale']} out of date, {tally.units['missing']} missing"
        for path, tally in sorted(tallies.items())
        if tally.units["stale"] or tally.units["missing"]
    ]
    problems = format_text(diagnostics)
    return "\n\n".join([*([problems] if problems else []), "\n".join(summary)])


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
    """A list of problems; columns count characters from 1, `end_column` is behind the last one."""
    entries = [
        {
            "path": d.path,
            "line": d.line,
            "column": d.column,
            "end_column": d.column + d.width,
            "code": d.code,
            "severity": str(d.severity),
            "message": d.message,
            "notes": list(d.notes),
            "help": d.advice,
        }
        for d in diagnostics
    ]
    return json.dumps({"files": files, "diagnostics": entries}, ensure_ascii=False, indent=1)


def as_github(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """Workflow commands, errors first, as many as are shown; then the rest as plain lines of the log."""
    ordered = sorted(diagnostics, key=lambda d: list(Severity).index(d.severity))
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
    """Markdown for the summary page of a workflow: every problem, however many there are."""
    rows = [
        f"| {d.severity} | {d.code} | {_cell(d.path)}:{d.line}:{d.column} | {_cell(d.message)} | {_cell(d.advice)} |"
        for d in diagnostics
    ]
    return "\n".join(["| | Code | Place | Problem | Help |", "|---|---|---|---|---|", *rows, ""])


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
