"""Killing every process of the scaled layout in turn while people answer; then looking for what was confirmed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.content.trees import BASE
from tests.scaled.layout import Layout
from tests.scaled.people import Told, people

# What a supervisor waits before it starts a program again (`RestartSec` of deploy/elearn.service is two).
RESTART_S = 2.0
WITHIN_S = 10.0
# Forms that were taken twice: events that say what another one of the same person says about the same quiz.
DOUBLED = (
    "SELECT coalesce(sum(many - 1), 0) FROM (SELECT count(*) AS many FROM event WHERE t = 'quiz.submit'"
    " GROUP BY u, i, b HAVING count(*) > 1) AS same"
)
# What one transaction writes and is not all there: attempts without their event, answers or progress.
HALVES = (
    "SELECT count(*) FROM attempt a WHERE NOT EXISTS (SELECT FROM event e WHERE e.id = a.uid)"
    " OR NOT EXISTS (SELECT FROM response r WHERE r.attempt = a.uid)"
    " OR NOT EXISTS (SELECT FROM progress p WHERE p.u = a.u AND p.course = a.course)"
)


@dataclass(frozen=True)
class Blow:
    """One kill: what was hit, and for how long nothing was confirmed and no public page came around it."""

    name: str
    silence: float
    darkness: float
    failed: int
    unread: int


@dataclass(frozen=True)
class Outcome:
    """All blows, and what the database holds of what was confirmed."""

    blows: tuple[Blow, ...]
    told: Told
    lost: tuple[str, ...]
    doubled: int
    halves: int
    seconds: float


def write_courses(folder: Path) -> Path:
    """The small course of the tests: publishing it costs little."""
    for name, content in BASE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def blows_of(layout: Layout) -> dict[str, Callable[[], None]]:
    """Name -> kill it and bring it back, as a supervisor does."""

    def again(member: str) -> Callable[[], None]:
        def hit() -> None:
            killed = layout.members()[member]
            killed.kill()
            time.sleep(RESTART_S)
            killed.start()

        return hit

    return {
        "worker 1, told to reload": partial(reload, layout, "worker 1"),
        "worker 2": again("worker 2"),
        "jobs": again("jobs"),
        "redis": again("redis"),
        "replica": again("replica"),
        "first database, restarted at once": layout.first.restart_at_once,
        "first database, killed": again("first database"),
        "nginx": again("nginx"),
    }


def reload(layout: Layout, name: str) -> None:
    """HUP: another worker process takes over, as after an upgrade of the code."""
    process = layout.members()[name].process
    assert process
    process.send_signal(signal.SIGHUP)
    time.sleep(2 * RESTART_S)


def kill_in_turn(
    layout: Layout, *, rounds: int = 1, answering: int = 3, rest: float = 1.0, say: Callable[[str], None]
) -> Outcome:
    """Every process once a round, with `rest` seconds of quiet load around each blow."""
    told, blows, began = Told(), [], time.monotonic()
    with people(layout.port, told, answering):
        time.sleep(rest)
        for _ in range(rounds):
            for name, hit in blows_of(layout).items():
                blow = _strike(told, name, hit, rest)
                blows.append(blow)
                say(describe(blow))
    seconds = time.monotonic() - began
    stored = _stored(layout)
    lost = tuple(uid for uid in told.confirmed.values() if uid not in stored)
    return Outcome(tuple(blows), told, lost, _count(layout, DOUBLED), _count(layout, HALVES), seconds)


def _strike(told: Told, name: str, hit: Callable[[], None], rest: float) -> Blow:
    failed, unread, began = told.failed, told.unread, time.monotonic()
    hit()
    known, deadline = len(told.confirmed_at), time.monotonic() + 60
    while len(told.confirmed_at) < known + 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(rest)
    ended = time.monotonic()
    silence, darkness = told.silence(began, ended), told.darkness(began, ended)
    return Blow(name, silence, darkness, told.failed - failed, told.unread - unread)


def describe(blow: Blow) -> str:
    return (
        f"{blow.name}: nothing confirmed for {blow.silence:.1f} s at most, no public page for {blow.darkness:.1f} s, "
        f"{blow.failed} answers and {blow.unread} pages had to be asked for again"
    )


def _stored(layout: Layout) -> set[str]:
    return set(layout.first.sql("SELECT uid FROM attempt").split())


def _count(layout: Layout, question: str) -> int:
    return int(layout.first.sql(question))
