"""Wrong, damaged, forged and newer files are refused, and nothing changes."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable, Unfit
from elearn.services.epochs import current_epoch
from elearn.services.migrating import upgrade_schema
from elearn.services.restoring import Order, restore_backup
from tests.makers import NOW
from tests.published import picture
from tests.services.backups.making import back_up, closing_engine, order


def test_a_backup_that_lies_about_its_rows_changes_nothing(site: Session, instance: Path) -> None:
    """Whole by every checksum, but not what it says: what was there stands as it was."""
    made = back_up(site, instance)
    before, epoch = picture(site), current_epoch(site)
    lying = forged(made.path, lambda manifest: manifest["tables"]["attempt"].__setitem__(0, 2))
    with pytest.raises(Unfit, match="attempt has 1 rows where 2 were"):
        restore_backup(order(site, instance, lying))
    assert picture(site) == before
    assert current_epoch(site) == epoch


def forged(path: Path, change: object) -> Path:
    """Another backup with the manifest changed."""
    target = path.with_name("forged.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(body)
                change(manifest)  # type: ignore[operator] # a lambda over JSON
                body = json.dumps(manifest).encode()
            new.writestr(name, body)
    return target


def zip_of(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def add(path: Path, name: str) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.MonkeyPatch.context():
        if name in archive.namelist():
            archive.NameToInfo.pop(name)
        archive.writestr(name, b"x")


def swap(path: Path, **values: object) -> None:
    shutil.move(forged(path, lambda manifest: manifest.update(values)), path)


WRONG: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a photograph": ("no-backup", lambda path: path.write_bytes(b"\xff\xd8\xff" * 100)),
    "nothing in it": ("no-backup", lambda path: path.write_bytes(b"")),
    "a ZIP of somebody's": ("no-backup", lambda path: zip_of(path, {"letter.txt": b"dear sister"})),
    "cut off": ("damaged", lambda path: path.write_bytes(path.read_bytes()[:-200])),
    "cut in half": ("damaged", lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])),
    "one bit": ("damaged", flip),
    "no manifest to read": ("damaged", lambda path: zip_of(path, {"manifest.json": b"{"})),
    "a manifest that is a bomb": ("damaged", lambda path: zip_of(path, {"manifest.json": b" " * 2_000_000})),
    "a file that nobody promised": ("damaged", lambda path: add(path, "../../escaped")),
    "the same name twice": ("damaged", lambda path: add(path, "secret_key")),
    "of a newer schema": ("newer-backup", lambda path: swap(path, schema="9999")),
    "of a newer format": ("newer-format", lambda path: swap(path, format=2)),
    "of another database": ("other-database", lambda path: swap(path, database="oracle")),
    "without a database": ("damaged", lambda path: swap(path, members={})),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_and_nothing_changes(whole: Path, tmp_path: Path, name: str) -> None:
    why, spoil = WRONG[name]
    file = tmp_path / "backup.zip"
    shutil.copy(whole, file)
    spoil(file)
    target = tmp_path / "site/elearn.sqlite3"
    target.parent.mkdir()
    with closing(sqlite3.connect(target)) as there:
        there.execute("CREATE TABLE mine (x)")
    before = digest(target.parent)
    with pytest.raises(Unfit) as refused:
        restore_backup(Order(file, f"sqlite:///{target}", target.parent, "", True, "e" * 32, NOW))
    assert refused.value.why == why
    assert digest(target.parent) == before
    assert not (tmp_path / "escaped").exists()


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_damaged_database_is_noticed_when_it_is_backed_up(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "elearn.sqlite3"
    with closing(sqlite3.connect(whole.parent / "elearn.sqlite3")) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA writable_schema=ON")
        # An index that lacks its rows: every page is readable, and searching by it finds nothing.
        copy.execute("INSERT INTO blob (hash, kind, body) VALUES ('f', 'x', 'y')")
        copy.commit()
        root = copy.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_blob_1'").fetchone()[0]
        size = copy.execute("PRAGMA page_size").fetchone()[0]
    body = bytearray(path.read_bytes())
    body[(root - 1) * size + 3 : (root - 1) * size + 5] = b"\x00\x00"  # the number of cells of its first page
    path.write_bytes(body)
    with closing_engine(f"sqlite:///{path}") as session, pytest.raises(Unfit, match="database-damaged"):
        back_up(session, tmp_path, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_an_empty_database_and_a_newer_one_are_refused(tmp_path: Path) -> None:
    with closing_engine(f"sqlite:///{tmp_path / 'elearn.sqlite3'}") as session:
        with pytest.raises(Unfit, match="nothing-to-back-up"):
            back_up(session, tmp_path)
        upgrade_schema(session)
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
        with pytest.raises(Unavailable, match="newer-schema"):
            back_up(session, tmp_path)
