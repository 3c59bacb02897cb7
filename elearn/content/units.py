"""The pieces of a file that carry a key: the introduction, sections, pools, questions, terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.diagnostics import Findings
from elearn.content.document import Document, lines_of, plain
from elearn.content.markers import Marker, is_key
from elearn.content.slugs import first_words
from elearn.content.source import Place

INTRO = "_intro"
# What `elearn tr new` writes where words are to be filled in.
PLACEHOLDER = "…"
KEY_HELP = "use a-z, 0-9 and single hyphens, starting with a letter"
UNUSED_HELP = "put it at the end of a heading or an answer, or alone on the line above a ## heading"


@dataclass(slots=True, eq=False)
class Unit:
    """A heading with what follows it. `level` is 0 for the introduction; `place` is the key, or where it belongs."""

    key: str
    level: int
    place: Place
    marker: Marker | None = None
    heading: Token | None = None
    tokens: list[Token] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.heading.map[0] + 1 if self.heading and self.heading.map else self.place.line

    @property
    def title(self) -> str:
        """The heading in plain words; empty for the introduction."""
        return plain(self.heading) if self.heading else ""

    @property
    def hash(self) -> str:
        """The stamp of the source text that a translation says it renders."""
        return self.marker.hash if self.marker else ""

    def is_empty(self) -> bool:
        return not any(token.type in ("inline", "fence", "code_block") for token in self.tokens)


def split_units(
    document: Document, findings: Findings, *, keyless: frozenset[int], introduced: bool = True
) -> list[Unit]:
    """The units in the order of the file. Headings of a level in `keyless` need no key and start nothing.

    Text before the first heading needs the introduction's key where the page has one (`introduced`).

    Reports K001, K002, K003 and K009; a unit whose key cannot be used is left out after its problems are told.
    """
    units: list[Unit] = []
    intro = Unit(INTRO, 0, Place(1))
    current = intro
    tokens = document.tokens
    index = 0
    while index < len(tokens):
        token = tokens[index]
        level = int(token.tag[1]) if token.type == "heading_open" and token.level == 0 else 9
        if level <= 2 and level not in keyless:
            current = _open_unit(document, tokens, index, level, findings)
            units.append(current)
            index += 3
            continue
        current.tokens.append(token)
        index += 1
    _open_intro(document, intro, units, findings if introduced else Findings())
    return _unique(document, units, findings)


def _open_unit(document: Document, tokens: Sequence[Token], index: int, level: int, findings: Findings) -> Unit:
    opening, heading = tokens[index], tokens[index + 1]
    lines = lines_of(opening)
    source = document.source
    marker = document.claim(lines) or _marker_above(document, tokens, index)
    if opening.markup in ("-", "=") and not opening.markup.startswith("#"):
        advice = f"write {'#' * level} in front of a heading, or leave a line empty above the dashes"
        findings.at(source, Place(lines[-1]), "K009", "this line makes a heading of the line above it", advice)
    if marker:
        return Unit(marker.key, level, marker.place, marker, heading)
    line = lines[0]
    place = Place(line, len(source.lines[line - 1]) + 1)
    suggestion = first_words(plain(heading)) or ("question" if level == 2 else "pool")
    advice = f"run `elearn fmt`, or add it yourself: {source.lines[line - 1].rstrip()} <!-- #{suggestion} -->"
    findings.at(source, place, "K001", "heading has no key", advice)
    return Unit("", level, place, None, heading)


def _marker_above(document: Document, tokens: Sequence[Token], index: int) -> Marker | None:
    above = tokens[index - 1] if index else None
    if above is None or above.type != "html_block":
        return None
    return document.claim(lines_of(above))


def _open_intro(document: Document, intro: Unit, units: list[Unit], findings: Findings) -> None:
    """The text before the first heading is the introduction when its marker says so."""
    content = next((token for token in intro.tokens if token.map and token.type != "html_block"), None)
    first = content.map[0] + 1 if content and content.map else 0
    for line, markers in document.markers.items():
        for marker in markers:
            if marker.key == INTRO and (not units or line < units[0].line):
                document.claimed.add(marker.place)
                intro.marker, intro.place = marker, marker.place
    if intro.marker is None and first:
        advice = "run `elearn fmt`, or add it yourself on the line above: <!-- #_intro -->"
        findings.at(document.source, Place(first), "K001", "text before the first heading has no key", advice)
    if first or intro.marker:
        units.insert(0, intro)


def _unique(document: Document, units: list[Unit], findings: Findings) -> list[Unit]:
    kept: dict[str, Unit] = {}
    for unit in units:
        if unit.marker is None:
            continue
        if not is_key(unit.key) or (unit.key == INTRO and unit.level > 0):
            findings.at(document.source, unit.place, "K002", f"`{unit.key}` is not a valid key", KEY_HELP)
        elif unit.key in kept:
            notes = [f"first used at line {kept[unit.key].line}"]
            advice = "every key in a file must be different; learners' answers are stored under it"
            message = f"key `{unit.key}` is already used"
            findings.at(document.source, unit.place, "K003", message, advice, notes=notes)
        else:
            kept[unit.key] = unit
    return units


def report_unclaimed(document: Document, findings: Findings) -> None:
    """Markers that stand at nothing (K011): their text would be lost without a word."""
    for marker in document.unclaimed():
        message = f"key `{marker.key}` stands at nothing that can have one"
        findings.at(document.source, marker.place, "K011", message, UNUSED_HELP)
