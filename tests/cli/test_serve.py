"""`elearn serve` as it is started: what it refuses in one line, how many workers it takes, what its socket hands on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import ROOT
from elearn.cli.listening import listen
from elearn.cli.machine import usable_cores, usable_memory
from elearn.domain.capacity import choose_workers
from tests.bench.servers import free_port
from tests.cli.serving import SERVE


def refused(*arguments: str) -> str:
    done = subprocess.run([*SERVE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    return done.stderr


def test_a_port_in_use_is_one_line(site_url: str) -> None:
    assert site_url
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port} (Address already in use)" in refused("--port", str(port))
    assert "cannot listen on 192.0.2.1" in refused("--host", "192.0.2.1", "--port", str(free_port()))
    assert "cannot listen on no-such-host.invalid" in refused("--host", "no-such-host.invalid")


@pytest.mark.parametrize(
    ("version", "advice"), [("0001", "elearn db upgrade"), ("9999", "update the code"), ("", "elearn db upgrade")]
)
def test_a_database_of_another_schema_is_not_served(site: Session, version: str, advice: str) -> None:
    changed = "UPDATE alembic_version SET version_num = :version" if version else "DROP TABLE alembic_version"
    site.execute(text(changed), {"version": version} if version else {})
    site.commit()
    assert advice in refused("--port", str(free_port()))


def test_a_database_that_is_not_there_is_not_made(
    site: Session, site_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site
    other = Path(site_url.removeprefix("sqlite:///")).with_name("other.sqlite3")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{other}")
    assert "elearn db upgrade" in refused("--port", str(free_port()))
    assert not other.exists()
    other.write_bytes(b"a letter to my sister\n" * 100)
    assert "is no database" in refused("--port", str(free_port()))


def test_a_folder_that_cannot_be_written(site_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be stops root too; a file system that is read-only is what broken disks become."""
    assert site_url
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "file/instance"))
    assert "INSTANCE_PATH: cannot write in" in refused()
    monkeypatch.undo()


def test_a_disk_that_is_read_only(site: Session, site_url: str, tmp_path: Path) -> None:
    site.close()
    site.get_bind().engine.dispose()
    folder = Path(site_url.removeprefix("sqlite:///")).parent
    bound = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, text=True, check=False)
    if bound.returncode:
        pytest.skip(f"making a disk read-only needs root and its rights: {bound.stderr.strip()}")
    (folder / "secret_key").write_text("k" * 64)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        assert "cannot be opened or written" in refused("--port", str(free_port()))
        for words in (("db", "upgrade"), ("publish",), ("backup", "--to", str(tmp_path)), ("rebuild",)):
            command = [sys.executable, "-m", "elearn.cli", *words]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
            assert done.stderr.count("\n") <= 1, done
            assert done.returncode in (0, 2), done
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_workers_and_threads_are_told(site_url: str) -> None:
    assert site_url
    port = free_port()
    with subprocess.Popen([*SERVE, "--port", str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        process.terminate()
    workers = choose_workers(usable_cores(), usable_memory())
    assert line.startswith(f"elearn: {workers} worker")
    assert "chosen for" in line
    assert "4 threads" in line


@pytest.mark.parametrize(
    ("files", "cores", "memory"),
    [
        ({}, None, None),
        ({"cpu.max": "max 100000", "memory.max": "max"}, None, None),
        ({"cpu.max": "50000 100000", "memory.max": "268435456"}, 0.5, 268_435_456),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None, None),
        ({"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "100000"}, 1.0, None),
        ({"cpu.max": "many", "memory.max": ""}, None, None),
    ],
)
def test_the_limits_of_a_container_count(
    tmp_path: Path, files: dict[str, str], cores: float | None, memory: int | None
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    everything = float(len(os.sched_getaffinity(0)))
    assert usable_cores(tmp_path) == min(everything, cores or everything)
    assert usable_memory(tmp_path, tmp_path / "nobody-says") == memory


@pytest.mark.parametrize(
    ("cores", "memory", "workers"),
    [
        (2, 24 * 10**9, 2),
        (0.5, 24 * 10**9, 1),
        (1.9, None, 1),
        (64, None, 4),
        (4, 10**9, 3),
        (4, 512 * 10**6, 1),
        (2, 1, 1),
    ],
)
def test_workers_by_cores_and_memory(cores: float, memory: int | None, workers: int) -> None:
    assert choose_workers(cores, memory) == workers


def test_no_line_waits_for_its_headers_to_be_confirmed() -> None:
    """Else each page that is made for one person comes 40 ms later: headers and body are written apart."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
