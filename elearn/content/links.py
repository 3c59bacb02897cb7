"""Where links and pictures lead: allowed addresses, other files of the site, terms of the glossary."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from elearn.content.attachments import Attachment
from elearn.content.diagnostics import did_you_mean
from elearn.content.pages import Page
from elearn.content.pictures import EXTENSIONS, Gallery, Picture
from elearn.content.placeholders import LANGUAGE

SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
WEB = re.compile(r"https://[^\s/?#\\@]+(?:[/?#].*)?")
MAIL = re.compile(r"mailto:[^\s@?]+@[^\s@?]+(?:\?.*)?")


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, one of: `href` as it stands in HTML, `term` of the glossary, `mark` of a block, a `file` to
    download, the place of a shared text to `include`. None of them when there is a problem, here or with the file.
    """

    href: str = ""
    term: str = ""
    mark: str = ""
    file: Attachment | None = None
    include: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """Where a file stands on the site: the part of its address behind the language, and the anchors a link may name."""

    address: str
    anchors: frozenset[str]
    fragment: str = ""


@dataclass(slots=True, eq=False)
class Atlas:
    """Everything a link may lead to. Paths are those below the root; `known` holds all files."""

    published: Mapping[str, Published]
    known: frozenset[str]
    terms: frozenset[str]
    gallery: Gallery

    def link(self, page: Page, href: str) -> Link:
        """The target of a link in the text of a page."""
        scheme = SCHEME.match(href)
        if href.startswith("gloss:"):
            return self._term(href.removeprefix("gloss:"))
        if scheme or href.startswith(("//", "\\")):
            return _outside(href, scheme[1].lower() if scheme else "")
        return self._inside(page, href)

    def _term(self, key: str) -> Link:
        if key in self.terms:
            return Link(term=key)
        advice = did_you_mean(key, self.terms, "add it to glossary.md, or explain the word in the sentence")
        return refuse("G001", f"`gloss:{key}` is not in the glossary", advice)

    def _inside(self, page: Page, href: str) -> Link:
        path, _, fragment = href.partition("#")
        target = target_of(page, path)
        if not target:
            return refuse("L006", f"path leaves `{page.source.root}`", "link to a file of this site, or to https://…")
        published = self.published.get(target)
        if published is None:
            return self._not_published(target, path)
        if fragment and fragment not in published.anchors:
            name = posixpath.basename(target)
            advice = did_you_mean(
                fragment, published.anchors, f"there is {', '.join(sorted(published.anchors)) or 'none'}"
            )
            return refuse("L002", f"no heading `#{fragment}` in {name}", advice)
        anchor = published.fragment or fragment
        return Link(f"/{LANGUAGE}{published.address}" + (f"#{anchor}" if anchor else ""))

    def _not_published(self, target: str, path: str) -> Link:
        if target in self.known and target.endswith(".md"):
            translated = re.fullmatch(r"(.*)\.[a-z-]+\.md", posixpath.basename(target))
            if translated:
                return refuse(
                    "L001", f"`{path}` is a translation", f"link to `{translated[1]}.md`: the page picks the language"
                )
            return refuse("L001", f"`{path}` is not published", "list it in its module.md, or link elsewhere")
        if target in self.known:
            picture = target.endswith(EXTENSIONS)
            advice = (
                f"show it: ![description]({path})" if picture else f'let people take it: [words]({path} "attachment")'
            )
            return refuse("L001", f"`{path}` is no page", advice)
        return missing(path, target, self.known)

    def picture(self, page: Page, src: str, language: str) -> Picture | Problem | None:
        """The picture in `language`; None when the file itself was refused, which has been told at the file."""
        scheme = SCHEME.match(src)
        if src.startswith("//") or (scheme and scheme[1].lower() in ("http", "https")):
            return Problem("S003", "remote image", "copy it to media/: for privacy, and for readers who are offline")
        if scheme:
            return Problem("S002", f"link scheme `{scheme[1].lower()}:` is not allowed", "copy the picture to media/")
        target = target_of(page, src)
        if not target:
            return Problem("L006", f"path leaves `{page.source.root}`", "copy the picture to media/ beside the lesson")
        if target not in self.gallery.files:
            if not target.endswith(EXTENSIONS):
                return Problem("L001", f"`{src}` is no picture", f"possible are {', '.join(EXTENSIONS)}")
            return missing(src, target, self.known).problem
        return self.gallery.find(target, language)

    def place(self, page: Page, src: str) -> str:
        """The place below the root of a picture that a page shows."""
        return target_of(page, src)


def target_of(page: Page, path: str) -> str:
    """The place below the root that a relative path names, empty when it is outside; without path the page itself.

    A translation stands for its source file.
    """
    folder = posixpath.dirname(page.source.inside)
    target = posixpath.normpath(posixpath.join(folder, path or f"{page.source.slug}.md"))
    return "" if path.startswith("/") or target == ".." or target.startswith("../") else target


def missing(written: str, target: str, names: frozenset[str]) -> Link:
    """L001 for a file that is not there, with the name that was probably meant."""
    folder = posixpath.dirname(target)
    near = [posixpath.basename(name) for name in names if posixpath.dirname(name) == folder]
    close = did_you_mean(posixpath.basename(target), near)
    if close and "/" in written:
        close = close.replace("`", f"`{posixpath.dirname(written)}/", 1)
    return refuse(
        "L001", f"file not found `{written}`", close or "check the name; paths start at the folder of this file"
    )


def _outside(href: str, scheme: str) -> Link:
    if WEB.fullmatch(href) or MAIL.fullmatch(href):
        return Link(href)
    if scheme == "http":
        return refuse("S002", "link scheme `http:` is not allowed", "write https:// when the site has it")
    if scheme in ("https", "mailto"):
        return refuse("S002", "this address is not complete", "write https://host/path or mailto:name@host")
    named = f"`{scheme}:`" if scheme else "`//`"
    return refuse(
        "S002", f"link scheme {named} is not allowed", "possible are https, mailto, gloss and files of this site"
    )


def refuse(code: str, message: str, advice: str) -> Link:
    """A link that leads nowhere, and why."""
    return Link(problem=Problem(code, message, advice))
