"""Keys made from words, once, when a heading has none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from elearn.content.markers import MAX_KEY

MAX_ID = 64
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def first_words(text: str, count: int = 3) -> str:
    """The first words in a-z and 0-9 with hyphens; empty when the text has none of them (Arabic, Chinese)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:count])[:MAX_KEY].strip("-")


def new_key(text: str, fallback: str, used: Container[str]) -> str:
    """A key that is in nobody's use: from the words, else `fallback`, with a number when taken."""
    base = first_words(text) or fallback
    if base not in used:
        return base
    base = base[: MAX_KEY - 4].rstrip("-")
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def next_letter(used: Container[str]) -> str:
    """`a`, `b`, `c` …, `z`, `a2` …: the first that was never used in this question."""
    number = 1
    while True:
        for letter in LETTERS:
            key = letter if number == 1 else f"{letter}{number}"
            if key not in used:
                return key
        number += 1


def suggested_id(inside: str, slug: str) -> str:
    """An id for a file from its place below the root: `ip/addresses/reading.md` -> `ip-reading`."""
    folders = [first_words(part, count=8) for part in inside.split("/")[:-1]]
    course = folders[0] if folders else ""
    if slug == "course":
        return course or "course"
    if slug == "module":
        return "-".join(part for part in (course, *folders[1:2]) if part) or "module"
    own = first_words(slug, count=8) or "lesson"
    return own if not course or own.startswith(course) else f"{course}-{own}"[:MAX_ID].strip("-")
