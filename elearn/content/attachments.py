"""Files that lessons give out, and the slides and sounds of recordings: found by name and language, and judged."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from elearn.content.diagnostics import Findings
from elearn.content.memory import Memory
from elearn.content.source import File

MAX_BYTES = 20 * 1024 * 1024
# Above this a file is told to be heavy: at 50 kbps it takes more than a quarter of an hour.
HEAVY = 5_000_000
# How far the size in a text may be from the file's: people round, and some count 1024 to the kilobyte.
TOLERANCE = 0.1
LEAST = 1_000
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[A-Za-z-]+)?\.[a-z0-9]+")


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def _is_package(data: bytes) -> bool:
    """An office document without macros: those would run on the machine of whoever opens it."""
    return data.startswith(b"PK\x03\x04") and b"vbaProject" not in data and b"Basic/" not in data


def _begins(*starts: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda data: data[at:].startswith(starts)


DOCUMENTS: Mapping[str, Callable[[bytes], bool]] = {
    ".pdf": _begins(b"%PDF-"),
    ".csv": _is_text,
    ".txt": _is_text,
    ".odt": _is_package,
    ".ods": _is_package,
    ".odp": _is_package,
    ".docx": _is_package,
    ".xlsx": _is_package,
    ".pptx": _is_package,
}
SOUNDS: Mapping[str, Callable[[bytes], bool]] = {
    ".mp3": _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ".ogg": _begins(b"OggS"),
    ".opus": _begins(b"OggS"),
    ".m4a": _begins(b"ftyp", at=4),
}
FILMS: Mapping[str, Callable[[bytes], bool]] = {
    ".mp4": _begins(b"ftyp", at=4),
    ".webm": _begins(b"\x1a\x45\xdf\xa3"),
}
EXTENSIONS = (*DOCUMENTS, *SOUNDS, *FILMS)

UNITS: Mapping[str, int] = {
    **dict.fromkeys(("kb", "ko", "кб", "كيلوبايت", "ك.ب", "千字节"), 1_000),
    **dict.fromkeys(("mb", "mo", "мб", "ميغابايت", "م.ب", "兆字节"), 1_000_000),
    **dict.fromkeys(("gb", "go", "гб", "غيغابايت", "غ.ب"), 1_000_000_000),
}
SIZE = re.compile(
    rf"(?<!\d)(\d{{1,7}}(?:[.,\u066b]\d{{1,3}})?)[ \u00a0\u202f]?({'|'.join(map(re.escape, UNITS))})(?![^\W\d_])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that may be given out. `hash` is the SHA-256 of its bytes in hex."""

    path: str
    data: bytes
    hash: str

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def kind(self) -> str:
        """`PDF`, `CSV`: what people call it."""
        return posixpath.splitext(self.path)[1].removeprefix(".").upper()

    def address(self, course: str) -> str:
        """The part of its address behind `/media/`: unchanged bytes keep it, changed bytes get another."""
        stem, extension = posixpath.splitext(posixpath.basename(self.path))
        return f"{course}/{stem}.{self.hash[:8]}{extension}"


def attach(path: str, data: bytes) -> Attachment:
    """The file under the name of its bytes."""
    return Attachment(path, data, hashlib.sha256(data).hexdigest())


@dataclass(slots=True, eq=False)
class Depot:
    """All such files by their place below the root; each is judged once, when something first gives it out."""

    files: Mapping[str, File]
    memory: Memory
    checked: dict[str, tuple[Attachment | None, Findings]] = field(default_factory=dict)

    def find(self, place: str, language: str) -> Attachment | None:
        """The file at a place below the root, or its sibling in `language` (`plan.fr.pdf`) when that is fine."""
        return self._check(self._sibling(place, language)) or self._check(place)

    def report(self, taken: Iterable[tuple[str, str]], findings: Findings) -> None:
        """What is wrong with the files that `find` looks at for these places and languages."""
        for place, language in taken:
            sibling = self._sibling(place, language)
            for inside in (sibling,) if self._check(sibling) else (sibling, place):
                self._check(inside)
                if inside in self.checked:
                    findings.found.update(self.checked[inside][1].found)

    def paths_of(self, place: str) -> set[str]:
        """The files that may stand for this place in one language or another."""
        stem, extension = posixpath.splitext(place)
        return {
            file.path
            for inside, file in self.files.items()
            if inside == place or (inside.startswith(f"{stem}.") and inside.endswith(extension))
        }

    def _sibling(self, place: str, language: str) -> str:
        stem, extension = posixpath.splitext(place)
        sibling = f"{stem}.{language}{extension}"
        return sibling if sibling in self.files else place

    def _check(self, place: str) -> Attachment | None:
        file = self.files.get(place)
        if file is None:
            return None
        if place not in self.checked:
            own = Findings()
            found = self.memory.recall(("attachment", file.path), (file,), partial(_judge, file), own)
            self.checked[place] = found, own
        return self.checked[place][0]


def _judge(file: File, findings: Findings) -> Attachment | None:
    extension = posixpath.splitext(file.path)[1]
    if not NAME.fullmatch(posixpath.basename(file.path)):
        message = "file name has characters other than a-z, 0-9, hyphen"
        findings.file(file.path, "N001", message, "rename it: people save the file under this name")
    elif len(file.data) > MAX_BYTES:
        message = f"file is larger than {MAX_BYTES // 1024 // 1024} MB"
        findings.file(file.path, "S005", message, "make it smaller, or link to it where it is")
    elif not {**DOCUMENTS, **SOUNDS, **FILMS}[extension](file.data):
        message = f"this is no {extension.removeprefix('.').upper()} file that can be given out"
        findings.file(file.path, "S005", message, "save it again in this format, without macros")
    else:
        return attach(file.path, file.data)
    return None


def said_size(text: str) -> int:
    """The size that a text names, in bytes; 0 when it names none."""
    found = SIZE.search(text)
    if found is None:
        return 0
    return round(float(found[1].replace(",", ".").replace("\u066b", ".")) * UNITS[found[2].lower()])


def is_near(said: int, size: int) -> bool:
    """Whether a size in words fits a file, in bytes of 1000 or of 1024 to the kilobyte."""
    shares = (size, size * 1000 / 1024, size * 1_000_000 / 1_048_576)
    return any(abs(said - share) <= max(LEAST, TOLERANCE * share) for share in shares)


def size_words(size: int) -> str:
    """`1.2 MB`, `34 KB`: as it is written into a text in English, and into messages."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB" if size < 10_000_000 else f"{size / 1_000_000:.0f} MB"
    return f"{max(1, round(size / 1000))} KB"
