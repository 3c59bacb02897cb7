"""One keep-alive connection that asks again and again, and what the server spent on it."""

from __future__ import annotations

import socket
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.servers import Server

Request = Callable[[int], bytes]


@dataclass(frozen=True)
class Cost:
    """Processor seconds of the server per request: the median of the rounds, and its ratio to the yardstick's.

    Each round asks the yardstick and the subject one after the other, so that a machine that is busy slows both.
    """

    name: str
    seconds: float
    ratio: float
    body: int


class Line:
    """A raw HTTP/1.1 connection: the client must cost little beside the server."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, dict[str, str], int]:
        """(status, headers in lower case, length of the body)."""
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        status = int(head[9:12])
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:] if line)
        }
        length = int(headers.get("content-length", 0)) if status not in (204, 304) else 0
        if headers.get("transfer-encoding") == "chunked":
            length = self._chunks()
        else:
            self._take(length)
        return status, headers, length

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._read()
        head, _, self._rest = self._rest.partition(mark)
        return head

    def _take(self, length: int) -> None:
        while len(self._rest) < length:
            self._read()
        self._rest = self._rest[length:]

    def _chunks(self) -> int:
        total = 0
        while size := int(self._until(b"\r\n"), 16):
            self._take(size + 2)
            total += size
        self._take(2)
        return total

    def _read(self) -> None:
        received = self._socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server closed the line")
        self._rest += received


def get(path: str, port: int, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Encoding: gzip, br"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, port: int, body: str, **headers: str) -> bytes:
    more = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body.encode()))}
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in {**more, **headers}.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def spent(server: Server, line: Line, requests: Sequence[bytes], expected: int) -> tuple[float, int]:
    """(processor seconds per request, bytes of the last body). Raises when an answer is not the expected one."""
    before = server.cpu()
    length = 0
    for request in requests:
        status, _headers, length = line.ask(request)
        if status != expected:
            raise RuntimeError(f"status {status} instead of {expected}")
    return (server.cpu() - before) / len(requests), length


def compare(
    name: str, subject: tuple[Server, Request, int, int], yardstick: tuple[Server, Request, int, int], rounds: int = 5
) -> Cost:
    """Subject and yardstick in turn; each is (server, request maker, requests a round, status to expect)."""
    lines = {id(side): Line(side[0].port) for side in (subject, yardstick)}
    counters: dict[int, Iterator[int]] = {id(side): iter(range(1 << 30)) for side in (subject, yardstick)}

    def one_round(side: tuple[Server, Request, int, int]) -> tuple[float, int]:
        server, make, count, status = side
        requests = [make(next(counters[id(side)])) for _ in range(count)]
        return spent(server, lines[id(side)], requests, status)

    one_round(subject), one_round(yardstick)
    pairs = [(one_round(subject), one_round(yardstick)) for _ in range(rounds)]
    return Cost(
        name,
        statistics.median(subject_cost for (subject_cost, _), _ in pairs),
        statistics.median(subject_cost / yardstick_cost for (subject_cost, _), (yardstick_cost, _) in pairs),
        pairs[-1][0][1],
    )
