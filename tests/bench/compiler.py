"""What `elearn check`, a workbench and `elearn publish` cost on 840 course files, each beside its target."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import psutil

from config import LANGUAGES
from elearn.content.workbench import KeptFiles, Workbench
from elearn.extensions import open_session
from elearn.services.migrating import upgrade_schema
from elearn.services.publishing import publish
from tests.bench.servers import ROOT
from tests.bench.trees import write_tree
from tests.makers import NOW

EDITED = "course-1/module-2/lesson-3.md"
ROUNDS = 7


@dataclass(frozen=True)
class Figure:
    """`seconds` are those of the processor, of all threads: another program on the machine adds little to them."""

    name: str
    seconds: float
    wall: float
    megabytes: float
    target: str


@dataclass(frozen=True)
class Bench:
    """A tree on the disk, and a site to publish it to."""

    root: Path
    instance: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "COURSES_PATH": str(self.root),
            "INSTANCE_PATH": str(self.instance),
            "DATABASE_URL": self.url,
            "XDG_CACHE_HOME": str(self.instance / "cache"),
        }
        return {**os.environ, **own}

    @property
    def url(self) -> str:
        return f"sqlite:///{self.instance / 'elearn.sqlite3'}"

    def run(self, name: str, target: str, *words: str) -> Figure:
        """The cost of one command in a process of its own; its peak of memory with it."""
        command = [sys.executable, "-m", "elearn.cli", *words]
        begun = time.monotonic()
        with subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"elearn {' '.join(words)} ended with status {process.returncode}")
        peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        return Figure(name, used.ru_utime + used.ru_stime, time.monotonic() - begun, peak, target)

    def edit(self, number: int) -> None:
        """Another word in one lesson."""
        path = self.root / EDITED
        text = path.read_text(encoding="utf-8").partition("\nEdited ")[0]
        path.write_text(f"{text}\nEdited {number} times.\n", encoding="utf-8")


@contextmanager
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instance").mkdir()
        made = Bench(write_tree(folder / "courses"), folder / "instance")
        with open_session(made.url) as session:
            upgrade_schema(session)
        yield made


def measure(bench: Bench) -> Iterator[Figure]:
    author = replace(bench, instance=bench.instance / "none")  # a clone without a site, whose releases would be asked
    yield author.run("check, no cache", "2.5 s", "check", "--no-cache")
    author.run("check, writing the cache", "", "check")
    yield author.run("check, nothing changed", "0.5 s", "check")
    yield bench.run("publish, all new", "8 s", "publish")
    bench.edit(0)
    yield bench.run("publish, one file changed", "1 s", "publish")
    yield from in_one_process(bench)


def in_one_process(bench: Bench) -> Iterator[Figure]:
    """What a process that stays pays for one edit: the median of some."""
    files, workbench = KeptFiles(time.time_ns), Workbench(LANGUAGES)
    workbench.compile(files.read([bench.root]), today=NOW.date())
    time.sleep(2.1)  # what was just written would be read twice
    workbench.compile(files.read([bench.root]), today=NOW.date())

    def check() -> None:
        workbench.check(files.read([bench.root]), today=NOW.date())

    def publish_again() -> None:
        compiled = workbench.compile(files.read([bench.root]), today=NOW.date())
        with open_session(bench.url) as session:
            roots = [bench.root]
            publish(session, roots=roots, languages=LANGUAGES, author="", note="", now=NOW, compiled=compiled)

    yield _median("check, one file edited, in a process that stays", "0.05 s", bench, check)
    yield _median("publish, one file edited, in a process that stays", "1 s", bench, publish_again)


def _median(name: str, target: str, bench: Bench, act: Callable[[], None]) -> Figure:
    spent, lasted = [], []
    for number in range(1, ROUNDS + 1):
        bench.edit(number)
        processor, begun = time.process_time(), time.monotonic()
        act()
        spent.append(time.process_time() - processor)
        lasted.append(time.monotonic() - begun)
    return Figure(name, median(spent), median(lasted), psutil.Process().memory_info().rss / 1e6, target)


def measure_compiler(told: Path | None) -> int:
    """Prints a table; with `told` the figures are written there, too."""
    figures = []
    print("| 840 files | s of CPU | s | target | peak MB (200) |\n|---|---:|---:|---:|---:|")
    with bench() as made:
        for figure in measure(made):
            figures.append(figure)
            missed = "" if figure.seconds <= float(figure.target.partition(" ")[0]) else " MISSED"
            print(f"| {figure.name} | {figure.seconds:.3f} | {figure.wall:.2f} | {figure.target}{missed} ", end="")
            print(f"| {figure.megabytes:.0f} |", flush=True)
    if told:
        told.write_text(json.dumps({"compiler": list(map(asdict, figures)), "machine": platform.platform()}, indent=1))
    return 0
