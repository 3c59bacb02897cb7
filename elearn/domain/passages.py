"""Pieces of text on their way to a translator's own tool and back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What a translation of a piece is worth: it renders the source of today, an older one, or there is none."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece. `name` is the same for ever: `ip-reading#short:heading`; `print` is of the translated unit when sent.

    Texts are Markdown without keys and marks. `place` is `path:line` of the source, `hint` a line for the translator.
    """

    name: str
    source: str
    target: str = ""
    state: State = State.MISSING
    place: str = ""
    hint: str = ""
    print: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """One piece as it came back; `finished` False when the translator or the tool says that it needs another look."""

    name: str
    source: str
    target: str
    finished: bool = True
    print: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file that came back: the language it says it is in, and its pieces."""

    language: str
    passages: tuple[Returned, ...]


class Unreadable(ValueError):
    """A file that cannot be taken at all. `code` is for the words, `data` and `line` (from 1, 0 unknown) say where."""

    def __init__(self, code: str, data: str = "", line: int = 0) -> None:
        super().__init__(f"{code}: {data}")
        self.code, self.data, self.line = code, data, line
