"""`elearn rebuild`: events a second and peak memory, on SQLite and on PostgreSQL. Memory must not grow with the log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.servers import ROOT
from tests.bench.worlds import World, fill_world
from tests.postgres import running_postgres

MOST_MEGABYTES = 1000
# A small process between: a child starts with its parent's peak of memory, and ours is larger than what is measured.
WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(int((used.ru_utime + used.ru_stime) * 1000), used.ru_maxrss)
"""
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


def measure_rebuilding(worlds: Sequence[World]) -> list[Rebuilding]:
    """Each of these worlds, and the same people on a PostgreSQL of our own, where nothing was folded before."""
    print("\n| elearn rebuild | events | s | s of CPU | events/s | peak MB | targets |\n|---|" + "---:|" * 5 + "---|")
    done: list[Rebuilding] = []
    for world in worlds:
        done.append(_print(rebuild("SQLite", world), done))
    on_postgresql: list[Rebuilding] = []
    for world in worlds:
        with running_postgres() as url:
            fill_world(url, world.learners, fold=False)
            there = World({"INSTANCE_PATH": world.environment["INSTANCE_PATH"], "DATABASE_URL": url})
            on_postgresql.append(_print(rebuild("PostgreSQL", there), on_postgresql))
    return [*done, *on_postgresql]


def rebuild(database: str, world: World) -> Rebuilding:
    command = [sys.executable, "-c", WATCH, sys.executable, "-m", "elearn.cli", "rebuild"]
    begun = time.monotonic()
    environment = {**os.environ, **world.environment}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    seconds = time.monotonic() - begun
    events, rows, processor, peak = re.findall(r"\d+", done.stdout)
    megabytes = int(peak) / (1e6 if sys.platform == "darwin" else 1e3)
    return Rebuilding(database, int(events), int(rows), seconds, int(processor) / 1000, megabytes)


def _print(done: Rebuilding, smaller: Sequence[Rebuilding]) -> Rebuilding:
    growth = done.megabytes / smaller[0].megabytes if smaller else 1
    missed = " MISSED" if done.megabytes > MOST_MEGABYTES or growth > MOST_GROWTH else ""
    target = f"< {MOST_MEGABYTES} MB, <= {MOST_GROWTH:g} times the smallest ({growth:.2f}){missed}"
    figures = f"{done.seconds:.1f} | {done.processor:.1f} | {done.events / done.seconds:.0f} | {done.megabytes:.0f}"
    print(f"| {done.database} | {done.events:,} | {figures} | {target} |", flush=True)
    return done
