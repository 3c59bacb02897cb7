"""A mail host that takes every connection and never says a word."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Tarpit:
    """`held` lines hang here."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def held(self) -> int:
        return len(self._lines)

    def take(self) -> None:
        with suppress(OSError):
            while True:
                self._lines.append(self._listener.accept()[0])

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self._lines:
            line.close()


@contextmanager
def running_tarpit() -> Iterator[Tarpit]:
    tarpit = Tarpit()
    thread = threading.Thread(target=tarpit.take)
    thread.start()
    try:
        yield tarpit
    finally:
        tarpit.close()
        thread.join()
