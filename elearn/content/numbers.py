"""Typed numbers as authors write them: `2011`, `3.5 ± 0.1`, `50 ± 2%`, `10..20`, each with a unit behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from elearn.domain.questions import NumberRange

_NUMBER = r"[-+−]?\d{1,15}(?:\.\d{1,15})?"
# A unit holds no digits: `3 February 2011` is a text, not three of something.
_UNIT = r"(?:\s+(?P<unit>[^\s\d.,±+-][^\d]{0,39})|\s*(?P<sign>[%°]))?"
_TOLERANCE = r"\s*(?:±|\+/?-)\s*"
SINGLE = re.compile(rf"(?P<value>{_NUMBER})(?:{_TOLERANCE}(?P<tolerance>{_NUMBER})(?P<percent>\s*%)?)?{_UNIT}")
RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER}){_UNIT}")
# Digits and separators only, so that no date, version or address is taken for a number.
LIKE_A_NUMBER = re.compile(rf"[-+−]?\d[\d.,'’ \u00a0\u202f]*(?:{_TOLERANCE}[\d.,]+\s*%?)?(?:\s+[^\d\s][^\d]{{0,39}})?")
FIRST_NUMBER = re.compile(r"\S+(?:[ \u00a0]\d\S*)*")


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """`code` is Q008 (cannot be read) or Q009 (tolerance or range make no sense)."""

    code: str
    message: str
    advice: str


def read_number(text: str) -> NumberRange | NumberProblem | None:
    """The range of right answers; a problem when it was meant as a number; None when it is plain text.

    Grouping is never guessed: `1,000` is a problem, because in half of the world's languages it means 1.
    """
    found = RANGE.fullmatch(text)
    if found:
        low, high = _decimal(found["low"]), _decimal(found["high"])
        if low > high:
            return NumberProblem("Q009", "range is upside down", f"write {_plain(high)}..{_plain(low)}")
        return NumberRange(_plain(low), _plain(high), _unit(found))
    found = SINGLE.fullmatch(text)
    if found:
        return _around(found)
    if LIKE_A_NUMBER.fullmatch(text) and text.count(".") < 2:
        number = FIRST_NUMBER.match(text)
        written = number[0] if number else text
        dotted = written.replace(",", ".") if written.count(",") == 1 else re.sub(r"[^\d.]", "", written)
        return NumberProblem("Q008", f"cannot read the number `{written}`", f"decimal point, no spaces: `{dotted}`")
    return None


def _around(found: re.Match[str]) -> NumberRange | NumberProblem:
    value = _decimal(found["value"])
    tolerance = _decimal(found["tolerance"] or "0")
    if found["tolerance"] and tolerance <= 0:
        return NumberProblem("Q009", "tolerance must be positive", f"write {_plain(value)} ± 0.5, or no tolerance")
    if found["percent"]:
        tolerance = abs(value) * tolerance / 100
    return NumberRange(_plain(value - tolerance), _plain(value + tolerance), _unit(found))


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


def _plain(value: Decimal) -> str:
    """Without exponent and without zeros at the end: two spellings of one number are one number."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _unit(found: re.Match[str]) -> str:
    return (found["unit"] or found["sign"] or "").strip()
