"""`elearn rebuild`: events a second and peak memory, on SQLite and on PostgreSQL. Memory must not grow with the log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.servers import ROOT
from tests.bench.worlds import World, make_world
from tests.postgres import running_postgres

MOST_MEGABYTES = 1000
MOST_GROWTH = 1.25


@dataclass(frozen=True)
class Rebuilding:
    """One run in a process of its own. `processor` are the seconds of that process; PostgreSQL's own come on top."""

    database: str
    events: int
    rows: int
    seconds: float
    processor: float
    megabytes: float


def measure_rebuilding(worlds: Sequence[World], folder: Path) -> list[Rebuilding]:
    """Each of these worlds, and worlds of the same sizes on a PostgreSQL of our own."""
    print("\n| elearn rebuild | events | s | s of CPU | events/s | peak MB | targets |\n|---|" + "---:|" * 5 + "---|")
    done: list[Rebuilding] = []
    for world in worlds:
        done.append(_print(rebuild("SQLite", world), done))
    on_postgresql: list[Rebuilding] = []
    for world in worlds:
        with running_postgres() as url:
            there = make_world(folder / f"postgresql-{world.learners}", learners=world.learners, url=url)
            on_postgresql.append(_print(rebuild("PostgreSQL", there), on_postgresql))
    return [*done, *on_postgresql]


def rebuild(database: str, world: World) -> Rebuilding:
    command = [sys.executable, "-m", "elearn.cli", "rebuild"]
    begun = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **world.environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        told = re.search(r"Folded (\d+) events into (\d+) rows", process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not told:
        raise RuntimeError(f"elearn rebuild ended with status {process.returncode}")
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    seconds, processor = time.monotonic() - begun, used.ru_utime + used.ru_stime
    return Rebuilding(database, int(told[1]), int(told[2]), seconds, processor, peak)


def _print(done: Rebuilding, smaller: Sequence[Rebuilding]) -> Rebuilding:
    growth = done.megabytes / smaller[0].megabytes if smaller else 1
    missed = " MISSED" if done.megabytes > MOST_MEGABYTES or growth > MOST_GROWTH else ""
    target = f"< {MOST_MEGABYTES} MB, <= {MOST_GROWTH:g} times the smallest ({growth:.2f}){missed}"
    figures = f"{done.seconds:.1f} | {done.processor:.1f} | {done.events / done.seconds:.0f} | {done.megabytes:.0f}"
    print(f"| {done.database} | {done.events:,} | {figures} | {target} |", flush=True)
    return done
