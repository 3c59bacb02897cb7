"""The scaled layout on loopback: three workers on own ports behind nginx, PostgreSQL with a replica, Redis, jobs.

Every process has a folder and a group of its own, so that each can be killed alone, and none outlives this one.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config import ROOT
from tests.bench.servers import free_port, wait_until_up
from tests.clusters import Server, follow, running_pair
from tests.commands import run_elearn
from tests.dying import with_parent
from tests.redis_server import Redis, running_redis
from tests.workshops import clean_environment

ELEARN = (sys.executable, "-m", "elearn.cli")
WORKERS = 3
STOP_S = 40


@dataclass
class Program:
    """A process group that can be killed and started again with the same command."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    # Where it answers when it is up; port 0: it is not waited for.
    port: int = 0
    path: str = "/readyz"
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.spawn()
        self.wait()

    def wait(self) -> None:
        """A machine that starts everything at once may need longer than one program alone does."""
        for tries_left in (2, 1, 0):
            try:
                if self.port and self.process:
                    wait_until_up(self.port, self.path, self.process)
            except RuntimeError:
                if not tries_left or not self.process or self.process.poll() is not None:
                    raise
            else:
                return

    def spawn(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=with_parent(signal.SIGTERM),  # noqa: PLW1509 - it makes one system call
            )

    def kill(self) -> None:
        """SIGKILL for all of its processes at once."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_S)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_S)
                return
            self.kill()


@dataclass
class Layout:
    """What runs. `elearn` runs a command on the site as its operator would."""

    folder: Path
    courses: Path
    first: Server
    second: Server
    redis: Redis
    port: int = field(default_factory=free_port)
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    mail_url: str = ""
    workers: list[Program] = field(default_factory=list)
    jobs: Program | None = None
    proxy: Program | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, machine: str = "operator") -> dict[str, str]:
        """The settings of one machine: an instance folder of its own, the rest the same everywhere."""
        folder = self.folder / machine
        folder.mkdir(exist_ok=True)
        return {
            **clean_environment(),
            "BASE_URL": self.address,
            "COURSES_PATH": str(self.courses),
            "DATABASE_REPLICA_URL": self.second.url(),
            "DATABASE_URL": self.first.url(),
            "INSTANCE_PATH": str(folder),
            "JOBS_URL": self.first.url(),
            "MAIL_URL": self.mail_url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": self.secret,
            "TRUSTED_PROXIES": "1",
        }

    def elearn(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run_elearn(*words, cwd=ROOT, environment=self.environment(), timeout=300)

    def members(self) -> dict[str, Program | Server | Redis]:
        """Everything that can be killed, by name."""
        programs = {program.name: program for program in (*self.workers, self.jobs, self.proxy) if program}
        return {**programs, "first database": self.first, "replica": self.second, "redis": self.redis}

    def replace_replica(self) -> None:
        """As somebody does whose replica is gone: a new copy of the first database."""
        follow(self.first, self.second)
        self.second.start()


@contextmanager
def running_layout(courses: Path, *, demonstration: tuple[str, ...] = (), mail_url: str = "") -> Iterator[Layout]:
    """Everything up and `courses` published; stopped in the other order, each process by its own id."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="elearn-scaled-")))
        first, second = opened.enter_context(running_pair())
        (folder / "redis").mkdir()
        redis = opened.enter_context(running_redis(folder / "redis", password=secrets.token_hex(16)))
        layout = Layout(folder, courses, first, second, redis, mail_url=mail_url)
        for words in (("prepare",), *([("demo", *demonstration)] if demonstration else [])):
            done = layout.elearn(*words)
            if done.returncode:
                raise RuntimeError(done.stderr)
        programs = _programs(layout)
        for machine in ("worker-2", "worker-3"):  # the first one shows that a machine makes its own
            shutil.copytree(folder / "operator/translations", folder / machine / "translations")
        for program in programs:
            opened.callback(program.stop)
            program.spawn()
        for program in programs:
            program.wait()
        yield layout


def _programs(layout: Layout) -> list[Program]:
    ports = [free_port() for _ in range(WORKERS)]
    layout.workers = [_worker(layout, f"worker {number}", port) for number, port in enumerate(ports, 1)]
    layout.jobs = Program("jobs", (*ELEARN, "jobs", "run"), layout.environment("jobs"), layout.folder / "jobs.log")
    layout.proxy = _proxy(layout, ports)
    return [*layout.workers, layout.jobs, layout.proxy]


def _worker(layout: Layout, name: str, port: int) -> Program:
    command = (*ELEARN, "serve", "--port", str(port), "--workers", "1")
    machine = name.replace(" ", "-")
    return Program(name, command, layout.environment(machine), layout.folder / f"{machine}.log", port)


def _proxy(layout: Layout, ports: list[int]) -> Program:
    """nginx with the file of `deploy/`, on these ports."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not found:
        raise RuntimeError("nginx is not installed: apt install nginx-light")
    folder = layout.folder / "nginx"
    folder.mkdir(exist_ok=True)
    text = (ROOT / "deploy/nginx-scaled.conf").read_text()
    for number, port in enumerate(ports, 1):
        text = text.replace(f"web{number}:8000", f"127.0.0.1:{port}")
    text = text.replace("/var/cache/nginx/elearn", f"{folder}/pages")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{layout.port};")
    (folder / "site.conf").write_text(text)
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {folder}/{name};" for name in temporary)
    account = "user root;" if os.geteuid() == 0 else ""  # or its workers could not write below our folder
    (folder / "main.conf").write_text(
        f"daemon off; {account} pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ {paths} include {folder}/site.conf; }}\n"
    )

    command = (found, "-c", str(folder / "main.conf"))
    return Program("nginx", command, clean_environment(), layout.folder / "nginx.log", layout.port, "/healthz")


def wait_for(question: Callable[[], bool], seconds: float) -> float:
    """How long it took until this was true. Raises AssertionError after so many seconds."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(OSError):
            if question():
                return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")
