"""`elearn serve` as it is run: what it refuses in one line, and that replacing it under load drops nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from config import ROOT
from elearn.cli.listening import listen
from elearn.cli.machine import usable_cores, usable_memory
from elearn.domain.capacity import choose_workers
from elearn.services.migration_files import known_revisions
from tests.bench.servers import free_port, wait_until_up

SERVE = [sys.executable, "-m", "elearn.cli", "serve"]
# systemd sets LISTEN_PID in the process that becomes the service; a shell does the same for us.
AS_SYSTEMD = ["/bin/sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", *SERVE]


def refused(*arguments: str) -> str:
    done = subprocess.run([*SERVE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
    return done.stderr


@contextmanager
def serving(port: int, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([*SERVE, "--port", str(port), *arguments], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_up(port, "/readyz", process)
            yield process
        finally:
            process.terminate()
            process.wait(40)


def test_a_port_in_use_is_one_line(site_url: str) -> None:
    assert site_url
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port} (Address already in use)" in refused("--port", str(port))
    assert "cannot listen on 192.0.2.1" in refused("--host", "192.0.2.1", "--port", str(free_port()))
    assert "cannot listen on no-such-host.invalid" in refused("--host", "no-such-host.invalid")


@pytest.mark.parametrize(
    ("version", "advice"), [("0001", "elearn db upgrade"), ("9999", "update the code"), ("", "elearn db upgrade")]
)
def test_a_database_of_another_schema_is_not_served(site: Session, version: str, advice: str) -> None:
    changed = "UPDATE alembic_version SET version_num = :version" if version else "DROP TABLE alembic_version"
    site.execute(text(changed), {"version": version} if version else {})
    site.commit()
    assert advice in refused("--port", str(free_port()))


def test_a_database_that_is_not_there_is_not_made(
    site: Session, site_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site
    other = Path(site_url.removeprefix("sqlite:///")).with_name("other.sqlite3")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{other}")
    assert "elearn db upgrade" in refused("--port", str(free_port()))
    assert not other.exists()
    other.write_bytes(b"a letter to my sister\n" * 100)
    assert "is no database" in refused("--port", str(free_port()))


def test_a_folder_that_cannot_be_written(site_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be stops root too; a file system that is read-only is what broken disks become."""
    assert site_url
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "file/instance"))
    assert "INSTANCE_PATH: cannot write in" in refused()
    monkeypatch.undo()


