"""HTML of our own compiler as plain text for a letter: paragraphs, lists, and behind each link its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

FSI, PDI = "\u2068", "\u2069"
_BLOCKS = frozenset("p h2 h3 h4 h5 h6 ul ol li blockquote aside table tr pre hr div figure".split())  # noqa: SIM905 - readable
_SPACES = re.compile(r"[ \t\n]+")
# What stands behind the words of these; a cell ends with a dot between it and the next.
_BEHIND: Mapping[str, str] = {"bdi": PDI, "td": " · ", "th": " · ", "b": " "}
_BEFORE: Mapping[str, str] = {"bdi": FSI, "br": "\n"}


def html_text(html: str) -> str:
    """The words of well-formed HTML. Links that say their own address say it once; pictures are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Finished blocks with whether they stand in a list, the words of the open one, what its lines begin with."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.starts: list[str] = []
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.exact = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._finish()
        self.words += [_BEFORE[tag]] if tag in _BEFORE else []
        opened = _OPENED.get(tag)
        if opened:
            opened(self, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._finish()
        self.words += [_BEHIND[tag]] if tag in _BEHIND else []
        closed = _CLOSED.get(tag)
        if closed:
            closed(self)

    def handle_data(self, data: str) -> None:
        self.words.append(data if self.exact else _SPACES.sub(" ", data))

    def text(self) -> str:
        self._finish()
        written, before = "", False
        for block, listed in self.blocks:
            written += ("\n" if listed and before else "\n\n") + block
            before = listed
        return written.strip("\n") + "\n"

    def bulleted(self, attrs: Mapping[str, str | None]) -> None:  # noqa: ARG002 - as all that opens
        self.lists.append(None)

    def numbered(self, attrs: Mapping[str, str | None]) -> None:
        self.lists.append(int(attrs.get("start") or 1))

    def point(self, attrs: Mapping[str, str | None]) -> None:  # noqa: ARG002 - as all that opens
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.starts.append("- " if number is None else f"{number}. ")

    def quoted(self, attrs: Mapping[str, str | None]) -> None:  # noqa: ARG002 - as all that opens
        self.starts.append("> ")

    def as_written(self, attrs: Mapping[str, str | None]) -> None:  # noqa: ARG002 - as all that opens
        self.exact += 1

    def link(self, attrs: Mapping[str, str | None]) -> None:
        self.links.append((attrs.get("href") or "", len(self.words)))

    def end_list(self) -> None:
        self.lists.pop()

    def end_start(self) -> None:
        self.starts.pop()

    def end_as_written(self) -> None:
        self.exact -= 1

    def end_link(self) -> None:
        address, begun = self.links.pop()
        said = "".join(self.words[begun:]).strip()
        if address and address != said and not address.startswith("#"):
            self.words.append(f" ({address})")

    def _finish(self) -> None:
        """The words so far are a block. A point's sign stands before its first line, a quotation's before all."""
        written, self.words = "".join(self.words), []
        lines = written.strip("\n").split("\n") if self.exact else [line.strip(" ·") for line in written.split("\n")]
        if not any(line.strip() for line in lines):
            return
        first = "".join(self.starts)
        self.starts = [start if start == "> " else " " * len(start) for start in self.starts]
        rest = "".join(self.starts)
        block = "\n".join([first + lines[0], *(rest + line for line in lines[1:])])
        self.blocks.append((block, bool(self.lists)))


_OPENED: Mapping[str, Callable[[_Reader, Mapping[str, str | None]], None]] = {
    "ul": _Reader.bulleted,
    "ol": _Reader.numbered,
    "li": _Reader.point,
    "blockquote": _Reader.quoted,
    "pre": _Reader.as_written,
    "a": _Reader.link,
}
_CLOSED: Mapping[str, Callable[[_Reader], None]] = {
    "ul": _Reader.end_list,
    "ol": _Reader.end_list,
    "li": _Reader.end_start,
    "blockquote": _Reader.end_start,
    "pre": _Reader.end_as_written,
    "a": _Reader.end_link,
}
