"""The two things that rendered HTML leaves open until a page is put together: its language, and words of the interface.

A section that falls back to another language must still link to pages in the reader's language, so `{{lang}}` stands
in its links; the label of a call-out comes from the interface catalogue, so `{{label:tip}}` stands there. Braces of
an author are written `&#123;`, so nobody can forge either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Noncharacters, which no source file can hold: they stand for the braces until everything of the author is escaped.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
LANGUAGE = f"{OPEN}lang{CLOSE}"
PLACEHOLDER = re.compile(r"\{\{(lang|label:[a-z]+)\}\}")


def label(kind: str) -> str:
    """The place of a call-out's label while rendering."""
    return f"{OPEN}label:{kind}{CLOSE}"


def settle(html: str) -> str:
    """Escapes every brace of the author, then writes the placeholders."""
    return html.replace("&nbsp;", "\u00a0").replace("{", "&#123;").replace(OPEN, "{{").replace(CLOSE, "}}")


def fill(html: str, *, language: str, labels: Mapping[str, str]) -> str:
    """HTML for a page in `language`; `labels` maps note, tip, important, warning and caution to escaped words.

    An unknown label stays empty rather than showing its name.
    """
    if "{{" not in html:
        return html
    return PLACEHOLDER.sub(lambda found: _value(found[1], language, labels), html)


def _value(name: str, language: str, labels: Mapping[str, str]) -> str:
    return language if name == "lang" else labels.get(name.removeprefix("label:"), "")
