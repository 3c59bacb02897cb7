"""When a course was finished: the first instant at which everything that it asked for at that instant was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Required:
    """What finishing meant from `since` on: ids of lessons (done) and graded quizzes (passed)."""

    since: datetime
    items: frozenset[str]


def completed_at(done: Mapping[str, datetime], history: Sequence[Required]) -> datetime | None:
    """`done` says when each lesson was done and each quiz first passed; `history` is in order of `since`.

    A later release that asks for more takes nothing away, one that asks for less finishes those who thereby have all
    at its moment. What was asked first holds backwards too: some of it may have been done on paper before. A course
    that asks for nothing cannot be finished.
    """
    for number, required in enumerate(history):
        if not required.items or not required.items <= done.keys():
            continue
        instant = max(done[item] for item in required.items)
        if number:
            instant = max(instant, required.since)
        if number + 1 == len(history) or instant < history[number + 1].since:
            return instant
    return None
