"""A backup as a file: a ZIP with a manifest, which any other program can open too. Nothing in it is trusted."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from elearn.domain.backups import Manifest, Member
from elearn.domain.errors import Unfit

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1_000_000
CHUNK = 1 << 20
# PostgreSQL's dumps are packed already.
PACKED = ".dump"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def describe_member(path: Path) -> Member:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return Member(path.stat().st_size, digest.hexdigest())


def write_backup(target: Path, manifest: Manifest, members: Mapping[str, Path]) -> None:
    """The whole file, readable by its owner only and on the disk when this returns. Raises OSError."""
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            for name, path in members.items():
                packing = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
                archive.write(path, name, packing)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """Raises Unfit for a file that is no backup or is not whole, OSError for one that cannot be read."""
    if not path.is_file():
        raise Unfit("no-file", str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            listed = {entry.filename: entry.file_size for entry in archive.infolist()}
            if MANIFEST not in listed:
                raise Unfit("no-backup", str(path))
            if listed.pop(MANIFEST) > LARGEST_MANIFEST or len(archive.infolist()) != len(listed) + 1:
                raise Unfit("damaged", str(path))
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except zipfile.BadZipFile as error:
        raise Unfit("damaged" if _begins_like_ours(path) else "no-backup", str(path)) from error
    except (*_BROKEN, msgspec.MsgspecError) as error:
        raise Unfit("damaged", str(path)) from error
    if listed != {name: member.bytes for name, member in manifest.members.items()}:
        raise Unfit("damaged", str(path))
    return manifest


def _begins_like_ours(path: Path) -> bool:
    """A ZIP that was cut off has lost its list of contents, which stands at the end, but not its first name."""
    with path.open("rb") as file:
        start = file.read(64)
    return start.startswith(b"PK\x03\x04") and MANIFEST.encode() in start


def extract_member(path: Path, name: str, member: Member, target: Path) -> None:
    """Write one file of a backup, readable by its owner only. Raises Unfit when it is not what the manifest says.

    Never writes more than the manifest promises, and where the caller says, whatever the name is.
    """
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(path) as archive, archive.open(name) as packed:
            shutil.copyfileobj(packed, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
    except _BROKEN as error:
        raise Unfit("damaged", name) from error
    if describe_member(target) != member:
        raise Unfit("damaged", name)
