"""Rules of markup that no validator knows: what a page owes to those who cannot see it (WCAG 1.3.1, 2.4.6, 4.1.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Attributes that name other elements of the page.
POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
# Words that are the same in every script: names, formats, an example of an address.
SAME_EVERYWHERE = {
    *("At-Large", "ICANN", "GNSO", "AFRALO", "APRALO", "EURALO", "LACRALO", "NARALO"),
    *("ARIN", "IANA", "JSON", "XLSX", "WCAG", "JavaScript", "MAIL", "ATLAS", "Atom", "cookie"),
    *("name", "example", "DNSSEC", "HTTPS", "UTF-"),
    "Wi-Fi",
}
# What people, groups, terms and languages are called, what was typed, and the lesson itself: not the interface's.
NOT_OURS = {"article", "bdi", "code", "dd", "dt", "option", "pre", "script", "textarea", "title"}
READ_ALOUD = ("alt", "aria-label", "placeholder", "title")


def markup_faults(document: Element) -> Iterator[str]:
    """Everything wrong with the order, the landmarks, the names and the tables of one page, in words."""
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    yield from _heading_faults(elements)
    yield from _landmark_faults(document)
    yield from _pointer_faults(elements)
    yield from _name_faults(elements)
    yield from _table_faults(document)


def _heading_faults(elements: list[Element]) -> Iterator[str]:
    """A level is never skipped on the way down. The error summary may stand before the h1."""
    before = 1
    for element in elements:
        if element.tag in HEADINGS:
            level = int(element.tag[1])
            if level > before + 1:
                yield f"{element.tag} after h{before}: {words(element)}"
            if not words(element):
                yield f"an empty {element.tag}"
            before = level


def _landmark_faults(document: Element) -> Iterator[str]:
    body = document.find("body")
    assert body is not None
    for tag in ("header", "main", "footer"):
        found = [child for child in body if child.tag == tag]
        if len(found) != 1:
            yield f"{len(found)} {tag} in the body"
    stray = {child.tag for child in body} - {"a", "section", "header", "main", "footer", "script"}
    yield from (f"{tag} outside the landmarks" for tag in sorted(map(str, stray)))
    # The same links twice keep their name (ARIA Authoring Practices, navigation landmark); others need one each.
    named = {(_name(nav), tuple(link.get("href") for link in nav.iter("a"))) for nav in document.iter("nav")}
    names = Counter(name for name, _links in named)
    yield from (f"{count} navigations called {name!r}" for name, count in names.items() if count > 1 or not name)
    skip = body[0].get("href", "")
    if skip != "#m" or document.find(".//main[@id='m']") is None:
        yield "the first link does not skip to the content"


def _pointer_faults(elements: list[Element]) -> Iterator[str]:
    ids = {element.get("id") for element in elements}
    for element in elements:
        for attribute in POINTERS:
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"{attribute} names {target}, which is not there"


def _name_faults(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in ("button", "summary", "legend", "caption") and not _name(element):
            yield f"a {element.tag} without words"
        if element.get("role") == "region" and not (element.get("aria-labelledby") or element.get("aria-label")):
            yield "a region without a name"
        if int(element.get("tabindex") or 0) > 0:
            yield f"tabindex {element.get('tabindex')}: the order of focus is the order of the page"
        if element.tag == "fieldset" and (len(element) == 0 or element[0].tag != "legend"):
            yield "a fieldset without a legend"
        if element.tag == "svg" and element.get("aria-hidden") != "true" and not _name(element):
            yield "a drawing without a name that is not hidden"


def _table_faults(document: Element) -> Iterator[str]:
    for table in document.iter("table"):
        if table.find("thead//th") is None:
            yield "a table without heads"
        yield from (f"th without scope: {words(head)}" for head in table.iter("th") if head.get("scope") is None)


def _name(element: Element) -> str:
    return element.get("aria-label") or element.get("aria-labelledby") or words(element)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def texts_in(element: Element, tag: str, *, spoken: str = "") -> Iterator[str]:
    """Texts of the interface that a reader of the language `tag` meets: not in `NOT_OURS`, not in another `lang`."""
    spoken = element.get("lang") or spoken
    if not isinstance(element.tag, str) or element.tag in NOT_OURS:
        return
    if spoken == tag:
        yield element.text or ""
        yield from (element.get(attribute) or "" for attribute in READ_ALOUD)
    for child in element:
        yield from texts_in(child, tag, spoken=spoken)
        if spoken == tag:
            yield child.tail or ""
