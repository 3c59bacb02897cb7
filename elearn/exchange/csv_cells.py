"""Comma-separated files for spreadsheets: RFC 4180, UTF-8 with a byte order mark, and no cell that computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

BOM = "\ufeff"
LINES_AT_ONCE = 200
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection). Full-width forms count too: some
# programs fold them first.
FORMULA_STARTS = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def neutralise(text: str) -> str:
    """The text as a cell that shows itself: a leading apostrophe keeps it from being a formula, also after spaces."""
    return f"'{text}" if text.lstrip(" \n\u00a0\u3000")[:1] in FORMULA_STARTS else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """A whole file. Numbers stay numbers; every text that could compute is neutralised."""
    return b"".join(stream_csv(header, rows))


def stream_csv(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[bytes]:
    """The same in pieces, the head alone as the first; no piece is kept."""
    yield BOM.encode() + _lines([header])
    source = iter(rows)
    while some := list(islice(source, LINES_AT_ONCE)):
        yield _lines(some)


def _lines(rows: Iterable[Sequence[str | int]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell if isinstance(cell, int) else neutralise(cell) for cell in row])
    return out.getvalue().encode()
