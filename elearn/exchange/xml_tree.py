"""XML from outside as a small tree with places: no entities, no document type, a limit to size, depth and number."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, InputSource, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from elearn.exchange.quiz_problems import MAX_TAGS, Refused

MAX_DEPTH = 24
MAX_NODES = 100_000


@dataclass(slots=True)
class Node:
    """An element with its attributes, its own words, and where it begins (lines and columns from 1)."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    words: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, name: str) -> Iterator[Node]:
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        return next(self.all(name), None)

    def said(self, name: str, default: str = "") -> str:
        """The words of the first child of this name, without spaces around."""
        child = self.first(name)
        return child.text.strip() if child else default


class _Tree(ContentHandler):
    """Counts elements, and tags of HTML in their words.

    `skipped` names elements whose words nobody needs, such as files: they would only fill memory."""

    def __init__(self, skipped: frozenset[str]) -> None:
        super().__init__()
        self.skipped = skipped
        self.open = [Node("", {}, 1, 1)]
        self.count = self.tags = 0
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the name is the library's
        self.locator = locator

    def place(self) -> tuple[int, int]:
        if self.locator is None:
            return 1, 1
        return self.locator.getLineNumber() or 1, (self.locator.getColumnNumber() or 0) + 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name is the library's
        self.count += 1
        if len(self.open) > MAX_DEPTH:
            raise Refused("file-depth", str(MAX_DEPTH), *self.place())
        if self.count > MAX_NODES:
            raise Refused("file-nodes", str(MAX_NODES), *self.place())
        node = Node(name, dict(attrs.items()), *self.place())
        self.open[-1].children.append(node)
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the signature is the library's
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open[-1].name in self.skipped:
            return
        self.open[-1].words.append(content)
        self.tags += content.count("<")
        if self.tags > MAX_TAGS:
            raise Refused("file-tags", str(MAX_TAGS), *self.place())


def read_tree(body: bytes, *, skipped: frozenset[str] = frozenset()) -> Node:
    """The root element. Raises Refused with line and column for anything that is not plain, well-formed XML."""
    tree = _Tree(skipped)
    parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(tree)
    source = InputSource()
    source.setByteStream(io.BytesIO(body))
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        raise Refused("file-entities", "", *tree.place()) from error
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        raise Refused("file-xml", error.getMessage(), line, column) from error
    except (LookupError, UnicodeError, ValueError) as error:
        raise Refused("file-xml", str(error), *tree.place()) from error
    return tree.open[0].children[0]
