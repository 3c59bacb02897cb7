"""GIFT as pieces with places: questions between empty lines, comments, categories, and what a backslash protects."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# Signs with a meaning, which a backslash takes from them; `\n` is a line end.
SPECIAL = "~=#{}:\\"
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_MEANT = re.compile(r"[~=#{}:\\\n]")
_SPACES = " \t\n\r\f\v"
# How many pieces an answer block with empty lines inside may reach over.
REACH = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file, with comments blanked out; `start` is its place in the file. `comment` is what they said."""

    text: str
    start: int
    comment: str = ""

    def part(self, start: int, end: int | None = None) -> Piece:
        """A part of this piece that knows its own place."""
        stop = len(self.text) if end is None else end
        return Piece(self.text[start:stop], self.start + start)

    def stripped(self) -> Piece:
        """A no-break space is the author's: it stays."""
        lead = len(self.text) - len(self.text.lstrip(_SPACES))
        return Piece(self.text.strip(_SPACES), self.start + lead, self.comment)


class Lines:
    """Where a place in a text is, in lines and columns from 1."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, place: int) -> tuple[int, int]:
        line = bisect_right(self.starts, place)
        return line, place - self.starts[line - 1] + 1


def scan_pieces(text: str) -> Iterator[Piece]:
    """Every stretch between empty lines; one whose braces are open goes on to where they close."""
    waiting: list[Piece] = []
    for piece in _stretches(text):
        if waiting:
            closes = next((found[0] for found in _BRACE.finditer(piece.text) if found[0] in "{}"), "")
            if closes != "{" and len(waiting) < REACH:
                waiting.append(piece)
                if closes == "}":
                    yield _joined(waiting, text)
                    waiting = []
                continue
            yield from waiting
            waiting = []
        if _is_open(piece.text):
            waiting = [piece]
        else:
            yield piece
    yield from waiting


def _stretches(text: str) -> Iterator[Piece]:
    lines: list[str] = []
    comments: list[str] = []
    start = place = 0
    for line in text.split("\n"):
        if not line.strip():
            if any(kept.strip() for kept in lines):
                yield Piece("\n".join(lines), start, "\n".join(comments)).stripped()
            lines, comments, start = [], [], place + len(line) + 1
        elif line.lstrip().startswith("//"):
            comments.append(line.strip())
            lines.append(" " * len(line))
        else:
            lines.append(line)
        place += len(line) + 1
    if any(kept.strip() for kept in lines):
        yield Piece("\n".join(lines), start, "\n".join(comments)).stripped()


def _is_open(text: str) -> bool:
    braces = [found[0] for found in _BRACE.finditer(text) if found[0] in "{}"]
    return bool(braces) and braces[-1] == "{"


def _joined(pieces: list[Piece], text: str) -> Piece:
    """One piece of several, with the empty lines between them, so that places stay true."""
    parts: list[str] = []
    end = pieces[0].start
    for piece in pieces:
        parts += [re.sub(r"[^\n]", " ", text[end : piece.start]), piece.text]
        end = piece.start + len(piece.text)
    return Piece("".join(parts), pieces[0].start, "\n".join(piece.comment for piece in pieces if piece.comment))


def find_sign(text: str, signs: str, start: int = 0) -> int:
    """Where the first of these signs stands that no backslash protects; -1 when there is none."""
    pattern = re.compile(rf"\\.|[{re.escape(signs)}]", re.DOTALL)
    for found in pattern.finditer(text, start):
        if found[0][0] != "\\":
            return found.start()
    return -1


def unescape(text: str) -> str:
    """What was meant: `\\=` is `=`, `\\n` a line end; any other backslash stays."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def escape(text: str) -> str:
    """So that `unescape` gives the text back and no sign of it has a meaning."""
    return _MEANT.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)
