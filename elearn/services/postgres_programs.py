"""PostgreSQL's own programs for dumps. They must be as new as the server; passwords go in the environment (CWE-214)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL

from elearn.domain.errors import Unfit

# Where Debian and its kin keep one folder per version; PATH holds a wrapper that may choose an older one.
INSTALLED = Path("/usr/lib/postgresql")


def find_program(name: str, *, server: int) -> str:
    """The first on PATH, then the newest installed, that is at least of the server's major version. Raises Unfit."""
    for path in _candidates(name):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - a program that we looked up ourselves
        found = re.search(r"\d+", told.stdout)
        if found and int(found.group()) >= server:
            return path
    raise Unfit("no-program", f"{name} {server}")


def _candidates(name: str) -> Iterator[str]:
    on_path = shutil.which(name)
    if on_path:
        yield on_path
    yield from (str(path) for path in sorted(INSTALLED.glob(f"*/bin/{name}"), reverse=True))


def run_program(path: str, url: URL, arguments: Sequence[str]) -> None:
    """Raises Unfit with the first line of what the program says when it fails."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    env = {**os.environ, "LC_ALL": "C"} | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [path, "--no-password", f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - a program that we looked up ourselves
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise Unfit("program-failed", lines[0][:300])
