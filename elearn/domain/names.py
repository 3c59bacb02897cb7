"""People's names and free text: what is kept, what is taken out silently, what is refused (Unicode §5.21, UAX #9).

Everything that people type and others read passes here once, on the way in. Codes returned by `problem_of_*` name a
sentence in `web/messages.py`.
"""

from __future__ import annotations

import unicodedata

NAME_LIMIT = 200
MARKS_PER_BASE = 4
SORT_KEY_LIMIT = 400

# Embeddings, overrides and isolates: unbalanced ones turn round the text that stands beside a name in a list (UAX #9).
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Two names that differ only in these look the same. ZWJ and ZWNJ stay: Persian and Indic names need them.
INVISIBLE = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
# Letters and symbols by category that are drawn as nothing: a name made of them would be an empty line.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_DROPPED = dict.fromkeys((ord(character) for character in BIDI_CONTROLS | INVISIBLE), None)


def clean_name(text: str) -> str:
    """One line as it is stored and shown: NFC, no bidi controls, at most 4 marks on a letter, single spaces, trimmed.

    Cleaning twice changes nothing. Says nothing about whether the result is a name: see `problem_of_name`.
    """
    return " ".join(_cap_marks(unicodedata.normalize("NFC", text.translate(_DROPPED))).split())


def clean_text(text: str) -> str:
    """The same for text of several lines: line ends become LF, the spaces inside a line stay, the ends are trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cleaned = (_cap_marks(unicodedata.normalize("NFC", line.translate(_DROPPED))).rstrip() for line in lines)
    return "\n".join(cleaned).strip()


def problem_of_name(text: str) -> str | None:
    """The code of what is wrong with a name as it was typed, or None. A line break is refused: nobody's name has one,
    and mail headers end there (RFC 5322 §2.2)."""
    if len(text) > 10 * NAME_LIMIT:
        return "name-long"
    if holds_refused(text, allowed="\t"):
        return "name-unreadable"
    name = clean_name(text)
    if not has_ink(name):
        return "name-missing"
    return "name-long" if len(name) > NAME_LIMIT else None


def problem_of_text(text: str, limit: int) -> str | None:
    """The code of what is wrong with free text of at most `limit` characters, or None. Empty text is no problem."""
    if len(text) > 10 * limit:
        return "text-long"
    if holds_refused(text, allowed="\t\n\r"):
        return "text-unreadable"
    return "text-long" if len(clean_text(text)) > limit else None


def holds_refused(text: str, *, allowed: str = "") -> bool:
    """True for control characters (but those allowed), lone surrogates and noncharacters: no keyboard makes them."""
    return any(
        unicodedata.category(character) in ("Cc", "Cs") or is_noncharacter(character)
        for character in text
        if character not in allowed
    )


def showable(text: str) -> str:
    """Without what no HTML page can hold; lines stay lines."""
    return "".join(character for character in text if not holds_refused(character, allowed="\t\n\r"))


def is_noncharacter(character: str) -> bool:
    """The 66 code points that never will be characters (Unicode Standard §23.7)."""
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def has_ink(text: str) -> bool:
    """True when at least one character is drawn: no space, mark, format character or blank letter."""
    return any(unicodedata.category(character)[0] not in "ZCM" and character not in BLANK for character in text)


def sort_key(name: str) -> str:
    """Text that sorts names alike in every database, whatever its collation: hexadecimal, at most 400 characters.

    Case and marks are ignored (É beside E), scripts follow one another in code order. Equal keys are possible: sort by
    the key, then by the id.
    """
    decomposed = unicodedata.normalize("NFKD", clean_name(name).casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return letters.encode("utf-8", "replace").hex()[:SORT_KEY_LIMIT]


def _cap_marks(text: str) -> str:
    """Drops the fifth and later marks of a letter; joiners in between do not start a new count."""
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "M":
            marks += 1
        elif category != "Cf":
            marks = 0
        if marks <= MARKS_PER_BASE or category == "Cf":
            kept.append(character)
    return "".join(kept)
