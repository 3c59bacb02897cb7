"""`python -m tests.bench.crowd [--people 500] [--think 5] [--seconds 60]`: a crowd that reads, answers and thinks.

Each person has a connection and an account of the bench's, opens a lesson or a quiz, sends answers every fourth time,
and thinks for about `--think` seconds; with `--think 0` everybody asks again at once, which shows what the server can.
Beside the times, which are those of this machine, stands the share of a core that the server took. Memory is looked at
every ten seconds; with a long `--seconds` that is a soak. 1 when an answer was not the expected one.
"""

from __future__ import annotations

import argparse
import heapq
import selectors
import socket
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.bench.load import Request, get
from tests.bench.pages import LESSON, MINE
from tests.bench.pressure import Asking
from tests.bench.servers import Server
from tests.bench.sites import QUIZ, site, submissions
from tests.bench.worlds import make_world, sign_in

LOOK_S = 10.0
SETTLED_S = 60.0  # until every worker has made every page once


@dataclass
class Seen:
    """Milliseconds by kind of request, statuses that were wrong, and (second, MB) of memory."""

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[int] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Person:
    """Somebody with a connection; `asked` is what she waits for."""

    asking: Asking
    turns: int
    asked: str = ""


class Crowd:
    """All of them in one loop that never waits for a single one."""

    def __init__(self, server: Server, people: int, think: float, make: dict[str, Request]) -> None:
        self._server, self._think, self._make = server, think, make
        self._random = Random(1)  # noqa: S311 - when people think how long
        self._numbers: Iterator[int] = iter(range(1 << 40))
        self._ready = selectors.DefaultSelector()
        self._waking: list[tuple[float, int, Person]] = []
        self._people = people
        self.seen = Seen()

    def run(self, seconds: float) -> Seen:
        begun = time.monotonic()
        for number in range(self._people):
            later = begun + self._random.random() * self._think
            heapq.heappush(self._waking, (later, number, Person(Asking(self._line()), number)))
        looked = begun - LOOK_S
        while (now := time.monotonic()) < begun + seconds:
            if now - looked >= LOOK_S:
                looked = now
                self.seen.memory.append((now - begun, self._server.memory() / 1e6))
            while self._waking and self._waking[0][0] <= now:
                self._send(heapq.heappop(self._waking)[2])
            wait = min(max(self._waking[0][0] - now, 0), 1) if self._waking else 1
            for key, _ in self._ready.select(wait):
                self._receive(key.data)
        return self.seen

    def _line(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self._server.port), timeout=30)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def _send(self, person: Person) -> None:
        person.asked = ("lesson", "quiz", "my page", "submission")[person.turns % 4]
        person.turns += 1
        request = self._make[person.asked](next(self._numbers))
        try:
            person.asking.send(request)
        except OSError:  # the server closes lines that were silent for long: a browser opens another
            person.asking.line.close()
            person.asking = Asking(self._line())
            person.asking.send(request)
        self._ready.register(person.asking.line, selectors.EVENT_READ, person)

    def _receive(self, person: Person) -> None:
        try:
            status = person.asking.read()
        except OSError:
            status = 0
        if status is None:
            return
        self._ready.unregister(person.asking.line)
        now = time.perf_counter()
        self.seen.took[person.asked].append((now - person.asking.sent_at) * 1000)
        if status != (303 if person.asked == "submission" else 200):
            self.seen.wrong[status] += 1
        if not status:
            person.asking.line.close()
            person.asking = Asking(self._line())
        thinks = self._think * (0.5 + self._random.random())
        heapq.heappush(self._waking, (time.monotonic() + thinks, next(self._numbers), person))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder), learners=2_000)
        with site(world, asked.workers) as server:
            cookie = f"session={sign_in(server.port, world.coordinator)}"
            make = {
                "lesson": lambda _n: get(LESSON, server.port),
                "quiz": lambda n: get(f"{QUIZ}?seed={n % 16}", server.port),
                "my page": lambda _n: get(MINE, server.port, Cookie=cookie),
                "submission": submissions(server.port, cookie),
            }
            cpu = server.cpu()
            seen = Crowd(server, asked.people, asked.think, make).run(asked.seconds)
            return tell(seen, asked.seconds, server.cpu() - cpu)


def tell(seen: Seen, seconds: float, cpu: float) -> int:
    total = sum(map(len, seen.took.values()))
    print(f"{total:,} answers, {total / seconds:.0f} a second; the server took {cpu / seconds:.2f} cores")
    print("| | answers | p50 ms | p95 ms | p99 ms |\n|---|---:|---:|---:|---:|")
    for name, took in seen.took.items():
        took.sort()
        p50, p95, p99 = (took[int(len(took) * share)] for share in (0.5, 0.95, 0.99))
        print(f"| {name} | {len(took):,} | {p50:.0f} | {p95:.0f} | {p99:.0f} |")
    print(f"unexpected: {dict(seen.wrong) or 'none'}")
    settled = [megabytes for moment, megabytes in seen.memory if moment >= SETTLED_S] or [seen.memory[-1][1]]
    first, last = settled[0], settled[-1]
    print(f"memory (PSS): {first:.0f} MB after a minute, {last:.0f} MB at the end: {last / first - 1:+.1%}")
    return 1 if seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
