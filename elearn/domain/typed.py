"""Typed answers: what a number in any script means, and when two texts are the same answer.

Never lenient parsing by locale (CLDR reads "1.5" as fifteen in Spanish), never patterns from authors, never guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

LONGEST = 500

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_SEPARATED_DIGITS = re.compile(r"[+-]?[\d.']*\d[\d.']*")
# U+066B and U+060C are the decimal mark and the comma of Arabic keyboards, U+3002 what a Chinese one types for a dot.
_DECIMAL_MARKS = dict.fromkeys(map(ord, ".,\u066b\u060c\u00b7\uff0e\uff0c\u3002"), ".")
_THOUSANDS_MARKS = dict.fromkeys(map(ord, "'\u2019\u02bc\uff07\u066c_"), "'")
_SIGNS = dict.fromkeys(map(ord, "\u2212\u2013\ufe63\uff0d"), "-") | {0xFF0B: "+"}
_PERCENT = dict.fromkeys(map(ord, "\u066a\ufe6a\uff05"), "%")
_MARKS = _DECIMAL_MARKS | _THOUSANDS_MARKS | _SIGNS
# Marks of direction and width that keyboards and copying add and nobody sees.
_UNSEEN = dict.fromkeys(
    (0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_UNSEEN_IN_NUMBERS = _UNSEEN | _PERCENT
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u0060\u00b4\u2032\uff07\ua78c"), "'")
_DASHES = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), " ")
_FOLDED_MARKS = _APOSTROPHES | _DASHES
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "\u0640": ""})
# A colon is no punctuation here: `2001:db8::` and `2001:db8` are two answers.
_FINAL_PUNCTUATION = ".,;!?…\u3002\uff61\u3001\u060c\u061b\u061f\u06d4 "
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


class NumberProblem(StrEnum):
    """Why a typed answer is no number; the page has a sentence for each."""

    SEPARATORS = "number-separators"
    UNREADABLE = "not-a-number"


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """Either the `value` that was read or the `problem` that prevented it."""

    value: Decimal | None
    problem: NumberProblem | None = None


def read_number(text: str, units: Iterable[str] = ()) -> TypedNumber:
    """Digits of every script; one `.`, `,`, `٫` or `·` is the decimal mark wherever it stands; spaces are dropped.

    More than one mark, or a mark between thousands, is refused with SEPARATORS instead of being guessed at:
    `1.234` is one and a bit in one country and a thousand in another. A unit out of `units` may follow.
    """
    if len(text) > LONGEST:
        return TypedNumber(None, NumberProblem.UNREADABLE)
    bare = _without_unit(text.translate(_UNSEEN_IN_NUMBERS).strip(), units).translate(_MARKS)
    plain = _SPACE.sub("", ascii_digits(bare))
    if _NUMBER.fullmatch(plain):
        return TypedNumber(Decimal(plain))
    separated = _SEPARATED_DIGITS.fullmatch(plain)
    return TypedNumber(None, NumberProblem.SEPARATORS if separated else NumberProblem.UNREADABLE)


def ascii_digits(text: str) -> str:
    """The same text with the decimal digits of every script as 0 to 9 (Unicode property Nd, so `²` is left alone)."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _without_unit(text: str, units: Iterable[str]) -> str:
    for unit in units:
        if unit and text[-len(unit) :].casefold() == unit.casefold():
            return text[: -len(unit)]
    return text


@lru_cache(maxsize=2_048)  # the accepted answers of a quiz are folded for everybody who answers it
def fold_text(text: str, *, strict_accents: bool = False) -> str:
    """The form in which typed answers are compared; two answers are the same when their folded forms are equal.

    Folded are case, width and ligatures (NFKC), digits of all scripts, apostrophes, hyphens and dashes (like spaces),
    runs of spaces, punctuation at the end and, unless `strict_accents`, accents and vowel signs above the letters.
    Joiners stay: Persian and Indic words need them.
    """
    folded = text.translate(_FOLDED_MARKS)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold()).translate(_UNSEEN)
    folded = ascii_digits(folded)
    if not strict_accents:
        folded = _without_accents(folded)
    folded = _HAN_GAP.sub("", _SPACE.sub(" ", folded).strip())
    return folded.rstrip(_FINAL_PUNCTUATION) or folded


def _without_accents(text: str) -> str:
    decomposed = "".join(char if char == "й" else unicodedata.normalize("NFD", char) for char in text)
    kept = "".join(char for char in decomposed if not _is_accent(char))
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def _is_accent(char: str) -> bool:
    """Marks above and below Latin, Greek and Cyrillic letters, and Arabic vowel signs; not what makes another letter
    in Devanagari (nukta, 7) or Japanese (voicing, 8). The numbers are Unicode's canonical combining classes."""
    kind = unicodedata.combining(char)
    return 200 <= kind <= 240 or 27 <= kind <= 36
