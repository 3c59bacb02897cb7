"""Moodle's notation for gaps inside a text: `{1:MULTICHOICE:=right~wrong#feedback~%50%half}`."""

from __future__ import annotations

import html
import re
from decimal import Decimal

from elearn.domain.written import Gap, Reply, split_gaps
from elearn.exchange.quiz_judging import FULL, PATTERN, read_decimal, spell_decimal
from elearn.exchange.quiz_problems import MAX_TEXT, Notes, Untaken
from elearn.exchange.quiz_texts import free_places, place

LISTS = frozenset(
    "MULTICHOICE MC MULTICHOICE_V MCV MULTICHOICE_H MCH MULTICHOICE_S MCS MULTICHOICE_VS MCVS MULTICHOICE_HS MCHS".split()  # noqa: E501, SIM905 - readable
)
TYPED = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"})
NUMERIC = frozenset({"NUMERICAL", "NM"})
_OPENING = re.compile(r"\{(\d{0,3}):([A-Z_]{2,20}):")
_CLOSING = re.compile(r"\\.|\}", re.DOTALL)
_PARTS = re.compile(r"(?:\\.|[^~\\])+", re.DOTALL)
_WEIGHT = re.compile(r"(?:=|%(-?\d{1,3}(?:\.\d{1,7})?)%)")
_FEEDBACK = re.compile(r"(?<!\\)#")
_PROTECTED = re.compile(r"\\([~}#/\"])")
_SPECIAL = re.compile(r"[~}#]")


def take_gaps(text: str, notes: Notes, *, is_html: bool) -> tuple[str, list[Gap]]:
    """The text with a sign at the place of each gap, and the gaps. Raises Untaken for a kind that we have not."""
    parts: list[str] = []
    gaps: list[Gap] = []
    text, end = free_places(text), 0
    if len(text) > MAX_TEXT:
        raise Untaken("text-long", str(len(text)))
    for opening in _OPENING.finditer(text):
        if opening.start() < end:
            continue
        closing = next((found.start() for found in _CLOSING.finditer(text, opening.end()) if found[0] == "}"), -1)
        if closing < 0:
            raise Untaken("gap-open", opening[0])
        body = text[opening.end() : closing]
        gaps.append(_gap(opening[2], html.unescape(body) if is_html else body, notes))
        parts += [text[end : opening.start()], place(len(gaps) - 1)]
        end = closing + 1
    return "".join([*parts, text[end:]]), gaps


def _gap(kind: str, body: str, notes: Notes) -> Gap:
    if kind not in LISTS | TYPED | NUMERIC:
        raise Untaken("gap-kind", kind)
    options: list[Reply] = []
    for part in _PARTS.findall(body.strip()):
        weight, text = _weighed(part, notes)
        options.append(Reply(_number(text) if kind in NUMERIC else text, weight >= FULL))
    if kind in LISTS:
        if all(option.right for option in options):
            raise Untaken("choice-single")
        return Gap(tuple(options))
    right = [option.text for option in options if option.right]
    if any(PATTERN.search(text) for text in right):
        raise Untaken("pattern-only", "|".join(right))
    return Gap(tuple(Reply(text.replace("\\*", "*")) for text in right))


def _weighed(part: str, notes: Notes) -> tuple[Decimal, str]:
    found = _WEIGHT.match(part)
    weight = Decimal(0) if found is None else Decimal(found[1]) if found[1] else FULL
    if 0 < weight < FULL:
        notes.add("weights", f"{weight.normalize():f}%")
    words, *feedback = _FEEDBACK.split(part[found.end() :] if found else part, maxsplit=1)
    if "".join(feedback).strip():
        notes.add("gap-feedback")
    return weight, _PROTECTED.sub(r"\1", words).strip()


def _number(text: str) -> str:
    value, _, tolerance = text.partition(":")
    if value == "*":
        return value
    if tolerance and read_decimal(tolerance, 0):
        raise Untaken("gap-number", text)
    return spell_decimal(read_decimal(value, 0))


def with_gaps(text: str) -> str:
    """A text with our gaps as one with Moodle's. Raises Untaken for words that Moodle would take for a gap."""
    parts = split_gaps(text)
    for part in parts:
        found = _OPENING.search(part) if isinstance(part, str) else None
        if found:
            raise Untaken("gap-words", found[0])
    return "".join(_write_gap(part) if isinstance(part, Gap) else part for part in parts)


def _write_gap(gap: Gap) -> str:
    """A list to pick from, or a box to type in."""
    kind = "SHORTANSWER" if gap.typed else "MULTICHOICE"
    return f"{{1:{kind}:{'~'.join(_written(option, typed=gap.typed) for option in gap.options)}}}"


def _written(option: Reply, *, typed: bool) -> str:
    """A star would be a pattern where words are typed; a weight stands before words that begin like one.

    Moodle has no way to write a backslash that protects nothing.
    """
    if "\\" in option.text:
        raise Untaken("gap-backslash", option.text)
    words = _SPECIAL.sub(lambda sign: f"\\{sign[0]}", option.text)
    begins = words.startswith(("=", "%"))
    sign = ("%100%" if option.right else "%0%") if begins else "=" if option.right else ""
    return f"{sign}{words.replace('*', chr(92) + '*') if typed else words}"