def test_a_disk_that_is_read_only(site: Session, site_url: str, tmp_path: Path) -> None:
    site.close()
    site.get_bind().engine.dispose()
    folder = Path(site_url.removeprefix("sqlite:///")).parent
    bound = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True, text=True, check=False)
    if bound.returncode:
        pytest.skip(f"making a disk read-only needs root and its rights: {bound.stderr.strip()}")
    (folder / "secret_key").write_text("k" * 64)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        assert "cannot be opened or written" in refused("--port", str(free_port()))
        for words in (("db", "upgrade"), ("publish",), ("backup", "--to", str(tmp_path)), ("rebuild",)):
            command = [sys.executable, "-m", "elearn.cli", *words]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
            assert done.stderr.count("\n") <= 1, done
            assert done.returncode in (0, 2), done
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_workers_and_threads_are_told(site_url: str) -> None:
    assert site_url
    port = free_port()
    with subprocess.Popen([*SERVE, "--port", str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        process.terminate()
    workers = choose_workers(usable_cores(), usable_memory())
    assert line.startswith(f"elearn: {workers} worker")
    assert "chosen for" in line
    assert "4 threads" in line


LINES = 4


class Load:
    """People who read, ask and answer on lines of their own.

    A request that gets no whole answer is counted, and one that was sent on a line that nobody read is `repeated`.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: Counter[object] = Counter()
        self.repeated = 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(LINES)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        paths = ("/en/c/ip", "/readyz", "/healthz", "/en/me")
        asked = 0
        while not self._stop.is_set():
            asked += 1
            path = paths[(asked + number) % len(paths)]
            told = self._get(path)
            # A worker that stops closes the lines on which it has read nothing yet; browsers and most clients open
            # another for a GET (RFC 9110 §9.2.2). How many may be hit is asserted below.
            if told == "RemoteDisconnected":
                self.repeated += 1
                told = self._get(path)
            self.answers[told] += 1
            time.sleep(0.005)

    def _get(self, path: str) -> object:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status if answer.read() else "cut off"
        except OSError as error:
            return type(error).__name__
        finally:
            connection.close()

    def wait_for(self, more: int) -> None:
        goal, deadline = self.answers.total() + more, time.monotonic() + 60
        while self.answers.total() < goal and time.monotonic() < deadline:
            time.sleep(0.02)


def workers_of(process: subprocess.Popen[bytes]) -> set[int]:
    return {child.pid for child in psutil.Process(process.pid).children()}


def test_hup_replaces_every_worker_and_drops_no_request(site_url: str) -> None:
    assert site_url
    port = free_port()
    with serving(port, "--workers", "2") as process, Load(port) as load:
        load.wait_for(50)
        before = workers_of(process)
        process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 60
        while (workers_of(process) & before or len(workers_of(process)) != 2) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not workers_of(process) & before
        load.wait_for(50)
    assert set(load.answers) == {200}
    assert load.answers[200] > 100
    assert load.repeated <= LINES * 2  # the lines that two workers closed unread


def test_workers_that_begin_as_copies_have_lines_of_their_own(
    site_url: str, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that they are copied from has asked the database already: two that write on one line confuse it."""
    assert site_url
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    port = free_port()
    with migrated(postgresql_url):
        subprocess.run([*SERVE[:-1], "publish"], cwd=ROOT, check=True, capture_output=True)
        with serving(port, "--workers", "2"), Load(port) as load:
            load.wait_for(200)
    assert set(load.answers) == {200}


@contextmanager
def migrated(url: str) -> Iterator[None]:
    """The tables of a test's database are there without a migration; what serves them looks for one."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": known_revisions()[-1]})
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
        engine.dispose()


def test_a_whole_restart_behind_a_passed_socket_drops_no_request(site_url: str) -> None:
    """As under systemd: the socket stays while the server goes and comes; whoever asks in between waits."""
    assert site_url
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        port = listener.getsockname()[1]
        first = start_with(listener)
        wait_until_up(port, "/readyz", first)
        with Load(port) as load:
            load.wait_for(30)
            first.terminate()
            assert first.wait(40) == 0
            second = start_with(listener)
            try:
                load.wait_for(60)
            finally:
                second.terminate()
                second.wait(40)
                # Whoever still asks is answered, too.
                third = start_with(listener)
                load.wait_for(4)
        third.terminate()
        third.wait(40)
    assert set(load.answers) == {200}
    assert load.repeated <= LINES * 2  # two servers went, each closed at most every line once


def start_with(listener: socket.socket) -> subprocess.Popen[bytes]:
    """With this socket as descriptor 3, as systemd passes it."""

    def pass_it() -> None:
        os.dup2(listener.fileno(), 3, inheritable=True)

    return subprocess.Popen(AS_SYSTEMD, cwd=ROOT, stderr=subprocess.DEVNULL, preexec_fn=pass_it, close_fds=False)  # noqa: PLW1509 - no threads that hold locks


def test_term_lets_a_request_in_flight_finish(site_url: str) -> None:
    """Half of a form has come when the server is told to stop; the other half is still read and answered."""
    assert site_url
    port = free_port()
    with serving(port, "--workers", "1") as process:
        line = socket.create_connection(("127.0.0.1", port), timeout=30)
        body = b"email=nobody%40example.org&password=not-this-one"
        head = f"POST /en/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        line.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body[:10])
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        line.sendall(body[10:])
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := line.recv(65536):
                answer += part
        line.close()
    assert answer.startswith(b"HTTP/1.1 422"), answer[:200]


@pytest.mark.parametrize(
    ("files", "cores", "memory"),
    [
        ({}, None, None),
        ({"cpu.max": "max 100000", "memory.max": "max"}, None, None),
        ({"cpu.max": "50000 100000", "memory.max": "268435456"}, 0.5, 268_435_456),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None, None),
        ({"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "100000"}, 1.0, None),
        ({"cpu.max": "many", "memory.max": ""}, None, None),
    ],
)
def test_the_limits_of_a_container_count(
    tmp_path: Path, files: dict[str, str], cores: float | None, memory: int | None
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    everything = float(len(os.sched_getaffinity(0)))
    assert usable_cores(tmp_path) == min(everything, cores or everything)
    assert usable_memory(tmp_path, tmp_path / "nobody-says") == memory


@pytest.mark.parametrize(
    ("cores", "memory", "workers"),
    [
        (2, 24 * 10**9, 2),
        (0.5, 24 * 10**9, 1),
        (1.9, None, 1),
        (64, None, 4),
        (4, 10**9, 3),
        (4, 512 * 10**6, 1),
        (2, 1, 1),
    ],
)
def test_workers_by_cores_and_memory(cores: float, memory: int | None, workers: int) -> None:
    assert choose_workers(cores, memory) == workers


def test_no_line_waits_for_its_headers_to_be_confirmed() -> None:
    """Else each page that is made for one person comes 40 ms later: headers and body are written apart."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
