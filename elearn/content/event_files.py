"""Where an event sends people: addresses that may be, and files that say how large they are."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

from elearn.content.attachments import EXTENSIONS, said_size
from elearn.content.diagnostics import Findings
from elearn.content.document import find_in_lines, inlines, lines_of
from elearn.content.links import MAIL, WEB
from elearn.content.pages import Page

# The number to ring, as RFC 3966 writes it.
PHONE = "tel:+"
ADDRESSES = ("join", "register", "dial_out")


def check_links(page: Page, findings: Findings) -> None:
    """S002 for an address to join, to register or to ask for a call that is none."""
    for key in ADDRESSES:
        word = page.meta.words.get(key)
        if word and not (WEB.fullmatch(word.text) or MAIL.fullmatch(word.text) or word.text.startswith(PHONE)):
            advice = f"{key}: https://host/path, mailto:name@host or {PHONE}41229000000"
            findings.at(page.source, word.place, "S002", f"address `{word.text}` is not allowed", advice)


def check_sizes(page: Page, findings: Findings) -> None:
    """W010 for a link to a file on another site whose words do not say its size."""
    for unit in page.units:
        for token in inlines(unit.tokens):
            for number, child in enumerate(token.children or []):
                address = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
                if not address.startswith("https:") or _extension(address) not in EXTENSIONS:
                    continue
                words = "".join(one.content for one in (token.children or [])[number:])
                if not said_size(words):
                    place = find_in_lines(page.source, lines_of(token), address)
                    advice = "write the size into the words of the link: [Slides (PDF, 1.2 MB)](https://…)"
                    findings.at(page.source, place, "W010", "this link does not say how large the file is", advice)


def _extension(address: str) -> str:
    return posixpath.splitext(urlsplit(address).path)[1].lower()
