"""Words in several languages, and the keyed pieces that lessons and recordings are made of.

`Texts` maps a language code to words. A missing language falls back to the source's, per piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]


def pick(texts: Texts, language: str, source: str) -> tuple[str, str]:
    """The words for a reader of `language` and the language they are in: hers, else the source's."""
    if language in texts:
        return texts[language], language
    return texts[source], source


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section in one language: rendered HTML without its heading, and whether its source has changed since.

    `terms` are the glossary keys that the HTML links to, in order; the page keeps the first link to each.
    """

    heading: str
    html: str
    words: int
    stale: bool = False
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a lesson with a key: what is translated, linked to and marked as read. `_intro` has no heading.

    `was` are its former keys: links to them still lead here.
    """

    key: str
    texts: Mapping[str, SectionText]
    facilitator: bool = False
    was: tuple[str, ...] = ()
