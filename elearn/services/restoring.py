"""Putting a backup in the place of the database. Everything is checked beside it first; what was there is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.orm import Session

from elearn.domain.backups import (
    DATABASE_MEMBER,
    INSTANCE_MEMBERS,
    SQLITE,
    Manifest,
    check_fitness,
    find_difference,
)
from elearn.domain.errors import Unfit
from elearn.exchange.backup_files import extract_member, read_manifest
from elearn.services import audit, postgres_copies
from elearn.services.backups import key_mark, sync_folder
from elearn.services.migrating import upgrade_schema
from elearn.services.schema import known_revisions
from elearn.storage.base import begin_writing
from elearn.storage.epochs import add_epoch
from elearn.storage.mail import give_up_waiting
from elearn.storage.sessions import delete_all_sessions
from elearn.storage.sqlite_copies import close_log, find_damage, is_empty, sums_of

# Letters that waited when the backup was taken may have been sent since; whoever administers the site knows.
MAIL_IN_DOUBT = "waited in a backup: may have been sent before it was restored"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be restored where. `kept_key` is the secret key of the settings; empty where the instance keeps one.

    `epoch` is 32 hex that no database had before.
    """

    file: Path
    database_url: str
    instance: Path
    kept_key: str
    force: bool
    epoch: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` is where the earlier database is now, or empty; `other_key` True when links in letters are dead."""

    manifest: Manifest
    epoch: str
    aside: str
    letters: int
    other_key: bool


def restore_backup(order: Order) -> Restored:
    """Make the site what it was when the backup was taken, with a new epoch and nobody signed in.

    Letters that waited are put aside for an administrator. Raises Unfit, and then nothing has changed; a database that
    holds anything is replaced only with `force`, and kept.
    """
    manifest = read_manifest(order.file)
    url = make_url(order.database_url)
    check_fitness(manifest, database=url.get_backend_name(), known=known_revisions())
    order.instance.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=order.instance) as scratch:
        for name, member in manifest.members.items():
            extract_member(order.file, name, member, Path(scratch) / name)
        put_back = _restore_sqlite if manifest.database == SQLITE else _restore_postgresql
        aside, letters = put_back(order, manifest, Path(scratch), url)
        other_key = _put_back_files(order, manifest, Path(scratch))
    return Restored(manifest, order.epoch, aside, letters, other_key)


def _restore_sqlite(order: Order, manifest: Manifest, scratch: Path, url: URL) -> tuple[str, int]:
    database, copy = Path(str(url.database)), scratch / DATABASE_MEMBER[SQLITE]
    empty = _refuse_occupied(order, lambda: is_empty(database))
    damage = find_damage(copy)
    difference = "" if damage else find_difference(manifest.tables, sums_of(copy))
    if damage or difference:
        raise Unfit("damaged", damage or difference)
    letters = _begin_again(url.set(database=str(copy)), order)
    if not close_log(copy) or (database.exists() and not close_log(database)):
        raise Unfit("in-use", str(database))
    return _swap(copy, database, order.now, keep=not empty), letters


def _refuse_occupied(order: Order, is_empty: Callable[[], bool]) -> bool:
    """Whether the target is empty. Raises Unfit when it is not and nobody said --force."""
    try:
        empty = is_empty()
    except sqlite3.DatabaseError:  # a file of another kind: it is kept like a database
        empty = False
    if not empty and not order.force:
        raise Unfit("not-empty", str(make_url(order.database_url).database))
    return empty


def _swap(copy: Path, database: Path, now: datetime, *, keep: bool) -> str:
    """At every moment there is a whole database under the name. Returns where the earlier one is."""
    database.parent.mkdir(parents=True, exist_ok=True)
    draft = database.with_name(f".{database.name}.restored")
    shutil.copyfile(copy, draft) if copy.stat().st_dev != database.parent.stat().st_dev else copy.replace(draft)
    draft.chmod(0o600)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    aside = database.with_name(f"{database.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    if keep:
        os.link(database, aside)
    draft.replace(database)
    sync_folder(database.parent)
    return str(aside) if keep else ""


def _restore_postgresql(order: Order, manifest: Manifest, scratch: Path, url: URL) -> tuple[str, int]:
    empty = _refuse_occupied(order, lambda: not postgres_copies.count_tables(url))
    if postgres_copies.is_in_use(url):
        raise Unfit("in-use", str(url.database))
    with postgres_copies.replaced(url, scratch / DATABASE_MEMBER[manifest.database], order.now) as aside:
        difference = find_difference(manifest.tables, postgres_copies.current_sums(url))
        if difference:
            raise Unfit("damaged", difference)
        letters = _begin_again(url, order)
    if empty:
        postgres_copies.drop_schema(url, aside)
    return "" if empty else aside, letters


def _begin_again(url: URL, order: Order) -> int:
    """Bring a restored database up to this code and tell it that time has passed. How many letters are in doubt."""
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            upgrade_schema(session)
            begin_writing(session)
            add_epoch(session, uid=order.epoch, began_at=order.now, reason="restored")
            delete_all_sessions(session)
            letters = give_up_waiting(session, at=order.now, error=MAIL_IN_DOUBT)
            audit.write_entry(session, actor="", action="restore", about=order.epoch, now=order.now)
            session.commit()
    finally:
        engine.dispose()
    return letters


def _put_back_files(order: Order, manifest: Manifest, scratch: Path) -> bool:
    """The key and the mark of a demonstration, and what `./run` remembers of another database forgotten.

    True when the key is another one than the backup's: that of the settings stays.
    """
    for name in ("prepared", "first-administrator"):
        (order.instance / name).unlink(missing_ok=True)
    for name in INSTANCE_MEMBERS:
        file = order.instance / name
        if name in manifest.members:
            _keep_earlier(file, order.now, scratch / name)
            (scratch / name).replace(file)
        elif name != "secret_key":
            file.unlink(missing_ok=True)
    sync_folder(order.instance)
    mine = order.kept_key or _read(order.instance / "secret_key")
    return bool(manifest.key) and key_mark(mine) != manifest.key


def _keep_earlier(file: Path, now: datetime, restored: Path) -> None:
    """Another key than the restored one is kept beside it."""
    if file.exists() and file.read_bytes() != restored.read_bytes():
        with suppress(FileExistsError):
            os.link(file, file.with_name(f"{file.name}.before-restore-{now:%Y%m%dT%H%M%SZ}"))


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.exists() else ""
