"""The disk of a site that is being used is full: pages are read, answers are refused cleanly, and room heals it."""

from __future__ import annotations

import resource
import secrets
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from config import ROOT
from tests.bench.servers import free_port, wait_until_up
from tests.scaled.people import LESSON, QUIZ, Visitor


def limit(process: subprocess.Popen[bytes], size: int) -> None:
    """No process of the site can make a file longer than this, as on a disk without room (setrlimit(2))."""
    for one in [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]:
        resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def send(visitor: Visitor) -> tuple[int, str]:
    """A new guest's answer: (status, where the result is)."""
    visitor.cookie = ""
    return visitor.ask("POST", QUIZ, {"rev": "", "seed": "0", "bits": "b", "event": secrets.token_hex(16)})


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="UNCHECKED: prlimit(2) is Linux's")
def test_a_full_disk_under_a_running_site(site_url: str) -> None:
    port, database = free_port(), Path(site_url.removeprefix("sqlite:///"))
    command = [sys.executable, "-m", "elearn.cli", "serve", "--port", str(port), "--workers", "1"]
    confirmed: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_up(port, "/readyz", process)
            visitor = Visitor(port)
            assert send(visitor)[0] == 303
            limit(process, database.stat().st_size + 100_000)
            statuses: list[int] = []
            while len(statuses) < 400 and statuses[-3:] != [503] * 3:
                status, place = send(visitor)
                statuses.append(status)
                confirmed += [place.rpartition("/")[2]] if status == 303 else []
            assert set(statuses) == {303, 503}, "refused with a page that says that nothing is half-done, never a 500"
            assert visitor.ask("GET", LESSON)[0] == 200
            limit(process, resource.RLIM_INFINITY)
            status, place = send(visitor)
            assert status == 303, "no restart was needed"
            visitor.close()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)
    with closing(sqlite3.connect(database)) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = {uid for (uid,) in rows.execute("SELECT uid FROM attempt")}
        halves = rows.execute("SELECT count(*) FROM attempt WHERE uid NOT IN (SELECT id FROM event)").fetchone()[0]
    assert confirmed
    assert set(confirmed) <= stored
    assert (len(stored), halves) == (len(confirmed) + 2, 0)
