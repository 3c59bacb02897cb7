"""Servers to measure: the product and a bare Flask page, each under Granian with one worker, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server. `cpu()` is the processor time of all its processes so far, in seconds."""

    port: int
    process: psutil.Process

    def family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu(self) -> float:
        times = (member.cpu_times() for member in self.family())
        return sum(spent.user + spent.system for spent in times)

    def memory(self) -> int:
        """Proportional set size of all processes, in bytes: pages that several share count once."""
        return sum(member.memory_full_info().pss for member in self.family())

    def resident(self) -> int:
        """Resident set size of all processes, in bytes: what they share counts as often as they are."""
        return sum(member.memory_info().rss for member in self.family())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(arguments: list[str], port: int, path: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Start, wait until `path` answers 200 (30 s at most), stop at the end."""
    process = subprocess.Popen(arguments, cwd=ROOT, env={**os.environ, **environment})
    try:
        wait_until_up(port, path, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_up(port: int, path: str, process: subprocess.Popen[Any], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass  # not listening yet
        finally:
            connection.close()
        time.sleep(0.05)
    raise RuntimeError(f"the server did not come up within {seconds:g} s")


def product(workers: int = 1) -> tuple[list[str], int]:
    port = free_port()
    return [sys.executable, "-m", "elearn.cli", "serve", "--port", str(port), "--workers", str(workers)], port


def ceiling(name: str = "app") -> tuple[list[str], int]:
    """A server of `ceilings.py` with one worker and one thread."""
    port = free_port()
    arguments = ["--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "1"]
    return [sys.executable, "-m", "granian", *arguments, "--no-access-log", f"tests.bench.ceilings:{name}"], port
