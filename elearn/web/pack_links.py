"""Finished HTML of a lesson or quiz as it stands in a pack: links that lead inside it, pictures that it carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

# In finished HTML every `<` and `>` that is not a tag's is escaped, in the values of attributes too.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r' (id|for|aria-labelledby|aria-describedby|href|src)="([^"]*)"')
_HEADING = re.compile(r"h[1-5]")
_ALT = re.compile(r' alt="([^"]*)"')
_TERM = "g-"
_NAMING = ("id", "for", "aria-labelledby", "aria-describedby")


@dataclass(frozen=True, slots=True)
class Links:
    """Where a pack's links lead. `parts` are the ids that it holds, `course` and `language` say of what.

    `lead` gives the address of a part and an anchor in it, `picture` that of a file of the release, empty where the
    pack has none. `site` stands in front of the addresses of other pages; where it is empty, their words stay and the
    link goes. `one_file`: all parts share one page, so every anchor carries the name of its part.
    """

    course: str
    language: str
    parts: Collection[str]
    lead: Callable[[str, str], str]
    picture: Callable[[str], str]
    site: str = ""
    one_file: bool = False

    def rewrite(self, html: str, part: str) -> str:
        """The HTML of one part for this pack. Headings go one level down where its title is one itself."""
        return _TAG.sub(lambda found: self._tag(part, *found.groups()), html)

    def _tag(self, part: str, closing: str, name: str, rest: str) -> str:
        if self.one_file and _HEADING.fullmatch(name):
            name = f"h{int(name[1]) + 1}"
        if closing:
            return f"</{name}>"
        if name == "img":
            return self._picture(rest)
        return f"<{name}{_ATTRIBUTE.sub(lambda found: self._attribute(part, found[1], found[2]), rest)}>"

    def _picture(self, rest: str) -> str:
        """What cannot be shown is said: the words that stand for a picture are always there."""
        source = re.search(r' src="/media/([^"]*)"', rest)
        address = self.picture(source[1]) if source else ""
        if source is None or not address:
            words = _ALT.search(rest)
            return f"<small>[{words[1]}]</small>" if words and words[1] else ""
        return f'<img{rest[: source.start()]} src="{address}"{rest[source.end() :]}>'

    def _attribute(self, part: str, name: str, value: str) -> str:
        if name in _NAMING:
            return f' {name}="{" ".join(self._name(part, word) for word in value.split())}"'
        if name == "src":
            return ""
        address = self._address(part, value)
        return f' href="{address}"' if address else ""

    def _name(self, part: str, name: str) -> str:
        """Terms stand once in a single file, so they keep their names."""
        return name if not self.one_file or name.startswith(_TERM) else f"{part}.{name}"

    def _address(self, part: str, address: str) -> str:
        """The address in the pack; empty for what it does not hold and cannot lead to."""
        if address.startswith("#"):
            return f"#{self._name(part, address[1:])}"
        if not address.startswith("/"):
            return address
        path, _, anchor = address.partition("#")
        inside = f"/{self.language}/c/{self.course}"
        if path == inside:
            return self.lead("", anchor)
        target = path.removeprefix(f"{inside}/").partition("?")[0]
        if path.startswith(f"{inside}/") and target in self.parts:
            return self.lead(target, anchor)
        return f"{self.site}{address}" if self.site else ""
