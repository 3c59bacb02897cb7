"""`elearn backup`, `restore` and `db upgrade`, as an operator types them: one line, a status, and nothing half-done."""

from __future__ import annotations

import hashlib
import os
import re
import resource
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import ROOT
from elearn.services.job_states import Work, read_work
from elearn.services.schema import known_revisions
from elearn.storage.epochs import Epoch
from tests.cli.conftest import Run
from tests.commands import run_elearn


def elearn(*words: str, biggest: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the environment of this test; `biggest` bytes in a file at most."""
    if biggest is None:
        return run_elearn(*words, cwd=ROOT, environment=os.environ)
    command = [sys.executable, "-m", "elearn.cli", *words]
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (biggest, biggest))
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, preexec_fn=limit)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that refused."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    assert done.stderr.startswith("elearn: ")
    return done.stderr


def digest(folder: Path) -> dict[str, str]:
    """Every file of the site. What SQLite keeps beside an open file does not count, nor the key that is made first."""
    passing = ("-wal", "-shm", "secret_key")
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(passing)]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_there_and_back(run: Run, site: Session, tmp_path: Path) -> None:
    done = run("backup")
    assert done.exit_code == 0
    path = Path(done.output.partition(":")[0])
    assert path.parent == tmp_path / "instance/backups"
    assert "restored on trial with the same sums" in done.output
    state = read_work(site)[Work.BACKUP]
    assert state.note == f"{path.name} {path.stat().st_size}"
    site.execute(text("DELETE FROM release"))
    site.commit()
    site.close()
    site.get_bind().engine.dispose()
    assert "not empty" in refused(elearn("restore", str(path)))
    done = run("restore", str(path), "--force")
    assert done.exit_code == 0
    assert "The earlier database is kept" in done.output
    assert site.scalar(text("SELECT count(*) FROM release")) == 1
    assert [row.reason for row in site.query(Epoch).order_by(Epoch.id)] == ["first", "restored"]
    assert run("doctor").output.count("ok    database") == 1


def test_a_file_of_ones_own_choice(run: Run, site: Session, tmp_path: Path) -> None:
    assert site
    named = tmp_path / "elsewhere.zip"
    assert run("backup", str(named)).exit_code == 0
    assert zipfile.is_zipfile(named)
    assert run("backup", "--to", str(tmp_path / "folder")).exit_code == 0
    assert "is there already" in refused(elearn("backup", str(named)))
    assert "one place" in refused(elearn("backup", str(named), "--to", str(tmp_path)))
    assert "there is no folder" in refused(elearn("backup", "--to", str(tmp_path / "a/b/c")))


@pytest.mark.parametrize("words", [("backup",), ("db", "upgrade"), ("restore", "old.zip", "--force"), ("doctor",)])
def test_a_database_from_the_future(site: Session, tmp_path: Path, run: Run, words: tuple[str, ...]) -> None:
    """Newer than the code: nobody touches it, whatever he asks for. A restore may replace it, when it is told to."""
    old = tmp_path / "old.zip"
    assert run("backup", str(old)).exit_code == 0
    site.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    site.commit()
    site.close()
    site.get_bind().engine.dispose()
    before = digest(tmp_path / "instance")
    done = elearn(*(str(old) if word == "old.zip" else word for word in words))
    if words[0] == "restore":
        assert done.returncode == 0, done.stderr
        return
    assert "update the code" in done.stdout + done.stderr
    assert done.returncode == (1 if words == ("doctor",) else 2)
    assert digest(tmp_path / "instance") == before


def test_an_upgrade_takes_a_backup_and_says_how_to_go_back(site: Session, tmp_path: Path, run: Run) -> None:
    """The migration before this one, then forward, then back to what was there."""
    step_back(site)
    done = elearn("db", "upgrade")
    assert done.returncode == 0, done.stderr
    [path] = (tmp_path / "instance/backups").iterdir()
    assert f"elearn restore {path} --force" in done.stdout
    assert zipfile.ZipFile(path).testzip() is None
    assert run("db", "check").exit_code == 0
    assert run("db", "upgrade").output.count("\n") == 1
    assert len(list((tmp_path / "instance/backups").iterdir())) == 1, "nothing was to be done, so nothing was copied"
    assert run("restore", str(path), "--force").exit_code == 0
    assert run("db", "check").exit_code == 0


def test_an_upgrade_without_a_backup_is_asked_for(site: Session, tmp_path: Path) -> None:
    step_back(site)
    assert elearn("db", "upgrade", "--no-backup").returncode == 0
    assert not (tmp_path / "instance/backups").exists()


def test_an_upgrade_whose_backup_fails_does_not_happen(site: Session, tmp_path: Path) -> None:
    step_back(site)
    (tmp_path / "instance/backups").write_text("a file where a folder should be")
    before = digest(tmp_path / "instance")
    assert "there is no folder" in refused(elearn("db", "upgrade"))
    assert digest(tmp_path / "instance") == before


def step_back(site: Session) -> None:
    """To the schema before the newest, as an earlier version of the code left it."""
    for table in ("reminder", "feedback"):
        site.execute(text(f"DROP TABLE {table}"))
    for table, column in (("account", "zone"), ("queued_mail", "expires_at"), ("bounce", "returned")):
        site.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    site.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    site.commit()
    site.close()
    site.get_bind().engine.dispose()


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 1.2])
def test_no_room_for_a_backup(site: Session, site_url: str, tmp_path: Path, share: float) -> None:
    """Files may not grow beyond some size: in the copy, in the file itself, on trial. Nothing of it stays."""
    database = Path(site_url.removeprefix("sqlite:///"))
    site.close()
    site.get_bind().engine.dispose()
    before = digest(tmp_path / "instance")
    done = elearn("backup", "--to", str(tmp_path / "backups"), biggest=int(database.stat().st_size * share))
    if share > 1:
        assert done.returncode == 0, done.stderr
        return
    assert "no room is left" in refused(done)
    assert digest(tmp_path / "instance") == before
    assert list((tmp_path / "backups").glob("*")) == []


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_no_room_for_a_restore(site: Session, site_url: str, tmp_path: Path, run: Run, share: float) -> None:
    path = tmp_path / "backup.zip"
    assert run("backup", str(path)).exit_code == 0
    database = Path(site_url.removeprefix("sqlite:///"))
    site.close()
    site.get_bind().engine.dispose()
    before = digest(tmp_path / "instance")
    done = elearn("restore", str(path), "--force", biggest=int(database.stat().st_size * share))
    assert "no room is left" in refused(done)
    assert digest(tmp_path / "instance") == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A real file system of one megabyte; only root can mount one, so elsewhere the limits above must do."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting a small disk needs root and its rights: {mounted.stderr.decode().strip()}")
    return place


def test_a_full_disk(site: Session, small_disk: Path) -> None:
    assert site
    try:
        (small_disk / "ballast").write_bytes(b"x" * 900_000)
        assert "no room is left" in refused(elearn("backup", "--to", str(small_disk)))
        assert [path.name for path in small_disk.iterdir()] == ["ballast"]
        (small_disk / "ballast").unlink()
        (small_disk / "ballast").write_bytes(b"x" * 1_000_000)
        os.environ["INSTANCE_PATH"] = str(small_disk)
        os.environ["DATABASE_URL"] = f"sqlite:///{small_disk}/elearn.sqlite3"
        assert "no room is left" in refused(elearn("db", "upgrade"))
    finally:
        subprocess.run(["umount", str(small_disk)], check=True)


def test_a_restore_that_is_killed_leaves_one_whole_database(
    site: Session, site_url: str, tmp_path: Path, run: Run
) -> None:
    """Killed at twelve moments: what answers afterwards is the earlier database or the restored one, never half."""
    path = tmp_path / "backup.zip"
    assert run("backup", str(path)).exit_code == 0
    site.execute(text("DELETE FROM release"))
    site.commit()
    site.close()
    site.get_bind().engine.dispose()
    database = site_url.removeprefix("sqlite:///")
    seen = set()
    for tenth in range(2, 26, 2):
        with subprocess.Popen(
            [sys.executable, "-m", "elearn.cli", "restore", str(path), "--force"], cwd=ROOT, stdout=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(tenth / 10)
            except subprocess.TimeoutExpired:
                process.kill()
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            seen.add(connection.execute("SELECT count(*) FROM release").fetchone()[0])
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            assert version == (known_revisions()[-1],)
    assert seen <= {0, 1}


def test_help_says_where_and_how_many(run: Run) -> None:
    shown = re.sub(r"\s+", " ", run("backup", "--help").output)
    assert "instance/backups" in shown
    assert "default: 14" in shown
