"""`elearn` as a command, in a process of its own that need not load the program first.

Half of what the commands of a run cost was Python reading the same modules again: here one process of each worker has
read them, and every command is a fork of it. What a start from nothing does is tried by tests/cli/test_serve.py, by
tests/deploy and by the journeys, which start servers.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from elearn.cli import main as cli

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([f"elearn.cli.{module}" for module in sorted({*cli.VERBS.values()} - {"bench"})])


def run_elearn(
    *words: str, cwd: Path, environment: Mapping[str, str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Status and output of `elearn` with these words; nothing can be typed. Raises TimeoutExpired as `run` does."""
    with tempfile.TemporaryDirectory(prefix="elearn-command-") as folder:
        out, told = Path(folder, "out"), Path(folder, "told")
        process = _FORKS.Process(target=_run, args=(words, str(cwd), dict(environment), str(out), str(told)))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["elearn", *words], timeout, out.read_bytes(), told.read_bytes())
        return subprocess.CompletedProcess(["elearn", *words], process.exitcode, out.read_text(), told.read_text())


def _run(words: tuple[str, ...], cwd: str, environment: dict[str, str], out: str, told: str) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in ((out, sys.stdout), (told, sys.stderr)):
        with Path(path).open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = ["elearn", *words]
    cli.main()
