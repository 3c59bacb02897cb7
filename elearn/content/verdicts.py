"""What a check said, kept between two runs of the command: for a tree in which nothing has changed.

A verdict is kept under a name that is made of everything it depends on, so a kept one is never out of date. It is data
in JSON with a checksum, read only from a folder and a file that nobody else can write to; whatever is damaged, foreign,
older or half-written counts as not there. Where nothing can be written, nothing is kept, and that is no error.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.tally import Tally

MAGIC = b"elearn verdict 1\n"
LARGEST = 32 * 1024 * 1024
# The newest stay; a tree of 840 files takes some 50 KB.
KEPT = 12
ABANDONED = 3600  # seconds after which a draft of somebody who was stopped is swept away
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that is wrong, by path and line, and how much of each translation is done, by its path."""

    diagnostics: tuple[Diagnostic, ...]
    tallies: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Explanations:
    """The notes that a past gave to problems, by `path:line:column`; `unknown` are those of which it knows nothing."""

    notes: dict[str, tuple[str, ...]]
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The kept records of one person. Several runs at once are safe: a record is written whole and never changed."""

    folder: Path | None

    def find(self, name: str) -> Verdict | None:
        """What was kept under a name; None when there is nothing that can be trusted."""
        found = self._read(name, Verdict)
        known = found is None or all(one.code in CODES for one in found.diagnostics)
        return found if known else None

    def find_explanations(self, name: str) -> Explanations | None:
        """The same for notes."""
        return self._read(name, Explanations)

    def keep(self, name: str, record: Verdict | Explanations) -> None:
        """Keeps a record if it can. Never raises for the sake of a disk."""
        if self.folder is None:
            return
        body = zlib.compress(msgspec.json.encode(record), 1)
        if len(body) > LARGEST:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(self.folder.lstat(), folder=True):
                _write(self.folder / _file_name(name), MAGIC + _checksum(name, body) + body)
                _sweep(self.folder)

    def _read(self, name: str, kind: type[Record]) -> Record | None:
        if self.folder is None:
            return None
        try:
            if not _is_private(self.folder.lstat(), folder=True):
                return None
            data = _read_private(self.folder / _file_name(name))
            head = len(MAGIC) + hashlib.sha256().digest_size
            body = data[head:]
            if data[:head] != MAGIC + _checksum(name, body):
                return None
            return msgspec.json.decode(_inflate(body), type=kind)
        except (OSError, zlib.error, msgspec.DecodeError, RecursionError):
            return None


def cache_folder(environment: Mapping[str, str], platform: str) -> Path | None:
    """Where people's programs keep what they can make again: XDG on Unix, Caches on macOS, local data on Windows.

    None for an account without a home, such as a service's: nothing is kept then.
    """
    named = environment.get("XDG_CACHE_HOME") or (environment.get("LOCALAPPDATA") if platform == "win32" else "")
    if named and Path(named).is_absolute():
        return Path(named, "elearn")
    home = environment.get("HOME") or environment.get("USERPROFILE") or ""
    if not Path(home).is_absolute():
        return None
    return Path(home, "Library/Caches/elearn") if platform == "darwin" else Path(home, ".cache/elearn")


def _file_name(name: str) -> str:
    return f"verdict-{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _checksum(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + body).digest()


def _inflate(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    data = inflater.decompress(body, 4 * LARGEST)
    if not inflater.eof:
        raise zlib.error("cut short")
    return data


def _is_private(found: os.stat_result, *, folder: bool) -> bool:
    """Ours, of the right kind, and nobody else may write to it. Windows keeps such folders private by itself."""
    right = stat.S_ISDIR(found.st_mode) if folder else stat.S_ISREG(found.st_mode)
    if not hasattr(os, "geteuid"):
        return right
    return right and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _read_private(path: Path) -> bytes:
    """The bytes of a file of ours. A link, a pipe or a file of somebody else is refused as an OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        if not _is_private(found, folder=False) or found.st_size > LARGEST:
            raise PermissionError(path)
        return file.read()


def _write(path: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix="draft-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _sweep(folder: Path) -> None:
    """The newest records stay. Two runs may sweep at once."""
    records = sorted(((path.stat().st_mtime, path) for path in folder.glob("verdict-*")), reverse=True)
    drafts = [(path.stat().st_mtime, path) for path in folder.glob("draft-*")]
    newest = records[0][0] if records else 0.0
    for _, path in [*records[KEPT:], *((when, path) for when, path in drafts if when < newest - ABANDONED)]:
        path.unlink(missing_ok=True)
