"""A closed loop over several connections: answers a second, what they cost, and how long the slow ones waited."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench.load import Request
from tests.bench.servers import Server


@dataclass(frozen=True)
class Pressed:
    """Answers a second; milliseconds from the request to the last byte, of the middle one and of the slowest in 100."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Side:
    """One of two that are compared: so many requests a round, each with this answer."""

    server: Server
    make: Request
    requests: int
    expected: int


@dataclass(frozen=True)
class Cost:
    """Processor seconds of the server per request: the median of the rounds, and its ratio to the yardstick's."""

    seconds: float
    ratio: float


@dataclass
class Asking:
    """One connection and what has come of the answer so far."""

    line: socket.socket
    sent_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.got.clear()
        self.sent_at = time.perf_counter()
        self.line.sendall(request)

    def read(self) -> int | None:
        """The status when the whole answer is here."""
        received = self.line.recv(1 << 18)
        if not received:
            raise ConnectionError("the server closed the line")
        self.got += received
        head, mark, body = bytes(self.got).partition(b"\r\n\r\n")
        if not mark:
            return None
        status = int(head[9:12])
        if status in (204, 304):
            return status
        length = next((part[15:] for part in head.lower().split(b"\r\n") if part.startswith(b"content-length:")), None)
        if length is None:
            return status if body.endswith(b"0\r\n\r\n") else None
        return status if len(body) >= int(length) else None


def press(server: Server, make: Request, *, lines: int, requests: int, expected: int, first: int = 0) -> Pressed:
    """So many requests over so many connections, each asking again as soon as it has its answer."""
    numbers = iter(range(first, first + requests))
    took: list[float] = []
    with selectors.DefaultSelector() as ready:
        for _ in range(lines):
            line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asking = Asking(line)
            ready.register(line, selectors.EVENT_READ, asking)
            asking.send(make(next(numbers)))
        begun = time.perf_counter()
        while ready.get_map():
            for key, _ in ready.select(30):
                _go_on(ready, key.data, make, numbers, took, expected)
        seconds = time.perf_counter() - begun
    took.sort()
    return Pressed(len(took) / seconds, took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000)


def _go_on(
    ready: selectors.BaseSelector,
    asking: Asking,
    make: Request,
    numbers: Iterator[int],
    took: list[float],
    expected: int,
) -> None:
    status = asking.read()
    if status is None:
        return
    took.append(time.perf_counter() - asking.sent_at)
    if status != expected:
        raise RuntimeError(f"status {status} instead of {expected}")
    number = next(numbers, None)
    if number is None:
        ready.unregister(asking.line)
        asking.line.close()
    else:
        asking.send(make(number))


def compare(subject: Side, yardstick: Side, *, lines: int, rounds: int = 5) -> Cost:
    """Each round asks the yardstick and the subject one after the other, so that a machine that is busy slows both.

    Over one line a server sleeps after each answer, and half of what a small one costs is waking up: what the work
    itself costs shows over several.
    """
    for side in (subject, yardstick):
        _spent(side, lines)
    pairs = [(_spent(subject, lines), _spent(yardstick, lines)) for _ in range(rounds)]
    return Cost(statistics.median(own for own, _ in pairs), statistics.median(own / other for own, other in pairs))


def _spent(side: Side, lines: int) -> float:
    before = side.server.cpu()
    press(side.server, side.make, lines=lines, requests=side.requests, expected=side.expected)
    return (side.server.cpu() - before) / side.requests
