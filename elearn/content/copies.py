"""`elearn new --from`: a file again at another place, with an id of its own and whatever hangs on ids put right."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

from elearn.content.diagnostics import Findings
from elearn.content.frontmatter import Fields, FrontMatter, Items, Scalar, read_front_matter
from elearn.content.markers import mask_code, read_markers
from elearn.content.new_files import quoted
from elearn.content.renames import WAS
from elearn.content.source import Place, Source

LINK = re.compile(r"\]\((?!//)([^()\s#:]+)(?=[#)\s])")


@dataclass(frozen=True, slots=True)
class Move:
    """`ids` maps the ids of everything that is copied to the new ones, `places` their files; both below the root.

    `objectives` maps the keys of objectives, which are unique in a course; `known` are all files of the old root."""

    ids: Mapping[str, str]
    places: Mapping[str, str]
    known: Container[str]
    objectives: Mapping[str, str] = field(default_factory=dict)


def copy_file(source: Source, move: Move, *, title: str = "") -> str:
    """The text for the new place. Keys stay: under another id they are others. Former keys (`was`) stay behind."""
    front = read_front_matter(source, Findings())
    lines = list(source.lines)
    splices = [*_front(front, move, title), *_markers(source, front, move), *_links(source, front, move)]
    for place, text in sorted(splices, key=lambda splice: (splice[0].line, splice[0].column), reverse=True):
        line, start = lines[place.line - 1], place.column - 1
        lines[place.line - 1] = f"{line[:start]}{text}{line[start + place.width :]}"
    for number in reversed(_moved(front)):
        del lines[number - 1]
    return "\n".join(lines) + "\n"


def _front(front: FrontMatter, move: Move, title: str) -> Iterator[tuple[Place, str]]:
    values = front.fields.values
    for key in ("id", "translation"):
        node = values.get(key)
        if isinstance(node, Scalar) and node.value in move.ids:
            yield node.place, move.ids[node.value]
    requires = values.get("requires")
    for item in requires.values if isinstance(requires, Items) else ():
        if isinstance(item, Scalar) and item.value in move.ids:
            yield item.place, move.ids[item.value]
    objectives = values.get("objectives")
    for key, place in objectives.keys.items() if isinstance(objectives, Fields) else ():
        yield place, move.objectives.get(key, key)
    named = values.get("title")
    if title and isinstance(named, Scalar):
        yield named.place, quoted(title)


def _moved(front: FrontMatter) -> list[int]:
    """The lines of `moved`: what once was elsewhere was never here."""
    node = front.fields.values.get("moved")
    if not isinstance(node, Fields):
        return []
    first = front.fields.keys["moved"].line
    return list(range(first, max([first, *(place.line for place in node.keys.values())]) + 1))


def _markers(source: Source, front: FrontMatter, move: Move) -> Iterator[tuple[Place, str]]:
    for markers in read_markers(source.lines, front.body, set()).values():
        for marker in markers:
            was, read = marker.attributes.get(WAS), marker.attributes.get("read")
            if was:
                place = was.place
                yield Place(place.line, place.column - 1, place.width + 1), ""
            part, hash_sign, key = (read.value or "").partition("#") if read else ("", "", "")
            if read and part in move.ids:
                yield read.place, f"read={move.ids[part]}{hash_sign}{key}"
            objective = marker.attributes.get("objective")
            if objective and objective.value:
                yield objective.place, f"objective={move.objectives.get(objective.value, objective.value)}"


def _links(source: Source, front: FrontMatter, move: Move) -> Iterator[tuple[Place, str]]:
    """Files beside the old place are reached from the new one; what is copied along is linked where it is now."""
    old = posixpath.dirname(source.inside)
    new = posixpath.dirname(move.places[source.inside])
    for number, line in enumerate(source.lines[front.body - 1 :], front.body):
        for found in LINK.finditer(mask_code(line)) if "](" in line else ():
            target = posixpath.normpath(posixpath.join(old, found[1]))
            if target in move.known:
                written = posixpath.relpath(move.places.get(target, target), new)
                yield Place(number, found.start(1) + 1, len(found[1])), written


def objectives_of(source: Source) -> list[str]:
    """The keys of the objectives that a file sets."""
    node = read_front_matter(source, Findings()).fields.values.get("objectives")
    return list(node.keys) if isinstance(node, Fields) else []
