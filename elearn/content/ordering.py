"""The numbered list of an ordering question: its lines stand in the right order."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from elearn.content.alerts import unquoted
from elearn.content.answers import Answer
from elearn.content.diagnostics import Findings
from elearn.content.document import Document, blocks, lines_of, plain
from elearn.content.source import Place
from elearn.content.units import PLACEHOLDER

SIGN = "1."


def read_lines(document: Document, block: Sequence[Token], findings: Findings) -> list[Answer]:
    """The lines as answers, in the right order whatever their numbers are. Reports Q005 and Q006."""
    items = [item for item in blocks(block[1:-1]) if item[0].type == "list_item_open"]
    lines = [_read_line(document, item) for item in items]
    seen: dict[str, int] = {}
    for line in lines:
        text = line.text.casefold()
        if not text:
            findings.at(document.source, line.place, "Q006", "empty line", "write what is done, or delete the line")
        elif text in seen:
            notes = [f"same text at line {seen[text]}"]
            findings.at(document.source, line.place, "Q005", "this line repeats another", notes=notes)
        if text != PLACEHOLDER:
            seen.setdefault(text, line.place.line)
    return lines


def _read_line(document: Document, item: list[Token]) -> Answer:
    inner = [block for block in blocks(item[1:-1]) if block[0].type != "html_block"]
    words = [token for block in inner if block[0].type != "blockquote_open" for token in block]
    first = next((token for token in words if token.type == "inline"), None)
    written = list(lines_of(first)) if first else list(lines_of(item[0])[:1])
    raw = document.source.lines[written[0] - 1]
    answer = Answer(SIGN, Place(written[0], len(raw) - len(raw.lstrip()) + 1, 2), "", last_line=written[-1])
    answer.marker = document.claim(written)
    answer.tokens = words
    answer.feedback = [token for block in inner if block[0].type == "blockquote_open" for token in unquoted(block)]
    answer.text = " ".join(plain(token) for token in words if token.type == "inline").strip()
    return answer
