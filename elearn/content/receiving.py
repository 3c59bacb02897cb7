"""What comes back from a translator's own tool, put into the files unit by unit.

A unit is taken whole or not at all. Whatever happens, keys, answers and all other units stay as they are: each change
is read again before it counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from elearn.content.diagnostics import Findings
from elearn.content.library import Library, join_file
from elearn.content.pages import Page
from elearn.content.piece_writing import splice, write_front, write_unit
from elearn.content.pieces import GUIDE, Pieces, ends_of, pieces_of, starts_of
from elearn.content.renames import former_of
from elearn.content.sending import is_optional, print_of, source_pieces, split_name
from elearn.content.source import read_source
from elearn.content.stamps import SOURCE_KEY, stamp
from elearn.content.translation import FRONT, Joined
from elearn.domain.passages import Returned


class Result(StrEnum):
    """What became of a unit."""

    WRITTEN = "written"
    STAMPED = "stamped"
    SAME = "same"
    UNFINISHED = "unfinished"
    SOURCE_CHANGED = "source-changed"
    TRANSLATION_CHANGED = "translation-changed"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`unit` is `part#key`, or the part alone for its front matter; `why` says what is wrong with a refused one."""

    unit: str
    result: Result
    why: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A translation as it is after the import: `text` is what to write. `beside` is a file of the same folder."""

    path: str
    beside: str
    text: str
    changed: bool
    outcomes: tuple[Outcome, ...]


def receive(library: Library, language: str, returned: Iterable[Returned], today: date) -> list[Received]:
    """Every file that these pieces belong to, in the order of the courses. Writes nothing itself."""
    parts: dict[str, dict[str, dict[str, Returned]]] = {}
    for one in returned:
        part, key, piece = split_name(one.name)
        parts.setdefault(part, {}).setdefault(key, {})[piece] = one
    pages = {page.name: page for page in library.pages.values()}
    received = [
        _File(library, page, language, today).receive(parts.pop(name)) for name, page in pages.items() if name in parts
    ]
    lost = tuple(Outcome(_unit_name(part, key), Result.UNKNOWN) for part, units in parts.items() for key in units)
    return [*received, Received("", "", "", changed=False, outcomes=lost)] if lost else received


def _unit_name(part: str, key: str) -> str:
    return f"{part}#{key}" if key else part


@dataclass(slots=True)
class _Version:
    """A translation while units are put into it: its pieces, its errors, and what is out of date."""

    page: Page
    joined: Joined | None
    pieces: dict[str, Pieces]
    errors: frozenset[tuple[str, str]]


@dataclass(slots=True)
class _File:
    library: Library
    source: Page
    language: str
    today: date
    outcomes: list[Outcome] = field(default_factory=list)

    def receive(self, units: Mapping[str, Mapping[str, Returned]]) -> Received:
        joined = self.library.joined.get(self.source.source.inside, {}).get(self.language)
        beside = joined.page.source.path if joined else self.source.source.path
        path = beside if joined else f"{beside.removesuffix('.md')}.{self.language}.md"
        before = joined.page.source.text if joined else ""
        version = self._read(before or f"---\ntranslation: {self.source.meta.id}\nstatus: draft\n---\n", path)
        renamed = former_of(self.source)
        found = {renamed.get(key, key): sent for key, sent in units.items()}
        why = self._closed(joined, version)
        for key in found if why else ():
            self._tell(key, Result.REFUSED, why)
        wanted = source_pieces(self.source)
        for key in [] if why else [*wanted, *(key for key in found if key not in wanted)]:
            if key in found:
                version = self._unit(version, key, found[key], wanted.get(key))
        changed = any(outcome.result in (Result.WRITTEN, Result.STAMPED) for outcome in self.outcomes)
        return Received(path, beside, version.page.source.text, changed, tuple(self.outcomes))

    def _closed(self, joined: Joined | None, version: _Version) -> str:
        """Why nothing at all may be put into this file; empty when it may."""
        if version.joined is None:
            return f"the course is written in `{self.language}`: change the source file instead"
        damaged = joined and any(slip.code != "U002" for slip in joined.page.source.slips)
        return "the file has characters to mend first: run `elearn check` on it" if damaged else ""

    def _read(self, text: str, path: str) -> _Version:
        now = self.source.source
        inside = f"{now.inside.removesuffix('.md')}.{self.language}.md"
        source = read_source(path, text.encode(), slug=now.slug, language=self.language, inside=inside)
        own = Findings()
        joined = join_file(self.library, self.source, source, self.today, own)
        errors = frozenset((error.code, error.message) for error in own.errors())
        page = joined.page if joined else self.source
        return _Version(page, joined, pieces_of(page) if joined else {}, errors)

    def _unit(self, version: _Version, key: str, sent: Mapping[str, Returned], source: Pieces | None) -> _Version:
        present = version.pieces.get(key, {})
        merged = {**present, **{piece: _clean(one.target) for piece, one in sent.items() if _clean(one.target)}}
        result = _judge(source, sent, present, merged)
        if result is None:
            return self._put(version, key, merged)
        if result is Result.SAME and version.joined and key in version.joined.stale and _confirmed(present, sent):
            stamped = self._stamped(version, key)
            self._tell(key, Result.STAMPED)
            return stamped
        self._tell(key, result)
        return version

    def _tell(self, key: str, result: Result, why: str = "") -> None:
        self.outcomes.append(Outcome(_unit_name(self.source.name, key), result, why))

    def _stamped(self, version: _Version, key: str) -> _Version:
        page = version.page
        return self._read(stamp(self.source, page, [key or SOURCE_KEY]), page.source.path)

    def _put(self, version: _Version, key: str, pieces: Pieces) -> _Version:
        lines = write_front(version.page, pieces) if key == FRONT else self._with_unit(version.page, key, pieces)
        after = self._read("\n".join(lines) + "\n", version.page.source.path)
        why = _why_not(version, after, key, pieces)
        if why:
            self._tell(key, Result.REFUSED, why)
            return version
        self._tell(key, Result.WRITTEN)
        return self._stamped(after, key)

    def _with_unit(self, page: Page, key: str, pieces: Pieces) -> list[str]:
        unit = self.source.unit(key)
        written = write_unit(self.source, unit, pieces, self.language) if unit else []
        lines, starts, ends = page.source.lines, starts_of(page), ends_of(page)
        index = next((number for number, one in enumerate(page.units) if one.key == key), None)
        if index is not None:
            return splice(lines, _with_guide(lines, starts[index]), ends[index], written)
        known = {one.key: end for one, end in zip(page.units, ends, strict=True)}
        order = [one.key for one in self.source.units]
        before = [known[other] for other in order[: order.index(key)] if other in known]
        place = (before[-1] if before else page.front.body - 1) + 1
        return splice(lines, place, place - 1, written)


def _with_guide(lines: Sequence[str], start: int) -> int:
    """Where a unit begins together with the source text that `elearn tr new` put above it."""
    first = start
    while first > 1 and (GUIDE.fullmatch(lines[first - 2]) or not lines[first - 2].strip()):
        first -= 1
    while first < start and not lines[first - 1].strip():
        first += 1
    return first


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()


def _judge(source: Pieces | None, sent: Mapping[str, Returned], present: Pieces, merged: Pieces) -> Result | None:
    """Why a unit is left alone; None when it is to be written."""
    if source is None:
        return Result.UNKNOWN
    if source.keys() != sent.keys() or not all(_alike(source[piece], one.source) for piece, one in sent.items()):
        return Result.SOURCE_CHANGED
    if not all(one.finished for one in sent.values() if one.target):
        return Result.UNFINISHED
    if merged == present:
        return Result.SAME
    if not all(piece in merged for piece in source if not is_optional(piece)):
        return Result.UNFINISHED
    prints = {one.print for one in sent.values()} - {""}
    return Result.TRANSLATION_CHANGED if present and prints and prints != {print_of(present)} else None


def _confirmed(present: Pieces, sent: Mapping[str, Returned]) -> bool:
    """Whether all that is there came back: a tool that sends nothing has not said that it is right."""
    return all(one.target and one.finished for piece, one in sent.items() if piece in present)


def _alike(one: str, other: str) -> bool:
    """White space is the tool's: it may have wrapped lines."""
    return one.split() == _clean(other).split()


def _why_not(before: _Version, after: _Version, key: str, pieces: Pieces) -> str:
    """What a change would destroy or break; empty when nothing."""
    slip = next((slip for slip in after.page.source.slips if slip.code != "U002"), None)
    if slip:
        return slip.message
    new = sorted(after.errors - before.errors)
    if new:
        return new[0][1]
    if {name: text.split() for name, text in after.pieces.get(key, {}).items()} != {
        name: text.split() for name, text in pieces.items()
    }:
        return "a line of it reads as a heading, an answer or a key"
    others = [{name: unit for name, unit in version.pieces.items() if name != key} for version in (before, after)]
    return "" if others[0] == others[1] else "it would change another part of the file"
