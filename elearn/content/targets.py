"""Every link and picture of a page, looked up once: what is wrong is told, what is right is kept for rendering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from elearn.content.attachments import HEAVY, Attachment, is_near, said_size, size_words
from elearn.content.diagnostics import Findings
from elearn.content.document import closing, find_in_lines, lines_of, plain
from elearn.content.inserts import KINDS, Inserts, lone_link
from elearn.content.links import Link, Problem, target_of
from elearn.content.pages import Page
from elearn.content.pictures import Picture
from elearn.content.render import BLOCK_TITLES, FILE_TITLE, Inserted, Shown
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

    `looked` are the places below the root of the pictures that it shows, and `taken` those of the files that it gives
    out, each with the language it is wanted in. `outside` are its links to other sites, with the place of each.
    """

    page: Page
    inserts: Inserts
    course: str
    language: str
    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    looked: list[tuple[str, str]] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    outside: dict[str, Place] = field(default_factory=dict)

    def link(self, written: str, kind: str = "") -> Link:
        """What a link leads to; `kind` is its title where that says what becomes of it."""
        if (written, kind) not in self.links:
            find = self.inserts.link(self.page, written, kind, self.language) if kind else None
            self.links[written, kind] = find or self.inserts.atlas.link(self.page, written)
            if kind == FILE_TITLE and not self.links[written, kind].problem:
                self.taken.append((target_of(self.page, written.partition("#")[0]), self.language))
        return self.links[written, kind]

    def report(self, findings: Findings) -> None:
        """What is wrong with the pictures and files themselves: told by whoever uses them, each time."""
        self.inserts.atlas.gallery.report(self.looked, findings)
        self.inserts.depot.report(self.taken, findings)

    def href(self, written: str) -> str:
        """The address for HTML; for a term anything that is not empty; empty when the link was refused."""
        link = self.link(written)
        return link.href or link.term

    def insert(self, written: str, kind: str) -> Inserted | None:
        """What stands in HTML for a link with a title of KINDS; None when it was refused."""
        link = self.link(written, kind)
        if link.file:
            return Inserted(address=link.file.address(self.course), size=link.file.size, kind=link.file.kind)
        return Inserted(mark=link.mark) if link.mark or link.include else None

    def paths(self) -> Iterator[str]:
        """The files that the page gives out, right or wrong."""
        for written, kind in self.links:
            if kind == FILE_TITLE:
                yield from self.inserts.depot.paths_of(target_of(self.page, written))

    def files(self) -> Iterator[Attachment]:
        """The files that the page gives out."""
        return (link.file for link in self.links.values() if link.file)

    def shown(self, written: str, language: str) -> Shown | None:
        """The picture in a language, or None when it was refused."""
        picture = self.inserts.atlas.picture(self.page, written, language)
        if not isinstance(picture, Picture):
            return None
        return Shown(picture.address(self.course), picture.width, picture.height)


def check_targets(targets: Targets, language: str, findings: Findings) -> None:
    """Reports L001, L002, L005, L006, L008, G001, S002, S003, A001, A002, A006 and A008 of one page."""
    checker = _Checker(targets, language, findings)
    above: Token | None = None
    for token in targets.page.document.tokens:
        # Where neither stands there is no link and no picture: most texts need not be looked through.
        if token.type == "inline" and ("[" in token.content or "<" in token.content):
            checker.check(token, paragraph=above is not None and above.type == "paragraph_open" and not above.level)
        above = token


@dataclass(slots=True)
class _Checker:
    targets: Targets
    language: str
    findings: Findings

    def check(self, token: Token, *, paragraph: bool) -> None:
        """`paragraph` says that the token stands in one that is in no list or quote."""
        children = token.children or []
        alone = lone_link(token) if paragraph else None
        after: Place | None = None
        for index, child in enumerate(children):
            if child.type == "image":
                after = self._image(token, child, after)
            elif child.type == "link_open":
                text = " ".join("".join(c.content for c in children[index : closing(children, index)]).split())
                after = self._link(token, child, text, after)
                if child.attrs.get("title") in BLOCK_TITLES and child is not alone:
                    message = f"a link titled {child.attrs['title']} stands alone in its paragraph"
                    self._tell(after, Problem("L008", message, "leave a line empty above it and below it"))

    def _place(self, token: Token, needle: str, after: Place | None) -> Place:
        return find_in_lines(self.targets.page.source, lines_of(token), needle, after)

    def _tell(self, place: Place, problem: Problem) -> None:
        self.findings.at(self.targets.page.source, place, problem.code, problem.message, problem.advice)

    def _link(self, token: Token, child: Token, text: str, after: Place | None) -> Place:
        href = str(child.attrs.get("href", ""))
        place = self._place(token, href, after)
        title = str(child.attrs.get("title", ""))
        link = self.targets.link(href, title if title in KINDS else "")
        if link.problem:
            self._tell(place, link.problem)
        if link.file:
            self._size(self._place(token, "[", after), text, link.file)
        if link.href.startswith("https:"):
            self.targets.outside.setdefault(link.href, place)
        if text.casefold().strip(" .…") in EMPTY_WORDS.get(self.language, ()):
            advice = "say where it leads: readers hear the links of a page alone"
            self._tell(place, Problem("A006", f'link text "{text}" says nothing out of context', advice))
        return place

    def _size(self, place: Place, text: str, file: Attachment) -> None:
        """A008: what people are told before they pay for it."""
        said, size = said_size(text), size_words(file.size)
        advice = f"write the size into the text of the link: [… ({file.kind}, {size})](…)"
        if not said:
            self._tell(place, Problem("A008", f"attachment is {size}, its text names no size", advice))
        elif not is_near(said, file.size):
            self._tell(place, Problem("A008", f"attachment is {size}, text says {size_words(said)}", advice))
        if file.size > HEAVY:
            message = f"attachment is {size}, over {size_words(HEAVY)}"
            self._tell(place, Problem("A008", message, "offer a smaller one: people pay for every megabyte"))

    def _image(self, token: Token, child: Token, after: Place | None) -> Place:
        src = str(child.attrs.get("src", ""))
        start = self._place(token, "![", after)
        place = self._place(token, src, start)
        picture = self.targets.inserts.atlas.picture(self.targets.page, src, self.language)
        if isinstance(picture, Problem):
            self._tell(place, picture)
        else:
            self.targets.looked.append((self.targets.inserts.atlas.place(self.targets.page, src), self.language))
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
