"""What must be right in one file of the newsletter, whatever stands in the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.document import inlines, lines_of, plain
from elearn.content.meta import Meta
from elearn.content.source import START, Place, Source
from elearn.content.units import INTRO, Unit
from elearn.content.written_dates import YEARS
from elearn.domain.newsletter import KINDS, LARGEST_LETTER, LETTER_FRAME, kind_of

DATED = re.compile(r"(\d{4})-(\d{2})-[a-z0-9].*")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# `5 May`, `le 5 mai`, `5 de mayo`, `May 5`, `5 مايو`: a number beside a word, either way round.
NUMBERED = re.compile(r"(?<![\d.:])(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,})|([^\W\d_]{3,})\s+(\d{1,2})(?![\d:]|\.\d)")
# The words stand in a letter twice, as text and as HTML, and what is not ASCII takes a third more on its way.
TWICE_ENCODED = 2.75
SHOWN = ("embed", "include", "question", "attachment")


def check_issue(source: Source, meta: Meta, units: Sequence[Unit], findings: Findings) -> None:
    """Reports M001 to M006 of a source file or of a translation."""
    if not source.language:
        _check_day(source, meta, findings)
        _check_interview(source, meta, units, findings)
    for unit in units:
        if unit.key and unit.key != INTRO and not kind_of(unit.key):
            advice = did_you_mean(unit.key, KINDS, f"begin the key with one of {', '.join(KINDS)}")
            findings.at(source, unit.place, "M002", f"`{unit.key}` is no section of a newsletter", advice)
        _check_pictures(source, unit, findings)
        _check_numbers(source, unit, findings)
    _check_length(source, units, findings)


def _check_day(source: Source, meta: Meta, findings: Findings) -> None:
    day, named = meta.text("issued"), DATED.fullmatch(source.slug)
    if not day:
        if "issued" not in meta.places:
            findings.at(source, START, "M001", "`issued` is missing", "add issued: 2026-11-22")
    elif not _is_day(day):
        findings.at(source, meta.place("issued"), "M001", f"`{day}` is no day", "write issued: 2026-11-22")
    elif int(day[:4]) not in YEARS:
        message = f"the year {day[:4]} is too far away to be true"
        findings.at(source, meta.place("issued"), "M001", message, f"write a year from {YEARS[0]} to {YEARS[-1]}")
    elif named is None:
        findings.at(source, START, "M001", "the file name has no month", f"rename it to `{day[:7]}-{source.slug}.md`")
    elif day[:7] != f"{named[1]}-{named[2]}":
        advice = f"rename the file, or write issued: {named[1]}-{named[2]}-…"
        message = f"`issued` is in {day[:7]}, the name of the file says {named[1]}-{named[2]}"
        findings.at(source, meta.place("issued"), "M001", message, advice)


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_interview(source: Source, meta: Meta, units: Sequence[Unit], findings: Findings) -> None:
    told = next((unit for unit in units if kind_of(unit.key) == "interview"), None)
    if told and not meta.text("interviewed"):
        advice = 'add interviewed: "Given Name Family Name" to the front matter'
        findings.at(source, told.place, "M003", "nobody reads whose interview this is", advice)


def _check_pictures(source: Source, unit: Unit, findings: Findings) -> None:
    for token in inlines(unit.tokens):
        for child in token.children or []:
            shown = child.type == "link_open" and child.attrs.get("title") in SHOWN
            if child.type == "image" or shown:
                place = Place(lines_of(token)[0])
                advice = "link to the lesson that has it"
                findings.at(source, place, "M005", "a letter cannot show or hand out this", advice)


def _check_numbers(source: Source, unit: Unit, findings: Findings) -> None:
    said: dict[str, set[int]] = {}
    for token in inlines(unit.tokens):
        for number, word in _numbers(plain(token)):
            said.setdefault(word, set()).add(number)
    for number, word in _numbers(unit.title):
        others = said.get(word, set())
        if others and number not in others:
            told = ", ".join(map(str, sorted(others)))
            message = f"the heading says {number} with `{word}`, the text says {told}"
            findings.at(source, Place(unit.line), "M006", message, "look up which is right and write it in both")


def _numbers(text: str) -> Iterator[tuple[int, str]]:
    for found in NUMBERED.finditer(text):
        yield int(found[1] or found[4]), (found[2] or found[3]).casefold()


def _check_length(source: Source, units: Sequence[Unit], findings: Findings) -> None:
    words = sum(len(plain(token).encode()) for unit in units for token in inlines(unit.tokens))
    size = int(words * TWICE_ENCODED) + LETTER_FRAME
    if size > LARGEST_LETTER:
        message = f"a letter of this issue has about {size // 1000} KB; it may have {LARGEST_LETTER // 1000}"
        findings.at(source, START, "M004", message, "make it shorter, or write a lesson and link to it")
