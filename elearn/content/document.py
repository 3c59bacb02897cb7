"""A course file as Markdown tokens with absolute line numbers: CommonMark, tables and strikethrough, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from elearn.content.diagnostics import Findings
from elearn.content.gaps import gap_plugin
from elearn.content.markdown import make_parser
from elearn.content.markers import Marker, cut_unclosed, read_markers, without_comments
from elearn.content.source import Place, Source

HTML_HELP = (
    "use Markdown: **strong**, *emphasis*, `code`, lists, tables, links, pictures, > [!NOTE] call-outs; "
    "a sign meant as text is written \\<"
)
OPENED_TAG = re.compile(r"<[a-zA-Z/!?]")

_MARKDOWN = make_parser()
_QUIZ = make_parser(gap_plugin)


@dataclass(slots=True, eq=False)
class Document:
    """`tokens` are free of HTML; `claimed` holds the places of markers that turned out to belong to something."""

    source: Source
    tokens: list[Token]
    markers: dict[int, list[Marker]]
    claimed: set[Place]

    def claim(self, lines: Iterable[int]) -> Marker | None:
        """The last marker on these lines, which now belongs to the asker."""
        markers = [marker for line in lines for marker in self.markers.get(line, ())]
        if not markers:
            return None
        self.claimed.add(markers[-1].place)
        return markers[-1]

    def unclaimed(self) -> Iterator[Marker]:
        for markers in self.markers.values():
            yield from (marker for marker in markers if marker.place not in self.claimed)


def parse_document(source: Source, first_line: int, findings: Findings, *, quiz: bool = False) -> Document:
    """Tokens of everything from line `first_line` (from 1) on; gaps are read in a `quiz`. Reports S001 and K005."""
    lines, unclosed = cut_unclosed(source.lines, first_line)
    for place in unclosed:
        findings.at(source, place, "K005", "the comment is not closed on this line", "write `-->` at its end")
    tokens = (_QUIZ if quiz else _MARKDOWN).parse("\n".join([""] * (first_line - 1) + lines[first_line - 1 :]))
    code = {line for token in tokens if token.type in ("fence", "code_block") for line in lines_of(token)}
    document = Document(source, [], read_markers(lines, first_line, code), set())
    for token in tokens:
        if token.type == "html_block":
            _refuse_html(source, token, findings)
        elif token.type == "inline" and "<" in token.content:
            _drop_html(source, token, findings)
        document.tokens.append(token)
    return document


def lines_of(token: Token) -> range:
    """The lines of a token, counted from 1; empty where Markdown knows none."""
    return range(token.map[0] + 1, token.map[1] + 1) if token.map else range(0)


def find_in_lines(source: Source, lines: Sequence[int], needle: str, after: Place | None = None) -> Place:
    """Where `needle` stands on these lines, behind `after`; the start of the first line when it can't be found."""
    for line in lines:
        if after and line < after.line:
            continue
        start = after.column if after and line == after.line else 0
        found = source.lines[line - 1].find(needle, start) if line <= len(source.lines) else -1
        if found >= 0:
            return Place(line, found + 1, len(needle))
    return Place(lines[0] if lines else 1)


def _refuse_html(source: Source, token: Token, findings: Findings) -> None:
    rest = without_comments(token.content).strip()
    if not rest:
        return
    first = rest.split("\n", 1)[0]
    place = find_in_lines(source, lines_of(token), first[:40])
    if OPENED_TAG.match(rest):
        findings.at(source, place, "S001", f"HTML is not allowed: {first[:40]}", HTML_HELP)
    else:
        findings.at(
            source,
            place,
            "S001",
            "text on the line of a comment is lost",
            "write it on a line of its own",
        )


def _drop_html(source: Source, token: Token, findings: Findings) -> None:
    children = token.children or []
    if not any(child.type == "html_inline" for child in children):
        return
    for child in children:
        if child.type == "html_inline" and not child.content.startswith("<!--"):
            place = find_in_lines(source, lines_of(token), child.content.split("\n", 1)[0])
            findings.at(source, place, "S001", f"HTML is not allowed: {child.content[:40]}", HTML_HELP)
    token.children = _trim([child for child in children if child.type != "html_inline"])


def _trim(children: list[Token]) -> list[Token]:
    while children and children[-1].type in ("softbreak", "hardbreak"):
        children.pop()
    if children and children[-1].type == "text":
        children[-1].content = children[-1].content.rstrip()
    if children and children[0].type == "text":
        children[0].content = children[0].content.lstrip()
    return children


# What is more than one space, or another one: most texts have nothing to replace.
_SPACES = re.compile(r"[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]")


def plain(token: Token) -> str:
    """The words of an inline token without any mark-up, on one line. A no-break space is the author's: it stays."""
    return _SPACES.sub(" ", _words(token.children or [])).strip(" ")


def _words(children: Iterable[Token]) -> str:
    parts: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline", "gap"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(_words(child.children or []))
    return "".join(parts)


def inlines(tokens: Iterable[Token]) -> Iterator[Token]:
    """The inline tokens among block tokens."""
    return (token for token in tokens if token.type == "inline")


def closing(tokens: Sequence[Token], index: int) -> int:
    """The index of the token that closes the block opened at `index`."""
    level = tokens[index].level
    for end in range(index + 1, len(tokens)):
        if tokens[end].level == level and tokens[end].nesting == -1:
            return end
    return len(tokens) - 1


def blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The outermost blocks, each as its run of tokens."""
    index = 0
    while index < len(tokens):
        end = closing(tokens, index) if tokens[index].nesting == 1 else index
        yield list(tokens[index : end + 1])
        index = end + 1
