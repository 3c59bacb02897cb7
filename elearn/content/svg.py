"""SVG drawings that may be served: an allow-list of elements and attributes, and no reference to anything outside.

A drawing is shown with `<img>`, where a browser runs nothing, but its address can also be opened directly; so what
could run or load is refused, not removed (decision 31).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat

ELEMENTS = frozenset(
    "svg title desc style g path circle ellipse rect line polyline polygon text tspan".split()  # noqa: SIM905 - readable
)
ATTRIBUTES = frozenset(
    """
    aria-label class cx cy d direction dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size
    font-style font-weight height id lang letter-spacing opacity points preserveAspectRatio r role rotate rx ry stroke
    stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width text-anchor textLength lengthAdjust
    transform unicode-bidi vector-effect version viewBox width writing-mode x x1 x2 xml:lang xml:space xmlns y y1 y2
    """.split()  # noqa: SIM905 - readable
)
STYLE = re.compile(r"url|import|expression|@font-face|@namespace|\\|<", re.IGNORECASE)
VALUE = re.compile(r"url\s*\(|javascript:|data:|\\", re.IGNORECASE)
MAX_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Drawing:
    """Width and height in CSS pixels, from the viewBox; `problem` is empty when the file may be served."""

    width: int = 0
    height: int = 0
    problem: str = ""
    line: int = 1
    column: int = 1


class _RefusedError(Exception):
    """`line` and `column` are where the parser stood: it moves on before anybody can ask."""

    def __init__(self, message: str, parser: expat.XMLParserType) -> None:
        super().__init__(message)
        self.line, self.column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1


class _Reader:
    def __init__(self) -> None:
        self.size = (0, 0)
        self.depth = 0
        self.in_style = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if name not in ELEMENTS or (self.depth == 1) != (name == "svg"):
            raise _RefusedError(f"`<{name}>` is not allowed in a drawing", self.parser)
        if self.depth > MAX_DEPTH:
            raise _RefusedError(f"elements are nested deeper than {MAX_DEPTH} levels", self.parser)
        for key, value in attributes.items():
            if key not in ATTRIBUTES:
                raise _RefusedError(f"`{key}=` is not allowed in a drawing", self.parser)
            if VALUE.search(value):
                raise _RefusedError(f"`{key}=` refers to something outside the drawing", self.parser)
        if self.depth == 1:
            self.size = _size(attributes)
        self.in_style += name == "style"

    def end(self, name: str) -> None:
        self.depth -= 1
        self.in_style -= name == "style"

    def text(self, data: str) -> None:
        if self.in_style and STYLE.search(data):
            raise _RefusedError("`<style>` refers to something outside the drawing", self.parser)

    def doctype(self, *_: object) -> None:
        raise _RefusedError("`<!DOCTYPE>` is not allowed in a drawing", self.parser)

    def instruction(self, *_: object) -> None:
        raise _RefusedError("`<?…?>` is not allowed in a drawing", self.parser)


def read_drawing(data: bytes) -> Drawing:
    """Size of a drawing, or the first problem with its place. Never raises, expands no entity, loads nothing."""
    reader = _Reader()
    # Without this, an address split over two chunks of text would not be seen as one.
    reader.parser.buffer_text = True
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
    except _RefusedError as refused:
        return Drawing(problem=str(refused), line=refused.line, column=refused.column)
    except (expat.ExpatError, ValueError) as error:
        message = expat.errors.messages.get(getattr(error, "code", 0), "it cannot be read")
        line, column = getattr(error, "lineno", 1), getattr(error, "offset", 0) + 1
        return Drawing(problem=f"the drawing is no XML: {message}", line=line, column=column)
    if not all(reader.size):
        return Drawing(problem='the drawing has no viewBox="0 0 width height"')
    return Drawing(*reader.size)


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    numbers = re.fullmatch(
        r"\s*(-?[\d.]+)[\s,]+(-?[\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)\s*", attributes.get("viewBox", "")
    )
    if numbers is None:
        return 0, 0
    try:
        return min(round(float(numbers[3])), 10_000), min(round(float(numbers[4])), 10_000)
    except ValueError:
        return 0, 0
