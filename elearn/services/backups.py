"""Backups: one file with everything that cannot be made again, taken while the site is written to, and tried."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.domain.backups import (
    DATABASE_MEMBER,
    FORMAT,
    INSTANCE_MEMBERS,
    SQLITE,
    Manifest,
    backup_name,
    find_difference,
    surplus,
)
from elearn.domain.errors import Unavailable, Unfit
from elearn.exchange.backup_files import describe_member, extract_member, read_manifest, write_backup
from elearn.services.epochs import current_epoch
from elearn.services.postgres_copies import dump_online, try_dump
from elearn.services.schema import describe_schema
from elearn.services.sqlite_faults import sqlite_reason
from elearn.storage.releases import find_head
from elearn.storage.sqlite_copies import copy_online, find_damage, sums_of
from elearn.storage.table_sums import Sums

FOLDER = "backups"
EPOCHS_SINCE = "0008"


@dataclass(frozen=True, slots=True)
class Made:
    """`tried` is False when the copy could not be restored on trial because the database does not allow it."""

    path: Path
    bytes: int
    rows: int
    schema: str
    tried: bool
    removed: tuple[str, ...]


def make_backup(
    session: Session, *, instance: Path, to: Path, key: str, version: str, keep: int, now: datetime
) -> Made:
    """Write a backup to `to`, a file that is not there yet, or a folder, where only the newest `keep` stay.

    The file appears when it is whole, on the disk and has been restored on trial with the same sums; until then, and
    after any failure, nothing of it is there. Raises Unfit, Unavailable, OSError.
    """
    about = _describe(session)
    session.rollback()
    target = _target(to, now)
    engine = session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 - every session of ours is made with one
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as scratch:
        draft = Path(scratch) / "draft.zip"
        database = Path(scratch) / DATABASE_MEMBER[about["database"]]
        sums = _copy(engine, database)
        members = {database.name: database, **_instance_files(instance)}
        described = {name: describe_member(path) for name, path in members.items()}
        manifest = Manifest(
            **about,
            format=FORMAT,
            elearn=version,
            made_at=now.isoformat(),
            key=key_mark(key),
            tables=sums,
            members=described,
        )
        write_backup(draft, manifest, members)
        database.unlink()
        tried = try_backup(draft, engine, Path(scratch) / "trial")
        _place(draft, target)
    removed = _clear_away(target.parent, keep) if to != target else ()
    return Made(target, target.stat().st_size, manifest.rows, manifest.schema, tried, removed)


def key_mark(key: str) -> str:
    """Tells two secret keys apart. The key has 128 bits or more, so nobody finds it from this."""
    return hashlib.sha256(b"elearn key " + key.encode()).hexdigest()[:12] if key else ""


def try_backup(path: Path, engine: Engine, scratch: Path) -> bool:
    """Restore it beside and compare every table. False where the database does not allow it. Raises Unfit."""
    manifest = read_manifest(path)
    name = DATABASE_MEMBER[manifest.database]
    extract_member(path, name, manifest.members[name], scratch)
    try:
        sums = _sums_of_copy(manifest, engine, scratch)
    finally:
        scratch.unlink(missing_ok=True)
    difference = find_difference(manifest.tables, sums) if sums is not None else ""
    if difference:
        raise Unfit("trial-differs", difference)
    return sums is not None


def _sums_of_copy(manifest: Manifest, engine: Engine, copy: Path) -> Sums | None:
    if manifest.database != SQLITE:
        return try_dump(engine.url, copy)
    damage = find_damage(copy)
    if damage:
        raise Unfit("database-damaged", damage)
    return sums_of(copy)


def _describe(session: Session) -> dict[str, Any]:
    """What the manifest says of the database. A database without tables has nothing to keep."""
    schema = describe_schema(session)
    if schema.unknown:
        raise Unavailable("newer-schema")
    if not schema.current:
        raise Unfit("nothing-to-back-up")
    head = find_head(session)
    return {
        "database": session.get_bind().dialect.name,
        "schema": schema.current,
        "epoch": current_epoch(session) if schema.current >= EPOCHS_SINCE else "",
        "release": head.id if head else 0,
    }


def _target(to: Path, now: datetime) -> Path:
    """The file to write. Its folder is made when only its last part is missing. Nothing is ever overwritten."""
    is_file = to.suffix == ".zip"
    folder = to.parent if is_file else to
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except (FileExistsError, FileNotFoundError) as error:
        raise Unfit("no-folder", str(folder)) from error
    target = to if is_file else folder / backup_name(now)
    if target.exists():
        raise Unfit("file-there", str(target))
    return target


def _copy(engine: Engine, target: Path) -> Sums:
    if engine.dialect.name != SQLITE:
        return dump_online(engine.url, target)
    try:
        return copy_online(Path(str(engine.url.database)), target)
    except sqlite3.DatabaseError as error:
        raise _told(error) from error


def _told(error: sqlite3.DatabaseError) -> Unfit:
    """SQLite says in words what is wrong with a disk or a file."""
    if sqlite_reason(getattr(error, "sqlite_errorcode", 0)) == "disk-full":
        return Unfit("disk-full")
    return Unfit("database-damaged", str(error))


def _instance_files(instance: Path) -> Mapping[str, Path]:
    return {name: instance / name for name in INSTANCE_MEMBERS if (instance / name).is_file()}


def _place(draft: Path, target: Path) -> None:
    """Give the finished file its name, unless somebody else took it meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError as error:
        raise Unfit("file-there", str(target)) from error
    except OSError:  # a disk that knows no second names
        draft.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """A name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_away(folder: Path, keep: int) -> tuple[str, ...]:
    names = surplus((path.name for path in folder.iterdir()), keep)
    for name in names:
        with suppress(FileNotFoundError):
            (folder / name).unlink()
    return tuple(names)
