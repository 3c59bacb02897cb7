"""What rendered HTML leaves open until a page is put together: its language, words of the interface, gaps.

A section that falls back to another language must still link to pages in the reader's language, so `{{lang}}` stands
in its links; the label of a call-out comes from the interface catalogue, so `{{label:tip}}` stands there; a gap is a
field of the form, a number or a line on paper, so `{{gap:bits}}` stands there; the size of a file is written with the
reader's comma, so `{{size:1200}}` stands there; a recording or a question of a quiz is shown as it is published, so
`{{recording:ip/webinar}}` or `{{question:ip/ip-quiz#bits}}` stands there. Braces of an author are written
`&#123;`, so nobody can forge any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Noncharacters, which no source file can hold: they stand for the braces until everything of the author is escaped.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
LANGUAGE = f"{OPEN}lang{CLOSE}"
GAP = re.compile(r"\{\{gap:([a-z0-9-]+)\}\}")
PLACEHOLDER = re.compile(r"\{\{(lang|label:[a-z]+|size:\d+)\}\}")
RECORDING, QUESTION = "recording", "question"
BLOCK = re.compile(r"\{\{(recording|question):([a-z0-9-]+)/([a-z0-9-]+)(?:#([a-z0-9-]+))?\}\}")


@dataclass(frozen=True, slots=True)
class Block:
    """What is put between two pieces of a text: a recording, or a question of a quiz by its key."""

    kind: str
    course: str
    part: str
    key: str = ""


def label(kind: str) -> str:
    """The place of a call-out's label while rendering."""
    return f"{OPEN}label:{kind}{CLOSE}"


def gap(key: str) -> str:
    """The place of a gap while rendering."""
    return f"{OPEN}gap:{key}{CLOSE}"


def size(count: int) -> str:
    """The place of the size of a file, in bytes, while rendering."""
    return f"{OPEN}size:{count}{CLOSE}"


def block(mark: str) -> str:
    """The place of a block while rendering: `recording:course/id` or `question:course/quiz#key`."""
    return f"{OPEN}{mark}{CLOSE}"


def split_blocks(html: str) -> list[tuple[str, Block | None]]:
    """Finished HTML in pieces, each with the block that follows it; the last one with none."""
    pieces: list[tuple[str, Block | None]] = []
    end = 0
    for found in BLOCK.finditer(html):
        pieces.append((html[end : found.start()], Block(found[1], found[2], found[3], found[4] or "")))
        end = found.end()
    return [*pieces, (html[end:], None)]


def split_gaps(html: str) -> list[tuple[str, str]]:
    """Finished HTML in pieces, each with the key of the gap that follows it; the last one with an empty key."""
    pieces = GAP.split(html)
    return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def settle(html: str) -> str:
    """Escapes every brace of the author, then writes the placeholders."""
    return html.replace("&nbsp;", "\u00a0").replace("{", "&#123;").replace(OPEN, "{{").replace(CLOSE, "}}")


def fill(html: str, *, language: str, labels: Mapping[str, str], sizes: Callable[[int], str] = str) -> str:
    """HTML for a page in `language`; `labels` maps note, tip, important, warning and caution to escaped words.

    `sizes` writes a number of bytes. An unknown label stays empty rather than showing its name.
    """
    if "{{" not in html:
        return html
    return PLACEHOLDER.sub(lambda found: _value(found[1], language, labels, sizes), html)


def _value(name: str, language: str, labels: Mapping[str, str], sizes: Callable[[int], str]) -> str:
    if name.startswith("size:"):
        return sizes(int(name.removeprefix("size:")))
    return language if name == "lang" else labels.get(name.removeprefix("label:"), "")
