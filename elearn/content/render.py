"""Markdown tokens to HTML for one language. No HTML of an author gets here (document.py drops it); every word is
escaped; only allowed addresses become links; and an allow-list of elements and attributes has the last word.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import nh3
from markdown_it.token import Token

from elearn.content.alerts import alert_of
from elearn.content.attachments import SIZE
from elearn.content.bidi import RTL, is_latin, isolate, isolate_plain
from elearn.content.document import blocks, closing, plain
from elearn.content.markers import is_key
from elearn.content.mentions import Lexicon
from elearn.content.placeholders import CLOSE, LANGUAGE, OPEN, gap, label, settle, size
from elearn.content.placeholders import block as placed

PAIRS: Mapping[str, str] = {
    "paragraph": "p",
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "td": "td",
    "em": "em",
    "strong": "strong",
    "s": "s",
}
BLOCK_TITLES, FILE_TITLE = ("embed", "include", "question"), "attachment"
_CLEANER = nh3.Cleaner(
    tags={
        *PAIRS.values(),
        *("a", "aside", "b", "bdi", "br", "code", "div", "figure", "h3", "h4", "h5", "h6", "hr", "img", "ol"),
        *("pre", "table", "th"),
    },
    attributes={
        "a": {"class", "download", "href", "lang", "dir"},
        "aside": {"class"},
        "bdi": {"lang", "dir"},
        "code": {"dir"},
        "div": {"class", "tabindex"},
        "img": {"src", "alt", "width", "height", "loading"},
        "ol": {"start"},
        "pre": {"dir"},
        "th": {"scope"},
    },
    url_schemes={"https", "mailto"},
    link_rel=None,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page shows it."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """What a link puts into a page: a block by its `mark`, or a file by `address`, `size` in bytes and `kind` (`PDF`).

    Neither where a shared text follows, which is sections of its own.
    """

    mark: str = ""
    address: str = ""
    size: int = 0
    kind: str = ""


@dataclass(slots=True)
class Rendering:
    """How to render for one file and language.

    `link` gives the address of a link or "" when it was refused, `picture` what to show or None, `insert` what a link
    with such a title puts there, or None. With a lexicon, the first mention of each term of a section becomes a link
    to the definition on the same page; without one, only the explicit links stay, and lead to the glossary.
    """

    language: str
    link: Callable[[str], str]
    picture: Callable[[str], Shown | None]
    insert: Callable[[str, str], Inserted | None]
    lexicon: Lexicon | None = None
    automatic: bool = True
    seen: dict[str, None] = field(default_factory=dict)

    def section(self, tokens: Sequence[Token]) -> tuple[str, tuple[str, ...]]:
        """HTML of blocks, and the keys of the terms it links to, in their order."""
        self.seen = {}
        written = _clean(self._blocks(tokens))
        return written, tuple(self.seen)

    def block(self, tokens: Sequence[Token]) -> str:
        """HTML of blocks."""
        return self.section(tokens)[0]

    def inline(self, token: Token | None) -> str:
        """HTML of one line of text, without a paragraph around it."""
        return _clean(self._inline(token.children or [])) if token else ""

    def short(self, tokens: Sequence[Token]) -> str:
        """A single paragraph as a line of text, everything else as blocks."""
        if len(tokens) == 3 and tokens[0].type == "paragraph_open":
            return self.inline(tokens[1])
        return self.block(tokens)

    def _blocks(self, tokens: Sequence[Token]) -> str:
        return "".join(self._block(block) for block in blocks(tokens))

    def _block(self, block: list[Token]) -> str:
        first = block[0]
        writer = _WRITERS.get(first.type)
        if writer:
            return writer(self, block)
        name = PAIRS.get(first.type.removesuffix("_open"))
        inner = self._blocks(block[1:-1])
        return f"<{name}>{inner}</{name}>" if name and not first.hidden else inner

    def code(self, block: list[Token]) -> str:
        return f"<pre{self._ltr()}><code>{_escape(block[0].content)}</code></pre>"

    def paragraph(self, block: list[Token]) -> str:
        children = block[1].children or []
        inserted = self._block_insert(children) if block[0].level == 0 else None
        if inserted is not None:
            return inserted
        if len(children) == 1 and children[0].type == "image":
            picture = self._image(children[0])
            return f"<figure>{picture}</figure>" if picture else ""
        inner = self._inline(children)
        return inner if block[0].hidden else f"<p>{inner}</p>"

    def _block_insert(self, children: Sequence[Token]) -> str | None:
        """What stands for a paragraph with one titled link in it; None for every other paragraph."""
        first = children[0] if children else None
        if first is None or first.type != "link_open" or first.attrs.get("title") not in BLOCK_TITLES:
            return None
        inserted = self.insert(str(first.attrs.get("href", "")), str(first.attrs["title"]))
        return placed(inserted.mark) if inserted and inserted.mark else ""

    def heading(self, block: list[Token]) -> str:
        level = min(max(int(block[0].tag[1]), 3), 6)
        return f"<h{level}>{self._plain_inline(block[1].children or [])}</h{level}>"

    def ordered_list(self, block: list[Token]) -> str:
        start = block[0].attrs.get("start")
        number = "" if start is None else f' start="{int(start)}"'
        return f"<ol{number}>{self._blocks(block[1:-1])}</ol>"

    def blockquote(self, block: list[Token]) -> str:
        alert = alert_of(block)
        if alert is None or not alert.known:
            return f"<blockquote>{self._blocks(block[1:-1])}</blockquote>"
        classes = "note" if alert.kind == "note" else f"note {alert.kind}"
        return f'<aside class="{classes}"><b>{label(alert.kind)}</b>{self._blocks(alert.tokens)}</aside>'

    def table(self, block: list[Token]) -> str:
        """In a box that scrolls by itself, by finger and by key: long words must not widen the page."""
        return f'<div class="sc" tabindex="0"><table>{self._blocks(block[1:-1])}</table></div>'

    def cell(self, block: list[Token]) -> str:
        inner = self._inline(block[1].children or []) if len(block) > 2 else ""
        return f'<th scope="col">{inner}</th>' if block[0].tag == "th" else f"<td>{inner}</td>"

    def _inline(self, children: Sequence[Token]) -> str:
        parts: list[str] = []
        index = 0
        while index < len(children):
            token = children[index]
            if token.type == "link_open":
                end = closing(children, index)
                parts.append(self._link(token, children[index + 1 : end]))
                index = end + 1
                continue
            parts.append(self._text(token.content) if token.type == "text" else self._leaf(token))
            index += 1
        return "".join(parts)

    def _plain_inline(self, children: Sequence[Token]) -> str:
        """Without looking for terms: in headings and in the text of links."""
        return "".join(
            isolate(_strip(child.content), self.language) if child.type == "text" else self._leaf(child)
            for child in children
            if child.type not in ("link_open", "link_close")
        )

    def _leaf(self, token: Token) -> str:
        if token.type == "code_inline":
            return f"<code{self._ltr()}>{_escape(token.content)}</code>"
        if token.type == "image":
            return self._image(token)
        if token.type == "gap":
            return gap(str(token.meta["key"])) if is_key(token.meta["key"]) else ""
        if token.type == "softbreak":
            return "\n"
        if token.type == "hardbreak":
            return "<br>"
        name = PAIRS.get(token.type.rpartition("_")[0])
        if name is None:
            return ""
        return f"<{name}>" if token.nesting == 1 else f"</{name}>"

    def _text(self, text: str) -> str:
        text = _strip(text)
        if self.lexicon is None or not self.automatic:
            return isolate(text, self.language)
        parts: list[str] = []
        end = 0
        for mention in self.lexicon.mentions(text, self.seen):
            parts.append(isolate(text[end : mention.start], self.language))
            parts.append(self._term(mention.key, text[mention.start : mention.end]))
            end = mention.end
        parts.append(isolate(text[end:], self.language))
        return "".join(parts)

    def _term(self, key: str, text: str, inner: str = "") -> str:
        self.seen[key] = None
        if self.language in RTL and is_latin(text):
            return f'<a class="t" href="#g-{key}" lang="en" dir="ltr">{inner or _escape(text)}</a>'
        return f'<a class="t" href="#g-{key}">{inner or isolate(text, self.language)}</a>'

    def _link(self, token: Token, children: Sequence[Token]) -> str:
        href = str(token.attrs.get("href", ""))
        if token.attrs.get("title") == FILE_TITLE:
            return self._file(href, children)
        inner = self._plain_inline(children)
        if href.startswith("gloss:"):
            return self._gloss(href.removeprefix("gloss:"), children, inner)
        target = self.link(href)
        return f'<a href="{html.escape(target, quote=True)}">{inner}</a>' if target else inner

    def _file(self, href: str, children: Sequence[Token]) -> str:
        """A link to a file to download, with its size as the reader writes numbers."""
        words = self._plain_inline(children)
        inserted = self.insert(href, FILE_TITLE)
        if inserted is None or not inserted.address:
            return words
        told = SIZE.sub(size(inserted.size), words, count=1)
        told = told if told != words else f"{words} ({inserted.kind}, {size(inserted.size)})"
        return f'<a href="/media/{html.escape(inserted.address)}" download="">{told}</a>'

    def _gloss(self, key: str, children: Sequence[Token], inner: str) -> str:
        if not self.link(f"gloss:{key}") or key in self.seen:
            return inner
        if self.lexicon is None:
            return f'<a href="/{LANGUAGE}/glossary#g-{key}">{inner}</a>'
        text = "".join(child.content for child in children)
        latin = self.language in RTL and is_latin(text)
        return self._term(key, text, "" if latin and len(children) == 1 else inner)

    def _image(self, token: Token) -> str:
        shown = self.picture(str(token.attrs.get("src", "")))
        if shown is None:
            return ""
        alt = html.escape(isolate_plain(_strip(plain(token)), self.language), quote=True)
        size = f'width="{shown.width}" height="{shown.height}"'
        return f'<img src="/media/{html.escape(shown.address)}" alt="{alt}" {size} loading="lazy">'

    def _ltr(self) -> str:
        return ' dir="ltr"' if self.language in RTL else ""


# Not bound to one rendering: thousands of these would go round in circles and wait for the collector.
_WRITERS: Mapping[str, Callable[[Rendering, list[Token]], str]] = {
    "paragraph_open": Rendering.paragraph,
    "heading_open": Rendering.heading,
    "ordered_list_open": Rendering.ordered_list,
    "blockquote_open": Rendering.blockquote,
    "table_open": Rendering.table,
    "th_open": Rendering.cell,
    "td_open": Rendering.cell,
    "fence": Rendering.code,
    "code_block": Rendering.code,
    "hr": lambda _, __: "<hr>",
    "html_block": lambda _, __: "",
}


def _strip(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _escape(text: str) -> str:
    return html.escape(_strip(text), quote=True)


def _clean(written: str) -> str:
    return settle(_CLEANER.clean(written))
