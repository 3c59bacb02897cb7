"""`python -m tests.bench.kill [--rounds 100]`: the default site (SQLite, two workers) is killed while people answer.

Each round kills one worker, the process that starts the workers, or all of them, at a random moment. 1 when an answer
that was confirmed is not there, when one was taken twice or when the database is damaged.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from random import Random

import psutil

from tests.bench.servers import wait_until_up
from tests.scaled.killing import DOUBLED, HALVES
from tests.scaled.layout import ELEARN, Program
from tests.scaled.people import Told, answer_quizzes
from tests.workshops import Centre, make_centre

BLOWS = ("a worker", "the master", "everything")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        centre = make_centre(Path(folder), f"sqlite:///{folder}/centre.sqlite3")
        told = kill_at_random(centre, asked.rounds, asked.people, Random(asked.seed))  # noqa: S311 - moments
        return tell(Path(folder, "centre.sqlite3"), told)


def kill_at_random(centre: Centre, rounds: int, people: int, random: Random) -> Told:
    told, stop, began = Told(), threading.Event(), time.monotonic()
    command = (*ELEARN, "serve", "--port", str(centre.port), "--workers", "2")
    site = Program("site", command, centre.environment(), centre.folder / "site.log", centre.port)
    site.start()
    threads = [threading.Thread(target=answer_quizzes, args=(centre.port, told, stop)) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, rounds + 1):
            time.sleep(random.random())
            strike(site, BLOWS[number % 3], random)
            known, deadline = len(told.confirmed), time.monotonic() + 30
            while len(told.confirmed) == known and time.monotonic() < deadline:
                time.sleep(0.02)
            if number % 10 == 0:
                _say(f"{number} kills in {time.monotonic() - began:.0f} s: {len(told.confirmed)} confirmed")
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
        site.stop()
    return told


def strike(site: Program, what: str, random: Random) -> None:
    """A worker is replaced by the master; the rest is started again at once, as systemd would."""
    assert site.process
    master = psutil.Process(site.process.pid)
    workers = master.children(recursive=True)
    if what == "a worker":
        random.choice(workers).kill()
        return
    os.kill(master.pid, signal.SIGKILL) if what == "the master" else site.kill()
    for worker in workers:
        if worker.is_running():
            worker.kill()  # systemd kills what is left of the group before it starts another
    psutil.wait_procs(workers, timeout=20)
    site.process.wait(20)
    site.spawn()
    wait_until_up(site.port, "/readyz", site.process)


def tell(database: Path, told: Told) -> int:
    with closing(sqlite3.connect(database)) as rows:
        whole = rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = {uid for (uid,) in rows.execute("SELECT uid FROM attempt")}
        doubled = rows.execute(DOUBLED).fetchone()[0]
        halves = rows.execute(HALVES.replace("SELECT FROM", "SELECT 1 FROM")).fetchone()[0]
    lost = set(told.confirmed.values()) - stored
    _say(
        f"{len(told.confirmed)} answers confirmed, {len(lost)} lost, {doubled} taken twice, {halves} half there; "
        f"{told.failed} sent again; the database is {'whole' if whole else 'DAMAGED'}"
    )
    return 1 if lost or doubled or halves or not whole or told.strange else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
