"""What learners did, by the thousand: some hundred lives made as the demonstration makes them, lived again by others.

Of every eight people one never started. The others stop somewhere or finish, with quizzes, and were last here between
today and a year ago. The same number always makes the same life.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from elearn.domain.course import Course
from elearn.domain.events import Event, canonical_json
from elearn.services.demo_histories import Character, make_history

LIVES, IDLE = 512, 8
MOODS = ("active", "active", "less_active", "standby")
LONGEST_SILENCE_DAYS = 200
# How many events the lives have at most; two in five take all the time that they need.
STOPS = (2, 5, 8, None, None)
COLUMNS = ("id", "v", "t", "at", "u", "c", "i", "rev", "lang", "b", "recv_at", "recv_from")


@dataclass(frozen=True)
class Deed:
    """An event of a life without its person: the moment, and what is the same for everybody who lives it."""

    at: datetime
    kind: str
    course: str | None
    part: str | None
    rev: str | None
    body: str


def uid_of(number: int) -> str:
    """Spread over the whole range, as real ones are."""
    return hashlib.sha256(f"learner {number}".encode()).hexdigest()[:32]


def is_idle(number: int) -> bool:
    """Somebody who has done nothing yet."""
    return number % IDLE == 0


def make_lives(courses: Sequence[Course], blobs: Mapping[tuple[str, str], str], now: datetime) -> list[list[Deed]]:
    """`blobs`: (quiz, rev) -> the text that a form names. Each person takes one or two of the courses."""
    random = Random(1)  # noqa: S311 - chance that can be repeated is the point; nothing secret comes from it
    lives: list[list[Deed]] = []
    while len(lives) < LIVES:
        taken = random.sample(list(courses), random.choice((1, 1, 2)))
        learner = Character("", "", random.uniform(0.6, 0.97), random.choice(MOODS))
        history = make_history(random, learner, taken, now)[: random.choice(STOPS)]
        if history:
            lives.append([_deed(event, blobs) for event in history])
    return lives


def _deed(event: Event, blobs: Mapping[tuple[str, str], str]) -> Deed:
    form = {"form": True, "blob": blobs[event.i or "", event.rev or ""]} if event.rev else {}
    return Deed(event.at, event.t, event.c, event.i, event.rev, canonical_json({**event.b, **form}))


def event_rows(numbers: Iterable[int], lives: Sequence[Sequence[Deed]]) -> Iterator[tuple[object, ...]]:
    """Rows of the log in the order of COLUMNS, for these people, as they came in."""
    rows = [row for number in numbers if not is_idle(number) for row in _rows_of(number, lives)]
    return iter(sorted(rows, key=lambda row: str(row[3])))


def _rows_of(number: int, lives: Sequence[Sequence[Deed]]) -> Iterator[tuple[object, ...]]:
    chance = int.from_bytes(hashlib.sha256(f"life {number}".encode()).digest()[:8], "big")
    uid = uid_of(number)
    # Half are as the lives have it, the others were silent for longer, and nobody at quite the same minute.
    silent = (chance >> 20) % (LONGEST_SILENCE_DAYS * 1440) if chance & 1 else (chance >> 20) % 1440
    earlier = timedelta(minutes=silent)
    for part, deed in enumerate(lives[(chance >> 1) % len(lives)]):
        at = (deed.at - earlier).replace(tzinfo=None).isoformat(" ", "microseconds")
        key = f"{uid[:24]}{part:08x}"
        yield key, 1, deed.kind, at, uid, deed.course, deed.part, deed.rev, "fr", deed.body, at, "bench"
