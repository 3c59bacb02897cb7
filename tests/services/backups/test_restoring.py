"""A backup comes back whole, while others write, and nobody is signed in afterwards."""

from __future__ import annotations

import json
import stat
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from elearn.domain.errors import Unfit
from elearn.services.backups import make_backup
from elearn.services.epochs import current_epoch
from elearn.services.mail import list_queue
from elearn.services.restoring import restore_backup
from elearn.services.schema import known_revisions
from elearn.services.sessions import find_viewer
from elearn.storage.base import Base
from tests.makers import NOW
from tests.published import picture, send, uid
from tests.services.backups.making import KEY, back_up, closing_engine, order


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


def test_every_table_is_in_the_sums(site: Session, instance: Path) -> None:
    with zipfile.ZipFile(back_up(site, instance).path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert set(Base.metadata.tables) <= set(manifest["tables"])
    assert manifest["tables"]["attempt"][0] == 1
    assert "kkkk" not in json.dumps(manifest), "the key itself stands nowhere but in its file"
