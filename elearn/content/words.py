"""Counting words, for reading times and for how much of a course is translated."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.token import Token

from elearn.content.bidi import CJK
from elearn.content.document import plain

WORD = re.compile(r"\w+(?:['’.-]\w+)*")
# A reader of Chinese takes about as long for three characters as a reader of English for two words.
CHARACTERS_PER_WORD = 1.5
WORDS_PER_MINUTE = 120


def count_words(text: str) -> int:
    """Words as a reader counts them; for Chinese an equal amount of reading."""
    characters = len(CJK.findall(text))
    others = len(WORD.findall(CJK.sub(" ", text))) if characters else len(WORD.findall(text))
    return others + round(characters / CHARACTERS_PER_WORD)


def count_tokens(tokens: Iterable[Token]) -> int:
    """Words of blocks; code counts as it is read."""
    total = 0
    for token in tokens:
        if token.type == "inline":
            total += count_words(plain(token))
        elif token.type in ("fence", "code_block"):
            total += count_words(token.content)
    return total


def minutes(words: int) -> int:
    """Reading time for somebody who reads in a third language; at least one minute."""
    return max(1, round(words / WORDS_PER_MINUTE))
