"""Pictures beside the lessons: found by name and language, checked, named by their bytes."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from elearn.content.diagnostics import Findings
from elearn.content.memory import Memory
from elearn.content.source import File, Place, Source
from elearn.content.svg import read_drawing

EXTENSIONS = (".svg", ".png", ".jpg", ".jpeg")
MAX_BYTES = 512 * 1024
MAX_DRAWING = 64 * 1024
# Above these a picture is told to be heavy: what a phone on a slow line can be asked to load beside the text.
HEAVY_DRAWING = 4 * 1024
HEAVY_PHOTO = 30 * 1024
# One byte per marker would be a search without end in a hostile file.
MAX_SEGMENTS = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be served. `hash` is the SHA-256 of its bytes in hex."""

    path: str
    data: bytes
    width: int
    height: int
    hash: str

    def address(self, course: str) -> str:
        """The part of its address behind `/media/`: unchanged bytes keep it, changed bytes get another."""
        stem, extension = posixpath.splitext(posixpath.basename(self.path))
        return f"{course}/{stem}.{self.hash[:8]}{extension}"


@dataclass(slots=True)
class Gallery:
    """All picture files by their place below the root; each is checked once, when something first shows it."""

    files: Mapping[str, File]
    memory: Memory
    checked: dict[str, tuple[Picture | None, Findings]] = field(default_factory=dict)

    def find(self, place: str, language: str) -> Picture | None:
        """The picture at a place below the root, or its sibling in `language` (`rulers.fr.svg`) when that is fine."""
        return self._check(self._sibling(place, language)) or self._check(place)

    def report(self, looked: Iterable[tuple[str, str]], findings: Findings) -> None:
        """What is wrong with the files that `find` looks at for these places and languages."""
        for place, language in looked:
            sibling = self._sibling(place, language)
            for path in (sibling,) if self._check(sibling) else (sibling, place):
                self._check(path)
                if path in self.checked:
                    findings.found.update(self.checked[path][1].found)

    def path_of(self, place: str) -> str:
        """The file at a place below the root, empty when there is none."""
        file = self.files.get(place)
        return file.path if file else ""

    def _sibling(self, place: str, language: str) -> str:
        stem, extension = posixpath.splitext(place)
        sibling = f"{stem}.{language}{extension}"
        return sibling if sibling in self.files else place

    def _check(self, path: str) -> Picture | None:
        file = self.files.get(path)
        if file is None:
            return None
        if path not in self.checked:
            own = Findings()
            picture = self.memory.recall(
                ("picture", file.path), (file,), lambda findings: _Reader(findings).read(file.path, file.data), own
            )
            self.checked[path] = picture, own
        return self.checked[path][0]


@dataclass(slots=True)
class _Reader:
    findings: Findings

    def read(self, path: str, data: bytes) -> Picture | None:
        drawing = path.endswith(".svg")
        if len(data) > (MAX_DRAWING if drawing else MAX_BYTES):
            self.findings.file(
                path, "A010", f"picture is {len(data) // 1024} KiB", "draw it with fewer shapes, or smaller"
            )
            return None
        size = self._drawing_size(path, data) if drawing else raster_size(data)
        if size is None:
            if not drawing:
                self.findings.file(
                    path, "S004", "this is neither a PNG nor a JPEG picture", "save it again as PNG or JPEG"
                )
            return None
        weight = len(gzip.compress(data, mtime=0)) if drawing else len(data)
        if weight > (HEAVY_DRAWING if drawing else HEAVY_PHOTO):
            advice = "draw it with fewer shapes" if drawing else "make it smaller: people pay for every kilobyte"
            self.findings.file(path, "A014", f"picture weighs {weight / 1024:.0f} KB", advice)
        return Picture(path, data, *size, hashlib.sha256(data).hexdigest())

    def _drawing_size(self, path: str, data: bytes) -> tuple[int, int] | None:
        drawing = read_drawing(data)
        if not drawing.problem:
            return drawing.width, drawing.height
        source = Source(path, data.decode("utf-8", errors="replace").replace("\x1b", ""))
        place = Place(drawing.line, drawing.column)
        advice = "allowed are shapes, text, title, desc, g and style; nothing that runs or loads"
        self.findings.at(source, place, "S004", drawing.problem, advice)
        return None


def raster_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or a JPEG from its header; None when it is neither, whatever its name says."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if width and height else None
    return _jpeg_size(data) if data.startswith(b"\xff\xd8\xff") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header (ITU-T T.81, B.2.2)."""
    position = 2
    for _ in range(MAX_SEGMENTS):
        if len(data) < position + 9 or data[position] != 0xFF:
            return None
        kind, length = data[position + 1], struct.unpack(">H", data[position + 2 : position + 4])[0]
        if kind in range(0xC0, 0xD0) and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return (width, height) if width and height else None
        position += 2 + length
    return None
