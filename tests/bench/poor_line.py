"""A slow line to a server on loopback: delay, one shared pipe, and a handshake that costs what it costs far away.

The handshake is paid once for all connections of a view, as with HTTP/2, which the proxies of deploy/ speak.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# What a TLS 1.3 server sends before the first answer: two certificates with ECDSA keys and the rest of its flight.
HANDSHAKE_BYTES = 3_500
# TCP and TLS 1.3 take a round trip each before the request leaves (RFC 9293 3.5, RFC 8446 2).
HANDSHAKE_TRIPS = 2


@dataclass(frozen=True)
class Rate:
    """`kbps`: kilobits a second towards the reader. `trip`: milliseconds there and back."""

    kbps: int
    trip: int

    def seconds_for(self, size: int) -> float:
        return size * 8 / (self.kbps * 1000)


@dataclass
class Pipe:
    """What all connections share: bytes leave one after the other."""

    rate: Rate
    free_at: float = 0.0
    carried: int = 0
    opened_at: float | None = None

    async def open(self) -> None:
        """Wait for the handshake, or for what is left of it when another connection began it."""
        now = asyncio.get_running_loop().time()
        if self.opened_at is None:
            self.carried += HANDSHAKE_BYTES
            self.opened_at = now + self.rate.trip * HANDSHAKE_TRIPS / 1000 + self.rate.seconds_for(HANDSHAKE_BYTES)
        await asyncio.sleep(max(0.0, self.opened_at - now))

    def send(self, size: int) -> float:
        """When the last of `size` bytes is at the reader's, in the event loop's time."""
        now = asyncio.get_running_loop().time()
        self.free_at = max(now, self.free_at) + self.rate.seconds_for(size)
        self.carried += size
        return self.free_at + self.rate.trip / 2000


@dataclass
class PoorLine:
    """Listens on `port` and passes on to the server's port. One view each: the next one has a line of its own."""

    rate: Rate
    to: int
    port: int = 0
    pipe: Pipe = field(init=False)

    def __post_init__(self) -> None:
        self.pipe = Pipe(self.rate)

    async def serve(self, up: threading.Event, stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self.connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        up.set()
        async with server:
            await stop.wait()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.pipe.open()
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.gather(self.carry_up(reader, far_writer), self.carry_down(far_reader, writer))

    async def carry_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests are small: they wait for the way, not for the pipe."""
        while data := await reader.read(4096):
            await asyncio.sleep(self.rate.trip / 2000)
            writer.write(data)
        writer.close()

    async def carry_down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(1400):
            arrives = self.pipe.send(len(data))
            loop.call_at(arrives, writer.write, data)
        loop.call_at(self.pipe.send(0), writer.close)


@contextmanager
def poor_line(rate: Rate, to: int) -> Iterator[PoorLine]:
    """A line in a thread of its own, for as long as the block lasts."""
    line, up, loop = PoorLine(rate, to), threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(line.serve(up, stop)), daemon=True)
    thread.start()
    if not up.wait(10):
        raise RuntimeError("the slow line did not come up within 10 s")
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
