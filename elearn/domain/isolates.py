"""Plain text of two directions (UAX #9): there is no `<bdi>` in a letter's text, and none in its subject."""

from __future__ import annotations

from elearn.domain.languages import LANGUAGES

LRI, RLI, FSI, PDI, RLM = "\u2066", "\u2067", "\u2068", "\u2069", "\u200f"


def isolated(text: str, language: str = "") -> str:
    """A name or title that must not turn its sentence round, and that its sentence does not turn round.

    With the code of its language it runs as that does: a title in Arabic may begin with `IPv4`.
    """
    return f"{RLI if is_rtl(language) else FSI}{text}{PDI}"


def as_dialled(text: str) -> str:
    """Numbers and signs from left to right: `+6`."""
    return f"{LRI}{text}{PDI}"


def led(text: str, language: str) -> str:
    """A line or subject of this language, also where it begins with a name in other letters."""
    return f"{RLM}{text}" if is_rtl(language) else text


def is_rtl(language: str) -> bool:
    return language in LANGUAGES and LANGUAGES[language].direction == "rtl"
