"""What goes to a translator's own tool: every piece of the source files, with the translation that there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from elearn.content.hashes import text_hash
from elearn.content.library import Library
from elearn.content.numbers import read_number
from elearn.content.pages import Page
from elearn.content.pieces import EXPLANATION, FEEDBACK, FORMS, OBJECTIVE, SUMMARY, TYPED, Pieces, pieces_of
from elearn.content.translation import Joined
from elearn.domain.passages import Passage, State

HINTS: Mapping[str, str] = {
    FORMS: "The forms under which texts say this term, separated by commas: write those of your language.",
    TYPED: "Answers that people type: = counts as right, ! is known to be wrong. Write those of your language.",
}


def name_of(part: str, key: str, piece: str) -> str:
    """`ip-reading#short:heading`; of the front matter `ip-reading:title`."""
    return f"{part}#{key}:{piece}" if key else f"{part}:{piece}"


def split_name(name: str) -> tuple[str, str, str]:
    """Part, key and piece of a name; empty strings for what it does not have."""
    unit, _, piece = name.partition(":")
    part, _, key = unit.partition("#")
    return part, key, piece


def print_of(pieces: Pieces) -> str:
    """8 hex over what a translation of a unit says: to see whether somebody has changed it meanwhile."""
    return text_hash(f"{name}\n{text}" for name, text in sorted(pieces.items()))


def is_optional(piece: str) -> bool:
    """Pieces without which a unit can be shown."""
    return piece in (SUMMARY, EXPLANATION, FORMS, TYPED) or piece.endswith(FEEDBACK) or piece.startswith(OBJECTIVE)


def source_pieces(page: Page) -> dict[str, Pieces]:
    """What of a source file is sent. Numbers and true or false are answers that come from the source alone."""
    units = pieces_of(page)
    for pieces in units.values():
        if TYPED in pieces and not _has_words(pieces[TYPED]):
            del pieces[TYPED]
    return units


def _has_words(typed: str) -> bool:
    lines = [line for line in typed.split("\n") if line.strip()]
    answer = lines[0].partition("=")[2].strip()
    plain = answer.lower() in ("true", "false") or read_number(answer) is not None
    return len(lines) > 1 or not plain


def list_passages(library: Library, page: Page, language: str) -> Iterator[Passage]:
    """The pieces of a source file in its order, with the translation into a language as far as there is one."""
    joined = library.joined.get(page.source.inside, {}).get(language)
    targets = pieces_of(joined.page) if joined else {}
    for key, pieces in source_pieces(page).items():
        target = targets.get(key, {})
        unit = page.unit(key) if key else None
        place = f"{page.source.path}:{unit.line if unit else 1}"
        for piece, text in pieces.items():
            state = _state(joined, key) if piece in target else State.MISSING
            hint = HINTS.get(piece, "")
            name = name_of(page.name, key, piece)
            yield Passage(name, text, target.get(piece, ""), state, place, hint, print_of(target))


def _state(joined: Joined | None, key: str) -> State:
    """What cannot be shown needs another look as well."""
    if joined is None:
        return State.MISSING
    return State.CURRENT if key in joined.usable and key not in joined.stale else State.STALE
