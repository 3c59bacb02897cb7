"""News as an Atom feed (RFC 4287), in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

SPACE = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ET.register_namespace("", SPACE)


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` never changes; `page` is where more is said. `changed_at` is RFC 3339."""

    id: str
    page: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Feed:
    """`own` is the feed's address, `page` that of the page with the same news. `changed_at` where there is no entry."""

    title: str
    own: str
    page: str
    author: str
    language: str
    changed_at: str
    entries: Sequence[Entry]


def write_feed(feed: Feed) -> bytes:
    """The whole document. Updated is the latest of its entries."""
    root = ET.Element(f"{{{SPACE}}}feed", {XML_LANG: feed.language})
    _add(root, "id", feed.page)
    _add(root, "title", feed.title)
    _add(root, "updated", max((entry.changed_at for entry in feed.entries), default=feed.changed_at))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.own)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in feed.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title).set(XML_LANG, entry.title_language)
        _add(node, "updated", entry.changed_at)
        _add(node, "link", rel="alternate", type="text/html", href=entry.page)
        _add(node, "summary", entry.summary).set(XML_LANG, entry.summary_language)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, f"{{{SPACE}}}{name}", attributes)
    if text:
        node.text = text
    return node
