"""PostgreSQL as it runs when there is more than one machine: a first server that keeps its promises, and a replica.

Unlike the server of the other tests these write through to the disk, listen on loopback behind a password, and can be
killed, restarted and held up.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench.servers import free_port
from tests.dying import with_parent
from tests.postgres import UNPRIVILEGED, copy_programs

DEADLINE_S = 60
PASSWORD = "not-for-the-world"
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=32MB",
    "max_connections=60",
    "wal_level=replica",
    "max_wal_senders=4",
    "wal_keep_size=256MB",
    "hot_standby=on",
    "max_standby_streaming_delay=3s",
    "wal_receiver_status_interval=1s",
)


@dataclass
class Server:
    """One PostgreSQL server: `data` is its folder, `port` its port on 127.0.0.1."""

    programs: Path
    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "elearn") -> str:
        return f"postgresql+psycopg://postgres:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Also right after a kill: the children of the killed one may still hold its memory for a moment."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            self.process = self._spawn()
            if self._ready(deadline):
                return
            self.process.wait(DEADLINE_S)
            time.sleep(0.2)
        raise RuntimeError(
            f"PostgreSQL did not start: {(self.data.parent / f'{self.data.name}.log').read_text()[-800:]}"
        )

    def stop(self) -> None:
        self.end(signal.SIGINT)

    def restart_at_once(self) -> None:
        """As `pg_ctl restart -m immediate`: connections are cut, and what was written is replayed."""
        self.end(signal.SIGQUIT)
        self.start()

    def kill(self) -> None:
        """SIGKILL for the server and all its processes, as when the machine goes."""
        assert self.process
        postmaster = psutil.Process(self.process.pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(DEADLINE_S)
        psutil.wait_procs(family, timeout=20)

    def end(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(DEADLINE_S)

    def run(self, program: str, *words: str) -> str:
        """One of PostgreSQL's own programs, as the account that owns the servers. Raises RuntimeError."""
        done = subprocess.run(
            [self.programs / program, *words],
            user=owner(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PGPASSWORD": PASSWORD},
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")
        return done.stdout

    def sql(self, statement: str, database: str = "elearn") -> str:
        place = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database)
        return self.run("psql", *place, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement).strip()

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = [part for setting in (*SETTINGS, f"port={self.port}") for part in ("-c", setting)]
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            return subprocess.Popen(
                [self.programs / "postgres", "-D", str(self.data), *settings],
                user=owner(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever started it
                preexec_fn=with_parent(signal.SIGINT),  # noqa: PLW1509 - it makes one system call
            )

    def _ready(self, deadline: float) -> bool:
        """The server writes `ready` in the last line of its pid file; in that of another one it is not believed."""
        assert self.process
        pid_file = self.data / "postmaster.pid"
        while time.monotonic() < deadline and self.process.poll() is None:
            lines = pid_file.read_text().split() if pid_file.exists() else []
            if lines[:1] == [str(self.process.pid)] and lines[-1] in ("ready", "standby"):
                return True
            time.sleep(0.02)
        return False


def owner() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


@contextmanager
def running_pair() -> Iterator[tuple[Server, Server]]:
    """(first server with an empty database `elearn`, its streaming replica); stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="elearn-pair-"))
    folder.chmod(0o755)
    pair: list[Server] = []
    try:
        programs = copy_programs(folder)
        first, second = (Server(programs, _own_folder(folder / name)) for name in ("first", "second"))
        pair = [first, second]
        _make_cluster(first, folder)
        first.start()
        first.run("createdb", "-h", "127.0.0.1", "-p", str(first.port), "-U", "postgres", "elearn")
        follow(first, second)
        second.start()
        yield first, second
    finally:
        for server in reversed(pair):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def follow(first: Server, second: Server) -> None:
    """Make `second` anew as a copy of `first` that follows it."""
    shutil.rmtree(second.data)
    _own_folder(second.data)
    source = f"host=127.0.0.1 port={first.port} user=postgres password={PASSWORD}"
    second.run("pg_basebackup", "-d", source, "-D", str(second.data), "-R", "-X", "stream", "-c", "fast")


def _own_folder(path: Path) -> Path:
    path.mkdir(mode=0o700)
    name = owner()
    if name:
        shutil.chown(path, name)
    return path


def _make_cluster(first: Server, folder: Path) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    options = ("--username=postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--no-sync")
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    first.run("initdb", "-D", str(first.data), *options, *locale)
