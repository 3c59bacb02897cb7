"""Finding terms of the glossary in running text: whole words, the longest first, in the forms the glossary lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from elearn.content.bidi import ARABIC, CJK

# A single letter is never a term.
MIN_FORM = 2
# What must not stand in front of a form, by the script of its first letter.
BEHIND: Mapping[str, str] = {
    "word": "(?<![0-9A-Za-z_\u00c0-\u052f])",
    "arabic": "(?<![\u0590-\u08ff])",
}


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    key: str


class Lexicon:
    """The forms of one language. Letters count: `AS` is not `as`; only a first letter may be small or capital."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        spelled: dict[str, str] = {}
        for form, key in forms.items():
            if len(form) < MIN_FORM:
                continue
            spelled.setdefault(form, key)
            if form[1:] == form[1:].lower():
                spelled.setdefault(form[0].swapcase() + form[1:], key)
        self._by_start: dict[str, list[tuple[str, str]]] = {}
        for form in sorted(spelled, key=len, reverse=True):
            self._by_start.setdefault(form[:2], []).append((form, spelled[form]))
        self._start = _start_pattern(self._by_start)

    def mentions(self, text: str, seen: Container[str] = ()) -> Iterator[Mention]:
        """Every mention from left to right, without overlaps; those of keys in `seen` are left out."""
        position = 0
        while self._start and (found := self._start.search(text, position)):
            mention = self._at(text, found.start())
            if mention is None:
                position = found.start() + 1
            else:
                position = mention.end
                if mention.key not in seen:
                    yield mention

    def _at(self, text: str, start: int) -> Mention | None:
        for form, key in self._by_start.get(text[start : start + 2], ()):
            end = start + len(form)
            if text.startswith(form, start) and not _in_address(text, start, end):
                return Mention(start, end, key)
        return None


def _start_pattern(starts: Iterable[str]) -> re.Pattern[str] | None:
    """Where a form can begin: with one of these letters, and not behind a letter of its own script."""
    scripts: dict[str, set[str]] = {}
    for start in starts:
        scripts.setdefault(_script(start[0]), set()).add(re.escape(start[0]))
    parts = [f"{BEHIND.get(script, '')}[{''.join(sorted(letters))}]" for script, letters in sorted(scripts.items())]
    return re.compile("|".join(parts)) if parts else None


def _in_address(text: str, start: int, end: int) -> bool:
    """True when the form is only a part of a word, or of an address such as `icann.org`."""
    after = text[end : end + 2]
    if after and _joined(text[end - 1], after[0]):
        return True
    if after[:1] in (".", "@", "/") and after[1:].isalnum():
        return True
    return start > 0 and text[start - 1] in ".@/" and start > 1 and text[start - 2].isalnum()


def _joined(left: str, right: str) -> bool:
    """True when two neighbours are letters of one word: scripts that touch (Arabic and Latin) are two words."""
    return _script(left) == _script(right) != "" and _script(left) != "cjk"


def _script(character: str) -> str:
    if character.isascii():
        return "word" if character.isalnum() or character == "_" else ""
    if CJK.match(character):
        return "cjk"
    if ARABIC.match(character):
        return "arabic" if character.isalnum() or unicodedata.category(character) == "Mn" else ""
    return "word" if character.isalnum() or unicodedata.category(character) == "Mn" else ""
