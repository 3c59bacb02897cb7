"""One course file as text: strict UTF-8, NFC, `\\n` at line ends, no byte order mark, nothing that misleads."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

MAX_BYTES = 64 * 1024
MEDIA = "media"  # the folder of a module with its pictures, recordings and files to download
SHARED = "_shared/"  # texts that several lessons include; no pages of their own
PATHS = "_paths/"  # ways through the courses
ISSUES = "_newsletter/"  # issues of the newsletter
WEBINARS = "_webinars/"  # webinars and other events
MISLEADING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Control characters, the two Unicode line ends (YAML and Python would break lines there), and noncharacters.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: line and column from 1, in characters, and how many characters it takes."""

    line: int
    column: int = 1
    width: int = 1


START = Place(1)


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of one file below a root. `path` begins with the root as people write it, `inside` does not."""

    path: str
    inside: str
    data: bytes
    link: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A problem with the characters of a file, before anything else is read."""

    code: str
    place: Place
    message: str
    advice: str


@dataclass(frozen=True, eq=False)
class Source:
    """A file of a course: `path` as people write it (`courses/ip/addresses/x.fr.md`), `inside` without the root.

    `language` is the suffix of a translation (`fr`), empty for a source file.
    """

    path: str
    text: str
    slug: str = ""
    language: str = ""
    inside: str = ""
    slips: tuple[Slip, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """Without line ends; the empty string after the last line end is not a line."""
        lines = self.text.split("\n")
        if lines[-1] == "":
            lines.pop()
        return lines

    @cached_property
    def folder(self) -> str:
        return posixpath.dirname(self.path)

    @property
    def root(self) -> str:
        """The first part of the path, which no link may leave."""
        return self.path.removesuffix(self.inside)

    @property
    def end(self) -> Place:
        """The place after the last line, where something that is missing would be added."""
        return Place(len(self.lines) + 1)


def read_source(path: str, data: bytes, *, slug: str = "", language: str = "", inside: str = "") -> Source:
    """The file as text with everything wrong about its characters in `slips`; never raises.

    What cannot stay (control characters, direction overrides) is replaced by U+FFFD, so that all other problems of
    the file are still found in the same run.
    """
    slips: list[Slip] = []
    text = _decode(data, slips)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        text = _compose(text, slips)
    for pattern, code in ((MISLEADING, "U003"), (UNWANTED, "U005")):
        if pattern.search(text):
            text = _replace(text, pattern, code, slips)
    return Source(path, text, slug, language, inside or path, tuple(slips))


def _decode(data: bytes, slips: list[Slip]) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        byte = data[error.start]
        guess = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "Latin-1"
        slips.append(
            Slip(
                "U001",
                Place(line, column),
                f"not UTF-8 (byte 0x{byte:02X} at {line}:{column}; the file looks like {guess})",
                "save the file as UTF-8",
            )
        )
        return data.decode("utf-8", errors="replace")


def _compose(text: str, slips: list[Slip]) -> str:
    lines = text.split("\n")
    first = next(n for n, line in enumerate(lines, 1) if not unicodedata.is_normalized("NFC", line))
    slips.append(Slip("U002", Place(first), "characters are not in NFC", "run `elearn fmt`"))
    return "\n".join(unicodedata.normalize("NFC", line) for line in lines)


def _replace(text: str, pattern: re.Pattern[str], code: str, slips: list[Slip]) -> str:
    for number, line in enumerate(text.split("\n"), 1):
        match = pattern.search(line)
        if match:
            name = f"U+{ord(match[0]):04X}"
            message = f"hidden direction override {name}" if code == "U003" else f"character {name} is not allowed here"
            slips.append(Slip(code, Place(number, match.start() + 1), message, "delete it"))
    return pattern.sub(REPLACEMENT, text)


def file_type(source: Source) -> str:
    """The type that a file's name and folder stand for when its front matter names none."""
    slug = source.slug
    if source.inside.startswith(ISSUES):
        return "newsletter"
    if source.inside.startswith(PATHS):
        return "path"
    if source.inside.startswith(WEBINARS):
        return "channels" if slug == "channels" else "webinar"
    if slug in ("course", "module", "glossary"):
        return slug
    if posixpath.basename(posixpath.dirname(source.inside)) == MEDIA:
        return "media"
    return "quiz" if slug == "quiz" or slug.endswith("-quiz") else "lesson"
