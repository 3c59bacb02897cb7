"""`elearn serve` while it is told to reload, to stop or is started again: nobody's request is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from sqlalchemy import create_engine, text

from config import ROOT
from elearn.services.migration_files import known_revisions
from tests.bench.servers import free_port, wait_until_up
from tests.cli.serving import AS_SYSTEMD, LINES, SERVE, Load, serving


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
