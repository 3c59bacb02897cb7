"""Writing into a translation which source text it renders: `@hash` behind the keys, `source:` in the front matter."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from elearn.content.markers import Marker
from elearn.content.pages import Page
from elearn.content.translation import FRONT, source_hashes
from elearn.content.units import PLACEHOLDER

SOURCE_KEY = "source"


def stamp_of(page: Page, key: str) -> str:
    """The stamp that a translation has for a unit, or for its front matter; empty where it has none."""
    if key == FRONT:
        return page.meta.text(SOURCE_KEY)
    unit = page.unit(key)
    return unit.hash if unit else ""


def stampable(source: Page) -> set[str]:
    """The names that `elearn tr accept FILE NAME…` understands for a file."""
    return (source.unit_keys() - {""}) | {SOURCE_KEY}


def stamp(source: Page, page: Page, keys: Collection[str] = ()) -> str:
    """The translation with the stamps of the source as it is now, for these keys or for all.

    What is still to be filled in gets none. Only the lines of the stamps change.
    """
    hashes = source_hashes(source)
    lines = list(page.source.lines)
    for unit in page.units:
        marker = unit.marker
        wanted = marker and unit.key in hashes and (not keys or unit.key in keys)
        if marker and wanted and unit.title != PLACEHOLDER:
            lines[marker.line - 1] = _stamped(lines[marker.line - 1], marker, unit.key, hashes[unit.key])
    if (not keys or SOURCE_KEY in keys) and page.meta.text("title", PLACEHOLDER) != PLACEHOLDER:
        _stamp_front(page, lines, hashes)
    return "\n".join(lines) + "\n"


def _stamped(line: str, marker: Marker, key: str, digest: str) -> str:
    """The line with the stamp; a key that the source has renamed is written as it is now."""
    start, end = marker.place.column - 1, marker.place.column - 1 + marker.place.width
    if marker.hash_place is None:
        return f"{line[:start]}{key} @{digest}{line[end:]}"
    old = marker.hash_place.column - 1
    return f"{line[:start]}{key}{line[end:old]}@{digest}{line[old + marker.hash_place.width :]}"


def _stamp_front(page: Page, lines: list[str], hashes: Mapping[str, str]) -> None:
    written = f'{SOURCE_KEY}: "{hashes[FRONT]}"'
    place = page.meta.places.get(SOURCE_KEY)
    if place:
        lines[place.line - 1] = written
        return
    after = page.meta.places.get("translation")
    if after:
        lines.insert(after.line, written)
