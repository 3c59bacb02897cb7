"""The invisible keys: `<!-- #key @hash attribute name=value name="two words" -->` on one line."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from elearn.content.source import Place

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_KEY = 40
HASH = re.compile(r"[0-9a-f]{8}")
MARKER = re.compile(r"\s*#(?![#\s])(\S+)(.*)")
ATTRIBUTE = re.compile(r'([^\s="]+)(?:="([^"]*)"|=(\S*))?')
FENCE = re.compile(r" {0,3}(?:> ?)*(`{3,}|~{3,})")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value` is None for a bare word; `place` is the whole attribute."""

    value: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Marker:
    """A key with its place. `start` and `end` are the columns (from 0) of the comment in its line."""

    key: str
    place: Place
    start: int
    end: int
    hash: str = ""
    hash_place: Place | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    @property
    def line(self) -> int:
        return self.place.line

    def text(self, name: str, default: str = "") -> str:
        """The value of an attribute, or `default`; a bare word has the value of its name."""
        attribute = self.attributes.get(name)
        if attribute is None:
            return default
        return name if attribute.value is None else attribute.value


def is_key(text: str) -> bool:
    """`_intro`, or words of a-z and 0-9 with single hyphens, at most 40 characters."""
    return text == "_intro" or (len(text) <= MAX_KEY and KEY.fullmatch(text) is not None)


def cut_unclosed(lines: Sequence[str], first: int) -> tuple[list[str], list[Place]]:
    """The lines with every comment cut off that is not closed on its line, from line `first` (from 1) on, and where.

    Before Markdown reads them: one open comment would swallow the rest of the file.
    """
    cut, places = list(lines), []
    fence = ""
    for number, line in enumerate(lines[first - 1 :], first):
        opening = FENCE.match(line)
        if opening and (not fence or opening[1].startswith(fence)):
            fence = "" if fence else opening[1]
        elif not fence and "<!--" in line:
            masked = mask_code(line)
            end = max((stop for _, stop in spans(masked)), default=0)
            opened = masked.find("<!--", end)
            if opened >= 0:
                places.append(Place(number, opened + 1, 4))
                cut[number - 1] = line[:opened]
    return cut, places


def read_markers(lines: Sequence[str], first: int, code: Container[int]) -> dict[int, list[Marker]]:
    """Every marker by line, from line `first` (from 1) on. What stands in code, also between backticks, is not read."""
    markers: dict[int, list[Marker]] = {}
    for number, line in enumerate(lines[first - 1 :], first):
        if "<!--" in line and number not in code:
            masked = mask_code(line)
            found = [_read_marker(masked, start, end, number) for start, end in spans(masked)]
            markers[number] = [marker for marker in found if marker]
    return markers


def mask_code(line: str) -> str:
    """The line with code between backticks blanked out, of the same length."""
    return CODE_SPAN.sub(lambda span: "\0" * len(span[0]), line) if "`" in line else line


def spans(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of every comment on a line. By searching, not by a pattern: that would try every open one."""
    end = 0
    while (start := line.find("<!--", end)) >= 0:
        closed = line.find("-->", start + 4)
        if closed < 0:
            return
        end = closed + 3
        yield start, end


def without_comments(text: str) -> str:
    """The text without its comments, line by line."""
    lines = []
    for line in text.split("\n"):
        kept, end = [], 0
        for start, stop in spans(line):
            kept.append(line[end:start])
            end = stop
        lines.append("".join([*kept, line[end:]]))
    return "\n".join(lines)


def _read_marker(line: str, start: int, end: int, number: int) -> Marker | None:
    base = start + 4
    match = MARKER.fullmatch(line[base : end - 3])
    if match is None:
        return None
    attributes: dict[str, Attribute] = {}
    stamp, stamp_place = "", None
    for found in ATTRIBUTE.finditer(match[2]):
        place = Place(number, base + match.start(2) + found.start() + 1, len(found[0]))
        if found[1].startswith("@") and not stamp:
            stamp, stamp_place = found[0][1:], place
        else:
            value = found[3] if found[2] is None else found[2]
            attributes.setdefault(found[1], Attribute(value, place))
    key_place = Place(number, base + match.start(1) + 1, len(match[1]))
    return Marker(match[1], key_place, start, end, stamp, stamp_place, attributes)
