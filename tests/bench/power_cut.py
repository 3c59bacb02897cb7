"""`python -m tests.bench.power_cut [--answers 100]`: the power goes at every confirmation of an answer (needs strace).

A process of its own sends answers by the use case of the form, on SQLite as the site uses it, and writes a line to a
file of ours after each commit. Every write and sync of the database's files is recorded by strace and played back:
at each line, once with nothing of what was not synced, and once with a random part of it in torn sectors of 512
bytes. 1 when an answer that was confirmed is missing or the database damaged. Directory entries count as durable.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from elearn.extensions import open_session
from elearn.services.attempts import submit_quiz
from elearn.storage.releases import QuizRevision
from tests.bench.servers import ROOT
from tests.workshops import make_centre

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate"
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((\d+)<([^>]*)>(?:, (.*))?\) += (-?\d+)")
_DATA = re.compile(r'^"((?:\\x[0-9a-f]{2})*)", (\d+)(?:, (\d+))?$')


@dataclass
class Disk:
    """One file: what is surely there, and what was written since the last sync (None: cut off at the offset)."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.pending:
            put(self.durable, offset, data)
        self.pending.clear()

    def torn(self, chance: Random) -> bytearray:
        """With some sectors of what was not synced, in any choice."""
        state = bytearray(self.durable)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < 0.5:
                    put(state, offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    put(state, offset + start, data[start : start + SECTOR])
        return state


def put(state: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del state[offset:]
        return
    state.extend(bytes(max(0, offset - len(state))))
    state[offset : offset + len(data)] = data


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        send_answers(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not shutil.which("strace"):
        print("strace is missing: apt install strace", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return cut(Path(folder), asked.answers, Random(asked.seed))  # noqa: S311 - which sectors arrive


def send_answers(url: str, confirmed: Path, answers: int) -> None:
    """In the child: one line for each answer, written when the use case has returned."""
    told = os.open(confirmed, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with open_session(url) as session:
        quiz, rev = session.execute(select(QuizRevision.quiz, QuizRevision.rev)).first() or ("", "")
        for number in range(answers):
            uid = submit_quiz(
                session,
                learner=f"{number:032x}",
                quiz=quiz,
                revision=rev,
                seed=0,
                answers={"bits": ["b"]},
                language="en",
                event_id=None,
                secret=b"k" * 40,
                now=datetime.now(UTC) + timedelta(seconds=number),
            )
            os.write(told, f"{uid}\n".encode())
        os._exit(0)  # as if the power went: closing would tidy up


def cut(folder: Path, answers: int, chance: Random) -> int:
    make_centre(folder, f"sqlite:///{folder}/centre.sqlite3")
    base, confirmed, trace = folder / "centre.sqlite3", folder / "confirmed", folder / "trace"
    wal = folder / "centre.sqlite3-wal"
    disks = {str(base): Disk(bytearray(base.read_bytes())), str(wal): Disk()}
    command = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    command += [part for path in (base, wal, confirmed) for part in ("-P", str(path))]
    child = [sys.executable, "-m", "tests.bench.power_cut", "--child", f"sqlite:///{base}", str(confirmed)]
    subprocess.run([*command, *child, str(answers)], cwd=ROOT, check=True)
    told: list[str] = []
    failures: dict[str, int] = defaultdict(int)
    for path, call, offset, data in calls(trace):
        if path == str(confirmed):
            told.append((data or b"").decode().strip())
            for name, states in (("dropped", _dropped(disks)), ("torn", _torn(disks, chance))):
                failures[name] += not survives(folder / "after", states, told)
        elif call in ("fsync", "fdatasync"):
            disks[path].sync()
        else:
            disks[path].pending.append((offset, data))
    print(f"{len(told)} answers confirmed; cut at each: {dict(failures)} times something was lost or damaged")
    return 1 if any(failures.values()) or len(told) != answers else 0


def _dropped(disks: dict[str, Disk]) -> dict[str, bytearray]:
    return {Path(path).name: disk.durable for path, disk in disks.items()}


def _torn(disks: dict[str, Disk], chance: Random) -> dict[str, bytearray]:
    return {Path(path).name: disk.torn(chance) for path, disk in disks.items()}


def calls(trace: Path) -> Iterator[tuple[str, str, int, bytes | None]]:
    """(file, call, offset, bytes) in their order. Raises ValueError for a line that cannot be read."""
    for line in trace.read_text(encoding="ascii").splitlines():
        found = _CALL.match(line)
        if not found:
            if "(" in line:
                raise ValueError(line[:200])
            continue
        call, _fd, named, rest, returned = found.groups()
        path = bytes.fromhex(named.replace("\\x", "")).decode() if named.startswith("\\x") else named
        if call in ("fsync", "fdatasync"):
            yield path, call, 0, None
        elif call == "ftruncate":
            yield path, call, int(rest), None
        else:
            data = _DATA.match(rest)
            if not data:
                raise ValueError(line[:200])
            written = bytes.fromhex(data[1].replace("\\x", ""))[: int(returned)]
            yield path, call, int(data[3] or 0), written


def survives(folder: Path, states: dict[str, bytearray], told: list[str]) -> bool:
    """Whether the database opens whole and has every answer that was confirmed."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, state in states.items():
        (folder / name).write_bytes(state)
    with closing(sqlite3.connect(folder / "centre.sqlite3")) as rows:
        try:
            whole = rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            stored = {uid for (uid,) in rows.execute("SELECT uid FROM attempt")}
        except sqlite3.DatabaseError:
            return False
    return whole and set(told) <= stored


if __name__ == "__main__":
    sys.exit(main())
