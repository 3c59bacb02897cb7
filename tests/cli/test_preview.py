"""`elearn preview` as an author runs it: a process of its own, asked over HTTP."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.content.trees import BASE, LESSON, L

LESSON_PAGE = "/en/c/ip/ip-reading"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "elearn.cli", "preview", *arguments]


def environment(folder: Path) -> dict[str, str]:
    names = ("COURSES_PATH", "LANGUAGES", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "INSTANCE_PATH": str(folder / "instance"), "PYTHONUNBUFFERED": "1"}


@contextmanager
def previewing(folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A preview of the courses in this folder: its port, once it listens, and its process."""
    process = subprocess.Popen(
        command("--port", "0", str(folder / "courses")),
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.match(r"http://127\.0\.0\.1:(\d+)/ ", line)
        assert found, line or (process.stderr.read() if process.stderr else "")
        yield int(found[1]), process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in BASE.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def get(port: int, address: str, host: str = "") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address, headers={"Host": host or f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def everything_below(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


def test_a_page_follows_its_file_and_only_its_own_host_is_answered(folder: Path) -> None:
    before = everything_below(folder)
    with previewing(folder) as (port, process):
        status, page = get(port, LESSON_PAGE)
        assert status == 200
        assert "The older ones have 32 bits" in page
        assert get(port, LESSON_PAGE, "evil.example")[0] == 421
        assert everything_below(folder) == before, "a preview writes nothing"
        revision = re.search(r'data-revision="(\d+)"', page)
        assert revision
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", f"/preview/events?have={revision[1]}")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream"
        (folder / "courses" / L).write_text(LESSON.replace("32 bits", "33 bits <!-- open"), encoding="utf-8")
        told = answer.read().decode()
        connection.close()
        assert re.search(r"event: change\ndata: \d+\n\n$", told)
        page = get(port, LESSON_PAGE)[1]
        assert "33 bits" in page
        assert "error K005" in page
        assert process.poll() is None


def test_half_written_and_vanishing_files_do_not_end_it(folder: Path) -> None:
    lesson = folder / "courses" / L
    with previewing(folder) as (port, process):
        for content in (b"", b"---", LESSON.encode()[:40], b"\xff\xfe\x00", LESSON.encode()):
            lesson.write_bytes(content)
            time.sleep(0.6)
            assert get(port, "/")[0] == 200
            assert get(port, "/preview/problems")[0] == 200
        lesson.unlink()
        time.sleep(0.6)
        assert get(port, "/")[0] == 200
        lesson.write_text(LESSON, encoding="utf-8")
        deadline = time.monotonic() + 20
        while get(port, LESSON_PAGE)[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert process.poll() is None


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to_also_with_a_page_open(folder: Path, stop: signal.Signals) -> None:
    with previewing(folder) as (port, process):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/preview/events")
        connection.getresponse()
        process.send_signal(stop)
        out, err = process.communicate(timeout=20)
        connection.close()
        assert process.returncode == 0, err
        assert "Traceback" not in out + err


def test_a_port_in_use_is_one_line_that_says_what_to_do(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = command("--port", str(port), str(folder / "courses"))
        done = subprocess.run(arguments, env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        f"elearn: cannot listen on 127.0.0.1:{port} (Address already in use); choose another with --port\n"
    )


def test_only_this_machine_can_open_it(folder: Path) -> None:
    with previewing(folder) as (port, _):
        listening = Path("/proc/net/tcp").read_text(encoding="ascii")
        assert f"0100007F:{port:04X} 00000000:0000 0A" in listening
        assert f"00000000:{port:04X} 00000000:0000 0A" not in listening
