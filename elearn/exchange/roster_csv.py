"""A roster from a spreadsheet: who was at which session. Every problem is told by line, column and code.

Columns in any order, comma, semicolon or tab between them, UTF-8 with or without a byte order mark:
`date,topic,course,als,place,email,name`. Needed is `email` or `name`; what is left empty is what the form says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elearn.exchange.csv_cells import neutralise
from elearn.exchange.people_csv import Problem

COLUMNS = ("date", "topic", "course", "als", "place", "email", "name")
MAX_BYTES = 500_000
MAX_LINES = 5_000

_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff")
_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")
_BETWEEN = re.compile("[,;\t\u060c\u061b\uff0c\uff1b\u3001]")


@dataclass(frozen=True, slots=True)
class RosterCells:
    """One person on a roster as she was written down; an empty cell is empty text. `line` counts from 1."""

    line: int
    date: str = ""
    topic: str = ""
    course: str = ""
    als: str = ""
    place: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RosterFile:
    lines: tuple[RosterCells, ...] = ()
    problems: tuple[Problem, ...] = ()


def decode_roster(body: bytes) -> tuple[str, Problem | None]:
    """The text of an uploaded file, or what is wrong with it."""
    if len(body) > MAX_BYTES:
        return "", Problem(0, "", "file-big", str(len(body)))
    if body[:2] in _UTF16_STARTS or b"\0" in body[:2]:
        return "", Problem(1, "", "file-utf16")
    try:
        return body.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return "", Problem(line, "", "file-latin1", f"0x{body[error.start]:02x}")


def read_roster(text: str) -> RosterFile:
    """The lines of a file with all the problems that can be seen without asking who is known."""
    if not text.strip():
        return RosterFile(problems=(Problem(0, "", "file-empty"),))
    if text.count("\n") > MAX_LINES:
        return RosterFile(problems=(Problem(MAX_LINES + 1, "", "file-lines", str(text.count("\n"))),))
    header_text = text.partition("\n")[0].lower().replace('"', "")
    mark = max(",;\t", key=lambda mark: sum(cell.strip() in COLUMNS for cell in header_text.split(mark)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(rows)]
        problems = _problems_of_header(header)
        return RosterFile(problems=tuple(problems)) if problems else _read_rows(header, rows)
    except csv.Error as error:
        return RosterFile(problems=(Problem(rows.line_num, "", "file-quotes", str(error)),))


def read_people(text: str) -> RosterFile:
    """Addresses or names as people paste them: one a line, or commas between them, or `Name <name@example.org>`."""
    if text.count("\n") > MAX_LINES:
        return RosterFile(problems=(Problem(MAX_LINES + 1, "", "file-lines", str(text.count("\n"))),))
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        for part in _BETWEEN.split(line):
            found = _ADDRESS.fullmatch(part.strip())
            email = found["email"] if found else part if "@" in part else ""
            name = found["name"] if found else "" if "@" in part else part
            if email.strip() or name.strip():
                lines.append(RosterCells(number, email=email.strip(), name=name.strip(' \t"')))
    return RosterFile(tuple(lines))


def _problems_of_header(header: Sequence[str]) -> list[Problem]:
    unknown = [Problem(1, name[:40], "column-unknown", name[:40]) for name in header if name not in COLUMNS]
    twice = [Problem(1, name, "column-twice", name) for name in COLUMNS if header.count(name) > 1]
    missing = [] if {"email", "name"} & set(header) else [Problem(1, "email", "column-missing", "email")]
    return unknown + twice + missing


def _read_rows(header: Sequence[str], rows: Any) -> RosterFile:
    lines, problems = [], []
    for number, cells in _numbered(rows):
        if any(cell.strip() for cell in cells[len(header) :]):
            problems.append(Problem(number, "", "cells-many", str(len(cells))))
        given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        computing = [name for name, cell in given.items() if neutralise(cell) != cell]
        problems += [Problem(number, name, "cell-formula", given[name][:100]) for name in computing]
        lines.append(RosterCells(number, **given))
    return RosterFile(tuple(lines), tuple(problems))


def _numbered(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """(line on which the row begins, cells) for every row with anything in it."""
    start = rows.line_num + 1
    for cells in rows:
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = rows.line_num + 1
