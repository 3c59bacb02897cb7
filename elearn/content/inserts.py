"""Links that put something into a page: a recording, a file to download, a text that several lessons share, a question.

On GitHub each of them is an ordinary link; here the title behind the address says what becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.attachments import DOCUMENTS, Depot
from elearn.content.diagnostics import did_you_mean
from elearn.content.document import blocks, lines_of
from elearn.content.links import Atlas, Link, missing, refuse, target_of
from elearn.content.pages import Page
from elearn.content.placeholders import QUESTION, RECORDING
from elearn.content.quiz import QuestionDraft
from elearn.content.render import BLOCK_TITLES, FILE_TITLE
from elearn.content.source import SHARED
from elearn.content.units import Unit

# Those of BLOCK_TITLES stand in a paragraph of their own.
EMBED, INCLUDE, ASKED = BLOCK_TITLES
KINDS = (*BLOCK_TITLES, FILE_TITLE)
HOSTS = ("lesson", "media")
# The longest key of a section that is stored: an included one carries the name of its file in front of its own.
MAX_KEY = 64


@dataclass(frozen=True, slots=True)
class Include:
    """A paragraph that stands for a shared text: in which unit, the place of the text below the root, on which line."""

    unit: Unit
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Insertable:
    """All that a page depends on when a link puts another source file into it; its text is read elsewhere.

    `asked` says of every question of a quiz by its key whether there is something to check an answer with, `includes`
    are the places of the shared texts that a lesson includes.
    """

    type: str
    slug: str
    asked: Mapping[str, bool]
    includes: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Inserts:
    """What such a link leads to. `pages` are the source files by their place below the root."""

    atlas: Atlas
    depot: Depot
    pages: Mapping[str, Insertable] = field(default_factory=dict)

    def link(self, page: Page, href: str, kind: str, language: str) -> Link:
        """The target of a link with one of the titles in KINDS, for readers of a language."""
        target = target_of(page, href.partition("#")[0])
        if page.type not in HOSTS:
            return refuse("L008", f"{kind} links are for lessons", "write an ordinary link here")
        if not target:
            return refuse("L006", f"path leaves `{page.source.root}`", "copy the file to media/ beside the lesson")
        if kind == FILE_TITLE:
            return self._attachment(target, href, language)
        if kind == INCLUDE:
            return self._include(page, target, href)
        published = self.atlas.published.get(target)
        other = self.pages.get(target)
        if published is None or other is None:
            return (
                self.atlas.link(page, href) if target in self.atlas.known else missing(href, target, self.atlas.known)
            )
        if kind == EMBED:
            return self._embed(other, published.address)
        return self._question(other, published.address, href.partition("#")[2])

    def _embed(self, other: Insertable, address: str) -> Link:
        if other.type != "media":
            return refuse("L008", "only a recording can be embedded", "write an ordinary link, without the title")
        return Link(mark=f"{RECORDING}:{address.removeprefix('/c/')}")

    def _question(self, other: Insertable, address: str, key: str) -> Link:
        if key not in other.asked:
            advice = did_you_mean(key, other.asked, "write file.md#key with the key of a question of that quiz")
            return refuse("L002", f"no question `#{key}` in {other.slug}.md", advice)
        if not other.asked[key]:
            advice = "write an explanation below it to compare with, or ask it as a sentence of the lesson"
            return refuse("L008", f"`{key}` is open: there is nothing to check an answer with", advice)
        return Link(mark=f"{QUESTION}:{address.removeprefix('/c/')}#{key}")

    def _attachment(self, target: str, href: str, language: str) -> Link:
        if target not in self.depot.files:
            if target in self.atlas.known:
                advice = f"possible are {', '.join(DOCUMENTS)}"
                return refuse("S005", f"`{href}` is no file that can be given out", advice)
            return missing(href, target, self.atlas.known)
        return Link(file=self.depot.find(target, language))

    def _include(self, page: Page, target: str, href: str) -> Link:
        other = self.pages.get(target)
        if target == page.source.inside or self._comes_back(page.source.inside, target):
            return refuse("L005", "include goes round in a circle", "leave one of the two includes out")
        if page.source.inside.startswith(SHARED):
            return refuse("L008", "an included text includes nothing itself", "include both texts in the lesson")
        if page.type != "lesson":
            return refuse("L008", "only a lesson can include a text", "write an ordinary link here")
        if other is None:
            return missing(href, target, self.atlas.known)
        if not target.startswith(SHARED):
            return refuse("L008", f"only texts in `{SHARED}` can be included", f"move it there, or link to `{href}`")
        return Link(include=target)

    def _comes_back(self, start: str, target: str) -> bool:
        """Whether a chain of includes leads from `target` to `start`."""
        seen: set[str] = set()
        waiting = [target]
        while waiting:
            place = waiting.pop()
            if place in self.pages and place not in seen:
                seen.add(place)
                waiting += self.pages[place].includes
        return any(start in self.pages[place].includes for place in seen)


def insertable_of(page: Page, includes: Sequence[Include]) -> Insertable:
    """What others need to know of a source file with these includes."""
    asked = {question.key: bool(question.explanation) or not _is_open(question) for question in page.questions()}
    return Insertable(page.type, page.source.slug, asked, tuple(include.target for include in includes))


def includes_of(page: Page) -> Iterator[Include]:
    """The shared texts that the paragraphs of a lesson stand for, right or wrong, in their order."""
    for unit in page.units:
        for token, link in lone_links(unit.tokens):
            if link.attrs.get("title") == INCLUDE:
                target = target_of(page, str(link.attrs.get("href", "")).partition("#")[0])
                yield Include(unit, target, lines_of(token)[0])


def lone_links(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """The inline token and the link of every outermost paragraph that holds one link and nothing else."""
    for block in blocks(tokens):
        if block[0].type == "paragraph_open" and block[0].level == 0 and (link := lone_link(block[1])):
            yield block[1], link


def lone_link(token: Token) -> Token | None:
    """The link that is all of a paragraph."""
    children = token.children or []
    alone = bool(children) and children[0].type == "link_open" and children[-1].type == "link_close"
    return children[0] if alone and sum(child.type == "link_open" for child in children) == 1 else None


def is_last(include: Include) -> bool:
    """Whether nothing follows it in its section."""
    links = [token for token, _ in lone_links(include.unit.tokens)]
    last = list(blocks([token for token in include.unit.tokens if token.type != "html_block"]))[-1]
    return len(last) > 1 and last[1] is links[-1] and lines_of(last[1])[0] == include.line


def inner_key(page: Page, key: str) -> str:
    """The key of a section of a shared text on the page that includes it; a dot is in no key of an author."""
    return f"{page.name}.{key}"


def _is_open(question: QuestionDraft) -> bool:
    marker = question.unit.marker
    return bool(marker and "open" in marker.attributes)
