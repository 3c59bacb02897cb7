"""Every link and picture of a page, looked up once: what is wrong is told, what is right is kept for rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.diagnostics import Findings
from elearn.content.document import closing, find_in_lines, inlines, lines_of, plain
from elearn.content.links import Atlas, Link, Problem
from elearn.content.pages import Page
from elearn.content.pictures import Picture
from elearn.content.render import Shown
from elearn.content.source import Place

MAX_DESCRIPTION = 250
NO_DESCRIPTION_HELP = (
    "say what the picture shows: ![Two ladders of different height](…); "
    'if it is only decoration write ![](… "decorative")'
)
# Link texts that say nothing when a screen reader reads the links alone (WCAG 2.4.4).
EMPTY_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset({"here", "click here", "this", "link", "this link", "more", "read more"}),
    "fr": frozenset({"ici", "cliquez ici", "lien", "ce lien", "en savoir plus"}),
    "es": frozenset({"aquí", "haga clic aquí", "enlace", "este enlace", "más", "leer más"}),
    "pt": frozenset({"aqui", "clique aqui", "ligação", "link", "mais", "leia mais"}),
    "ru": frozenset({"здесь", "тут", "нажмите здесь", "ссылка", "подробнее"}),
    "ar": frozenset({"هنا", "انقر هنا", "اضغط هنا", "رابط", "المزيد"}),
    "zh": frozenset({"这里", "此处", "点击这里", "链接", "更多"}),
}


@dataclass(slots=True, eq=False)
class Targets:
    """What the links and pictures of one page lead to, by what is written in the file.

    `looked` are the places below the root of the pictures that it shows, each with the language it is wanted in.
    """

    page: Page
    atlas: Atlas
    course: str
    links: dict[str, Link] = field(default_factory=dict)
    looked: list[tuple[str, str]] = field(default_factory=list)

    def href(self, written: str) -> str:
        """The address for HTML; for a term anything that is not empty; empty when the link was refused."""
        link = self.links.get(written) or self.links.setdefault(written, self.atlas.link(self.page, written))
        return link.href or link.term

    def shown(self, written: str, language: str) -> Shown | None:
        """The picture in a language, or None when it was refused."""
        picture = self.atlas.picture(self.page, written, language)
        if not isinstance(picture, Picture):
            return None
        return Shown(picture.address(self.course), picture.width, picture.height)


def check_targets(targets: Targets, language: str, findings: Findings) -> None:
    """Reports L001, L002, L006, L007, G001, S002, S003, A001, A002 and A006 of one page."""
    checker = _Checker(targets, language, findings)
    for token in inlines(targets.page.document.tokens):
        # Where neither stands there is no link and no picture: most texts need not be looked through.
        if "[" in token.content or "<" in token.content:
            checker.check(token)


@dataclass(slots=True)
class _Checker:
    targets: Targets
    language: str
    findings: Findings

    def check(self, token: Token) -> None:
        children = token.children or []
        after: Place | None = None
        for index, child in enumerate(children):
            if child.type == "image":
                after = self._image(token, child, after)
            elif child.type == "link_open":
                text = " ".join("".join(c.content for c in children[index : closing(children, index)]).split())
                after = self._link(token, child, text, after)

    def _place(self, token: Token, needle: str, after: Place | None) -> Place:
        return find_in_lines(self.targets.page.source, lines_of(token), needle, after)

    def _tell(self, place: Place, problem: Problem) -> None:
        self.findings.at(self.targets.page.source, place, problem.code, problem.message, problem.advice)

    def _link(self, token: Token, child: Token, text: str, after: Place | None) -> Place:
        href = str(child.attrs.get("href", ""))
        place = self._place(token, href, after)
        link = self.targets.atlas.link(self.targets.page, href, str(child.attrs.get("title", "")))
        self.targets.links[href] = link
        if link.problem:
            self._tell(place, link.problem)
        if text.casefold().strip(" .…") in EMPTY_WORDS.get(self.language, ()):
            advice = "say where it leads: readers hear the links of a page alone"
            self._tell(place, Problem("A006", f'link text "{text}" says nothing out of context', advice))
        return place

    def _image(self, token: Token, child: Token, after: Place | None) -> Place:
        src = str(child.attrs.get("src", ""))
        start = self._place(token, "![", after)
        place = self._place(token, src, start)
        picture = self.targets.atlas.picture(self.targets.page, src, self.language)
        if isinstance(picture, Problem):
            self._tell(place, picture)
        else:
            self.targets.looked.append((self.targets.atlas.place(self.targets.page, src), self.language))
        description = plain(child)
        decorative = str(child.attrs.get("title", "")) == "decorative"
        if not description and not decorative:
            self._tell(start, Problem("A001", f"image `{src}` has no description", NO_DESCRIPTION_HELP))
        elif description:
            self._describe(start, src, description)
        return place

    def _describe(self, place: Place, src: str, description: str) -> None:
        name = src.rpartition("/")[2].partition(".")[0]
        if description.casefold().replace(" ", "-") in (name, src.rpartition("/")[2]):
            self._tell(place, Problem("A002", "description repeats the file name", "say what the picture shows"))
        elif len(description) > MAX_DESCRIPTION:
            message = f"description is longer than {MAX_DESCRIPTION} characters"
            self._tell(place, Problem("A002", message, "move details into the text below the picture"))
