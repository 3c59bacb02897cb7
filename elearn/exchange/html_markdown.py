"""HTML of other systems as our Markdown: strong, emphasis, code, lists and https links. All else is told by its name.

The library nh3 makes a well-formed piece of HTML of anything first, in time that grows with its length only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from elearn.exchange.quiz_problems import Untaken
from elearn.exchange.quiz_prose import escape_words, guard_lines

MAX_DEPTH = 20
MAX_NESTED = 60
# Told by name, its words kept; and told by name, its content dropped.
WORDS_KEPT = frozenset(
    "blockquote caption dd dl dt h1 h2 h3 h4 h5 h6 sub sup table tbody td tfoot th thead tr".split()  # noqa: SIM905 - readable
)
DROPPED = frozenset(
    "audio button canvas embed form hr iframe input math object select svg textarea video".split()  # noqa: SIM905 - readable
)
SILENT = frozenset(
    "a article b big br center code del div em font i img kbd li ol p pre s samp section small span strong tt u ul var".split()  # noqa: E501, SIM905 - readable
)
# None of these but https and mailto is kept; the others are let through to be told.
SCHEMES = {"https", "http", "mailto", "data", "ftp", "file", "javascript", "vbscript"}
RUN = frozenset({"script", "style"})
PARAGRAPHS = (WORDS_KEPT | {"article", "center", "div", "p", "section"}) - {"sub", "sup"}
LISTS = frozenset({"ul", "ol"})
CODE = frozenset({"code", "tt", "kbd", "samp", "var"})
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}
LINK = re.compile(r"https://[^\s<>()\\@\"]+|mailto:[^\s<>()\\?\"]+@[^\s<>()\\?\"]+")
ANSWER_SIGN = re.compile(r"\(|=|!")
_RUN = re.compile(r"<\s*(script|style)\b", re.IGNORECASE)
# What a parser closes by itself does not count for the depth.
_NESTED = re.compile(r"<(/?)(?!(?:p|li|br|hr|img|tr|td|th|dt|dd|input|option)\b)[a-zA-Z]")

Tell = Callable[[str, str], None]


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)


class _Builder(HTMLParser):
    """The tree of a well-formed piece. What is nested too deep hangs on the deepest element that may be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self.open[min(len(self.open), MAX_DEPTH) - 1].children.append(element)
        if tag not in ("br", "img", "hr", "input", "embed"):
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[min(len(self.open), MAX_DEPTH) - 1].children.append(data)


