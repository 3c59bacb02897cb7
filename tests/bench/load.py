"""One keep-alive connection that asks again and again, and what the server spent on it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

from tests.bench.servers import Server

Request = Callable[[int], bytes]


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
