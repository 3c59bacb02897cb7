"""The protocol of Redis (RESP 2), as far as one script with keys and numbers needs it."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

LONGEST_LINE = 64 * 1024


class RedisError(OSError):
    """The server said no, or something that is not its protocol."""


@dataclass(frozen=True, slots=True)
class RedisPlace:
    """Where a server is: `redis://user:password@host:port/number`, with TLS `rediss://`."""

    host: str
    port: int
    user: str
    password: str
    number: int
    secure: bool

    @classmethod
    def read(cls, url: str) -> RedisPlace:
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "",
            port=parts.port or 6379,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            number=int(parts.path.strip("/") or 0),
            secure=parts.scheme == "rediss",
        )


class RedisLine:
    """One connection, opened and signed in when it is made. Not safe for two threads. Raises OSError."""

    def __init__(self, place: RedisPlace, *, timeout: float) -> None:
        self._socket = socket.create_connection((place.host, place.port), timeout=timeout)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if place.secure:
                context = ssl.create_default_context()
                self._socket = context.wrap_socket(self._socket, server_hostname=place.host)
            self._file: BinaryIO = self._socket.makefile("rb")
            if place.password:
                self.ask("AUTH", *([place.user] if place.user else []), place.password)
            if place.number:
                self.ask("SELECT", str(place.number))
        except BaseException:
            self._socket.close()
            raise

    def ask(self, *words: str) -> object:
        """The answer: a number, text, None, or a list of these. Raises RedisError for a refusal."""
        self._socket.sendall(encode(words))
        return self._read()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _read(self) -> object:
        line = self._file.readline(LONGEST_LINE)
        if not line.endswith(b"\r\n"):
            raise RedisError("the line was closed")
        kind, text = line[:1], line[1:-2].decode("utf-8", "replace")
        try:
            return self._value(kind, text)
        except ValueError as error:
            raise RedisError("no answer of a Redis server") from error

    def _value(self, kind: bytes, text: str) -> object:
        if kind == b"+":
            return text
        if kind == b":":
            return int(text)
        if kind == b"$":
            return None if int(text) < 0 else self._text(int(text))
        if kind == b"*":
            return None if int(text) < 0 else [self._read() for _ in range(int(text))]
        raise RedisError(text[:80] if kind == b"-" else "no answer of a Redis server")

    def _text(self, length: int) -> str:
        if length > LONGEST_LINE:
            raise RedisError("a longer text than any that was asked for")
        data = self._file.read(length + 2)
        if len(data) != length + 2:
            raise RedisError("the line was closed")
        return data[:-2].decode("utf-8", "replace")


def encode(words: tuple[str, ...]) -> bytes:
    """A command: each word with its length, so that nothing in a word can become another command."""
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word.encode("utf-8", "replace")
        parts.append(b"$%d\r\n%b\r\n" % (len(data), data))
    return b"".join(parts)