def html_to_markdown(text: str, tell: Tell) -> str:
    """The Markdown of a piece of HTML. `tell(code, data)` hears of everything that is not kept.

    Raises Untaken for what is nested deeper than any text: parsers need the square of its length for that.
    """
    if "<" not in text and "&" not in text:
        return guard_lines(escape_words(" ".join(text.split())))
    _refuse_depth(text)
    for name in {found[1].lower() for found in _RUN.finditer(text)}:
        tell("html-dropped", name)
    clean = nh3.clean(
        text,
        tags=set(SILENT | WORDS_KEPT | DROPPED),
        clean_content_tags=set(RUN),
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    builder = _Builder()
    builder.feed(clean)
    builder.close()
    return "\n\n".join(_blocks(builder.root, tell))


def _refuse_depth(text: str) -> None:
    depth = 0
    for tag in _NESTED.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_NESTED:
            raise Untaken("html-deep")


def _blocks(element: _Element, tell: Tell) -> Iterator[str]:
    """The blocks of an element; words that stand between blocks are paragraphs."""
    words: list[_Element | str] = []
    for child in element.children:
        if isinstance(child, _Element) and child.tag in PARAGRAPHS | LISTS | {"pre", "li"}:
            yield from _paragraph(words, tell)
            words = []
            yield from _block(child, tell)
        else:
            words.append(child)
    yield from _paragraph(words, tell)


def _block(element: _Element, tell: Tell) -> Iterator[str]:
    if element.tag in LISTS:
        yield _list(element, tell)
    elif element.tag == "pre":
        yield _fenced(_text_of(element))
    else:
        if element.tag in WORDS_KEPT:
            tell("html-words", element.tag)
        yield from _blocks(element, tell)


def _paragraph(words: list[_Element | str], tell: Tell) -> Iterator[str]:
    """Two breaks in a row are how editors write a paragraph; a single one stays a break."""
    for part in re.split(r"\n\s*\n", _inline(words, tell, frozenset()).strip()):
        lines = [line.strip() for line in part.split("\n")]
        if any(lines):
            yield guard_lines("\\\n".join(re.sub(r" {2,}", " ", line) for line in lines))


def _list(element: _Element, tell: Tell) -> str:
    entries = [child for child in element.children if isinstance(child, _Element)]
    lines: list[str] = []
    for number, entry in enumerate(entries, 1):
        # Not the signs that answers have: two lists in a row with one sign are one list.
        sign = "* " if element.tag == "ul" else f"{number}) "
        blocks = list(_blocks(entry, tell)) if entry.tag == "li" else list(_block(entry, tell))
        if not blocks:
            continue
        if ANSWER_SIGN.match(blocks[0]):
            blocks[0] = f"\\{blocks[0]}"
        inner = "\n".join(blocks).split("\n")
        lines.append(sign + inner[0])
        lines += [" " * len(sign) + line if line else "" for line in inner[1:]]
    return "\n".join(lines)


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    lines = text.strip("\n")
    return f"{fence}\n{lines}\n{fence}"


def _text_of(element: _Element) -> str:
    parts = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        else:
            parts.append("\n" if child.tag == "br" else _text_of(child))
    return "".join(parts)


def _inline(children: list[_Element | str], tell: Tell, active: frozenset[str]) -> str:
    line = ""
    for index, child in enumerate(children):
        if isinstance(child, str):
            line += escape_words(re.sub(r"\s+", " ", child))
            continue
        after = children[index + 1] if index + 1 < len(children) else ""
        word = isinstance(after, str) and after[:1].isalnum()
        line += _marked(child, tell, active, line[-1:], word_follows=word)
    return line


def _marked(element: _Element, tell: Tell, active: frozenset[str], before: str, *, word_follows: bool) -> str:
    tag = element.tag
    if tag == "br":
        return "\n"
    if tag == "img":
        tell("picture", html.unescape(element.attributes.get("alt", "")))
        return ""
    if tag in DROPPED:
        tell("html-dropped", tag)
        return ""
    if tag in CODE:
        return _code(_text_of(element))
    if tag in WORDS_KEPT:
        tell("html-words", tag)
    mark = MARKS.get(tag, "")
    inner = _inline(element.children, tell, active | {mark})
    if tag == "a":
        return _link(element.attributes.get("href", ""), inner, tell)
    if not mark or mark in active:
        return inner
    return _stressed(inner, mark, before, word_follows=word_follows)


def _code(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return ""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", words)), default=0) + 1)
    pad = " " if words[0] == "`" or words[-1] == "`" else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _link(address: str, words: str, tell: Tell) -> str:
    if not words.strip():
        return words
    if LINK.fullmatch(address):
        return f"[{words.strip()}]({address})"
    tell("link", address)
    return words


def _stressed(inner: str, mark: str, before: str, *, word_follows: bool) -> str:
    """Spaces, and signs that would keep Markdown from seeing the mark, stand outside of it (CommonMark 6.2)."""
    words = inner.strip()
    start, end = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if word_follows and not end:
        kept = words.rstrip(".,:;!?)")
        words, end = kept, words[len(kept) :]
    if before.isalnum() and not start and words[:1] == "(":
        words, start = words[1:], "("
    if not words:
        return inner
    if before == "*":
        # Two runs of stars would be read as one; underscores need a sign or a space behind them.
        if word_follows:
            return inner
        mark = mark.replace("*", "_")
    return f"{start}{mark}{words}{mark}{end}"
