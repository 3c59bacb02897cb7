"""Tables that people send us: one reader for every kind of list. Problems are told by line, column and code.

Comma, semicolon or tab between the cells, UTF-8 with or without a byte order mark, columns in any order.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from elearn.exchange.csv_cells import neutralise

_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff")
# How a workbook begins (.xlsx, .ods): as the ZIP archive that it is.
_ARCHIVE = b"PK\x03\x04"
# No list of people is as wide; whatever is was never meant as one.
MOST_COLUMNS = 200
# What some spreadsheets want to read before a table: `sep=;`
_SAID_MARK = re.compile(r"\s*\"?sep=([,;\t])\"?[,;\t\r]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where. `line` counts from 1 with the header (0: the whole file); `data` is what was found there."""

    line: int
    column: str
    code: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table of one kind may hold: of each group of `needed` at least one column is there.

    `words` are other words for its columns, of which the first in a header counts; `others`: more columns may be there.
    """

    columns: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    words: Mapping[str, str] = field(default_factory=dict)
    others: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line by column, without spaces around them; `line` is where it begins."""

    line: int
    cells: Mapping[str, str]
    problems: tuple[Problem, ...]


def decode_table(body: bytes, *, most_bytes: int, utf16: bool = False) -> tuple[str, Problem | None]:
    """The text of a file, or what is wrong with it. With `utf16` it may be that, too, if it begins with its mark."""
    if len(body) > most_bytes:
        return "", Problem(0, "", "file-big", str(len(body)))
    if body.startswith(_ARCHIVE):
        return "", Problem(0, "", "file-workbook")
    if utf16 and body[:2] in _UTF16_STARTS:
        with suppress(UnicodeDecodeError):
            return body.decode("utf-16"), None
    if body[:2] in _UTF16_STARTS or b"\0" in body[:2]:
        return "", Problem(1, "", "file-utf16")
    try:
        return body.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return "", Problem(line, "", "file-latin1", f"0x{body[error.start]:02x}")


def count_lines(text: str) -> int:
    """The lines of a file, whether or not its last one ends."""
    return text.count("\n") + (not text.endswith("\n"))


def read_table(text: str, shape: Shape, take: Callable[[Row], None], *, most_lines: int) -> tuple[Problem, ...]:
    """Hand every line with anything in it to `take`, one after the other; what is wrong with the table as a whole.

    A table of more than `most_lines` lines beside the header is not read at all, whatever stands in it. After a
    problem of the whole table nothing that was taken is to be used.
    """
    if not text.strip():
        return (Problem(0, "", "file-empty"),)
    lines = count_lines(text) - 1
    if lines > most_lines:
        return (Problem(most_lines + 2, "", "file-lines", str(lines)),)
    said = _SAID_MARK.fullmatch(text.partition("\n")[0])
    mark = said[1] if said else _delimiter(text, shape)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        if said:
            next(rows)
        first = next(rows, [])
        if len(first) > MOST_COLUMNS:
            return (Problem(1, "", "columns-many", str(len(first))),)
        header = _header(first, shape)
        problems = _problems_of_header(header, shape)
        for line, cells in _numbered(rows) if not problems else ():
            take(_row(line, header, cells))
    except csv.Error as error:
        return (Problem(rows.line_num, "", _code_of(error), str(error)),)
    return problems


def _code_of(error: csv.Error) -> str:
    """The parser says only in words that a cell is longer than it takes."""
    return "cell-long" if "field limit" in str(error) else "file-quotes"


def computes(cell: str) -> bool:
    """Whether a spreadsheet would take this for a formula, also in a table that we give out later (CWE-1236)."""
    return neutralise(cell) != cell


def _header(cells: Sequence[str], shape: Shape) -> list[str]:
    """The names of the columns; one that we leave alone has none."""
    names = [cell.strip().lower() for cell in cells]
    if not shape.others:
        return names
    columns = [shape.words.get(name, name if name in shape.columns else "") for name in names]
    return [name if name not in columns[:number] else "" for number, name in enumerate(columns)]


def _delimiter(text: str, shape: Shape) -> str:
    """Whichever splits the header into most columns that we know."""
    columns = {*shape.columns, *shape.words}
    header = text.partition("\n")[0].lower().replace('"', "")
    return max(",;\t", key=lambda mark: sum(cell.strip() in columns for cell in header.split(mark)))


def _problems_of_header(header: Sequence[str], shape: Shape) -> tuple[Problem, ...]:
    unknown = [
        Problem(1, name[:40], "column-unknown", name[:40])
        for name in header
        if name not in shape.columns and not shape.others
    ]
    twice = [Problem(1, name, "column-twice", name) for name in shape.columns if header.count(name) > 1]
    lacking = [group for group in shape.needed if not set(group) & set(header)]
    return (*unknown, *twice, *(Problem(1, group[0], "column-missing", " / ".join(group)) for group in lacking))


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
    beyond = any(cell.strip() for cell in cells[len(header) :])
    return Row(line, given, (Problem(line, "", "cells-many", str(len(cells))),) if beyond else ())


def _numbered(rows: Any) -> Iterator[tuple[int, list[str]]]:
    """(line on which the row begins, cells) for every row with anything in it."""
    start = rows.line_num + 1
    for cells in rows:
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = rows.line_num + 1
