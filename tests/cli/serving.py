"""A server of the command line, started and stopped, and people who ask it meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from config import ROOT
from tests.bench.servers import wait_until_up

SERVE = [sys.executable, "-m", "elearn.cli", "serve"]
# systemd sets LISTEN_PID in the process that becomes the service; a shell does the same for us.
AS_SYSTEMD = ["/bin/sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", *SERVE]


@contextmanager
def serving(port: int, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([*SERVE, "--port", str(port), *arguments], cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_up(port, "/readyz", process)
            yield process
        finally:
            process.terminate()
            process.wait(40)


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
