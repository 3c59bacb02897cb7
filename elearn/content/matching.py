"""The table of a matching question: a left side with a key and its right side per row; no left side: left over."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from elearn.content.answers import Answer
from elearn.content.diagnostics import Findings
from elearn.content.document import Document, lines_of, plain
from elearn.content.source import Place
from elearn.content.units import PLACEHOLDER

SIGN = "|"
COLUMNS = 2


def read_rows(document: Document, block: Sequence[Token], findings: Findings) -> tuple[list[Token], list[Answer]]:
    """The head of the table and its rows as answers: `tokens` the left side, `beside` the right one.

    Reports Q005, Q006, Q014 and Q015. The key of a row may stand in either cell.
    """
    body = next((index for index, token in enumerate(block) if token.type == "tbody_open"), len(block))
    columns = [token for token in block[:body] if token.type == "inline"]
    if len(columns) != COLUMNS:
        message = f"matching table needs {COLUMNS} columns, has {len(columns)}"
        advice = "what is given on the left, what belongs to it on the right"
        findings.at(document.source, Place(lines_of(block[0])[0]), "Q014", message, advice)
    rows = [_read_row(document, row) for row in _rows(block[body:])]
    _check(document, rows, findings)
    return columns, rows


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        if rows and token.type in ("tr_open", "inline"):
            rows[-1].append(token)
    return rows


def _read_row(document: Document, row: list[Token]) -> Answer:
    line = lines_of(row[0])[0]
    left, right = (*row[1:], *[Token("inline", "", 0)] * COLUMNS)[:COLUMNS]
    raw = document.source.lines[line - 1]
    answer = Answer(SIGN, Place(line, len(raw) - len(raw.lstrip()) + 1), plain(left), last_line=line)
    answer.marker = document.claim([line])
    answer.tokens = _paragraph(left) if answer.text else []
    answer.beside = _paragraph(right) if plain(right) else []
    return answer


def _paragraph(inline: Token) -> list[Token]:
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def _check(document: Document, rows: Sequence[Answer], findings: Findings) -> None:
    lefts: dict[str, int] = {}
    rights: dict[str, int] = {}
    for row in rows:
        line = row.place.line
        left, right = row.text.casefold(), row.beside_text.casefold()
        if not right:
            advice = "write what belongs to the left side; what belongs to nothing goes into a row without a left side"
            findings.at(document.source, row.place, "Q006", "empty right cell", advice)
        if left in lefts:
            notes = [f"same text at line {lefts[left]}"]
            findings.at(document.source, row.place, "Q005", "this left cell repeats another", notes=notes)
        if right in rights:
            notes = [f"same text at line {rights[right]}"]
            message = "two rows have the same right cell: the pairs cannot be told apart"
            advice = "put the left sides into one row, or make the right ones differ"
            findings.at(document.source, row.place, "Q015", message, advice, notes=notes)
        lefts |= {left: line} if left not in ("", PLACEHOLDER, *lefts) else {}
        rights |= {right: line} if right not in ("", PLACEHOLDER, *rights) else {}
