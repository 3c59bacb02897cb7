"""`elearn fmt` for one file: characters, answers, ids and keys, by splicing single lines. Nothing is ever re-wrapped.

Formatting what was formatted changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from datetime import date

from elearn.content.bidi import RTL
from elearn.content.diagnostics import Findings
from elearn.content.markers import FENCE, mask_code, spans
from elearn.content.pages import Page, read_page
from elearn.content.slugs import new_key, next_letter, suggested_id
from elearn.content.source import Place, Source, file_type
from elearn.content.units import INTRO, Unit

# `-(x)`, `- ()`, `- [X]text`; a bracket followed by `(` or `[` is a link.
ANSWER = re.compile(r"(\s*[-*+])\s*([(\[])\s*([xX]?)\s*([)\]])(?![(\[:])\s*(.*)")
BRACKETS = {"(": ")", "[": "]"}
PLUS_MINUS = re.compile(r"(\s*[-*+] = \S+?)\s*(?:\+/?-)\s*(?=\d)")
# The left side of a row of a table, up to the bar behind it.
FIRST_CELL = re.compile(r"\s*\|(?:[^|\\]|\\.)*(?=\|)")
NO_KEY = re.compile(r"\s*:?\s*")
CLOSING_SIGNS = re.compile(r"\s+#+\s*$")
LEARNED = ("lesson", "quiz")
# Nothing in a reading for keys depends on the day.
NO_DAY = date(2000, 1, 1)


def format_source(source: Source, *, taken: Container[str] = (), used: Mapping[str, set[str]] | None = None) -> str:
    """The text as it should be. `taken` are ids of other files, `used` the retired and living keys by id.

    A file whose bytes are no UTF-8, or hold characters that mislead, is returned as it is: that needs a human.
    """
    if any(slip.code != "U002" for slip in source.slips):
        return source.text
    lines = unicodedata.normalize("NFC", source.text).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    page = _read(source, lines)
    for number, quoted in page.front.quoted.items():
        lines[number - 1] = quoted
    if file_type(source) == "quiz" or page.type == "quiz":
        _write_answers(lines, page.front.body)
    if not source.language:
        page = _read(source, lines)
        if _add_id(source, page, lines, taken):
            page = _read(source, lines)
        _add_keys(page, lines, (used or {}).get(page.meta.id, set()))
    return "\n".join(lines) + "\n"


def _read(source: Source, lines: list[str]) -> Page:
    text = "\n".join(lines) + "\n"
    return read_page(Source(source.path, text, source.slug, source.language, source.inside), NO_DAY, Findings())


def _write_answers(lines: list[str], first: int) -> None:
    fence = ""
    for index in range(first - 1, len(lines)):
        line = lines[index]
        opening = FENCE.match(line)
        if opening and (not fence or opening[1].startswith(fence)):
            fence = "" if fence else opening[1]
        elif not fence and not line.startswith("    "):
            lines[index] = _answer_line(line)


def _answer_line(line: str) -> str:
    match = ANSWER.fullmatch(line)
    if match and BRACKETS[match[2]] == match[4]:
        sign = f"{match[2]}{match[3].lower() or ' '}{match[4]}"
        return f"{match[1]} {sign} {match[5]}".rstrip()
    return PLUS_MINUS.sub(r"\1 ± ", line)


def _add_id(source: Source, page: Page, lines: list[str], taken: Container[str]) -> bool:
    if not page.front.intact or "id" in page.meta.places:
        return False
    identity = suggested_id(source.inside, source.slug)
    number = 2
    while identity in taken:
        identity = f"{suggested_id(source.inside, source.slug)}-{number}"
        number += 1
    place = page.meta.places.get("type")
    lines.insert(place.line if place else 1, f"id: {identity}")
    return True


def _add_keys(page: Page, lines: list[str], used: set[str]) -> None:
    """From the last line to the first, so that line numbers stay true while lines are added."""
    if not page.front.intact or page.type not in (*LEARNED, "glossary", "course", "newsletter", "media"):
        return
    taken = page.unit_keys() | used
    wanted: list[tuple[int, str, Unit | None]] = []
    for unit in page.units:
        if unit.level == 0:
            wanted += _intro(page, unit)
        elif unit.marker is None:
            key = new_key(unit.title, "pool" if unit.level == 1 else page.type, taken)
            taken.add(key)
            wanted.append((heading_line(unit), key, unit))
    wanted += _answers(page, used)
    _write_gap_keys(page, lines, used)
    rtl = page.meta.text("lang") in RTL
    for number, key, heading in sorted(wanted, key=lambda entry: entry[0], reverse=True):
        if key == INTRO:
            lines.insert(number - 1, f"<!-- #{INTRO} -->")
        elif heading is not None and rtl:
            lines.insert(heading.line - 1, f"<!-- #{key} -->")
        else:
            lines[number - 1] = marked(lines[number - 1], f"<!-- #{key} -->", heading=heading is not None)


def _intro(page: Page, unit: Unit) -> list[tuple[int, str, Unit | None]]:
    if unit.marker or page.type not in ("lesson", "course", "newsletter", "media"):
        return []
    first = next((token.map[0] + 1 for token in unit.tokens if token.map and token.type != "html_block"), 0)
    return [(first, INTRO, None)] if first else []


def heading_line(unit: Unit) -> int:
    """The last line of the heading's words; below it stands the line of dashes, if there is one."""
    return unit.heading.map[1] if unit.heading and unit.heading.map else unit.line


def _answers(page: Page, used: set[str]) -> list[tuple[int, str, Unit | None]]:
    wanted: list[tuple[int, str, Unit | None]] = []
    for question in page.questions():
        taken = {answer.key for answer in question.answers} | _used_in(question.key, used)
        for answer in question.choices():
            if answer.marker is None and (answer.text or answer.beside):
                key = next_letter(taken)
                taken.add(key)
                wanted.append((answer.last_line, key, None))
    return wanted


def _write_gap_keys(page: Page, lines: list[str], used: set[str]) -> None:
    """From the last gap to the first, so that columns stay true while keys are put in."""
    wanted: list[tuple[Place, str]] = []
    for question in page.questions():
        taken = {gap.key for gap in question.gaps} | _used_in(question.key, used)
        for gap in question.gaps:
            if not gap.key:
                key = next_letter(taken)
                taken.add(key)
                wanted.append((gap.place, key))
    for place, key in sorted(wanted, key=lambda entry: (entry[0].line, entry[0].column), reverse=True):
        line, start = lines[place.line - 1], place.column + 1
        inside = NO_KEY.sub("", line[start:], count=1)
        lines[place.line - 1] = f"{line[:start]}{key}: {inside}"


def _used_in(question: str, used: set[str]) -> set[str]:
    return {key.partition(".")[2] for key in used if key.startswith(f"{question}.")}


def marked(line: str, marker: str, *, heading: bool) -> str:
    """The line with its marker; unchanged where the key would not be read (behind an open comment, say)."""
    closing = CLOSING_SIGNS.search(line) if heading and line.lstrip().startswith("#") else None
    words, rest = (line[: closing.start()], closing[0].rstrip()) if closing else (line.rstrip(), "")
    cell = None if heading else FIRST_CELL.match(mask_code(line))
    if cell:
        words, rest = line[: cell.end()].rstrip(), f" {line[cell.end() :].rstrip()}"
    written = f"{words} {marker}{rest}"
    masked = mask_code(written)
    comments = [masked[start:end] for start, end in spans(masked)]
    return written if comments and comments[-1] == marker else line
