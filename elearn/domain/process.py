"""What was done to bring people on, up to a day: sessions held, newcomers who got going, words translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

MENTORED_WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody's first membership in a group: the day of it, and the first day after it with something learned."""

    since: date
    began_on: date | None

    def is_mentored_on(self, day: date) -> bool:
        """She joined and began within 60 days of it, both by the end of that day."""
        if self.began_on is None or max(self.since, self.began_on) > day:
            return False
        return self.began_on <= self.since + MENTORED_WITHIN


@dataclass(frozen=True, slots=True)
class Process:
    """Sums up to the end of a day. `newcomers` is None where there are too many people to ask about each.

    `words`: up-to-date translated words of all courses by language, for the whole site.
    """

    ends_on: date
    sessions: int
    reached: int
    newcomers: int | None
    words: Mapping[str, int] = field(default_factory=dict)


def sum_process(
    day: date,
    *,
    sessions: Sequence[tuple[date, int]],
    newcomers: Sequence[Newcomer] | None,
    words: Mapping[str, int],
) -> Process:
    """`sessions` are (day, people) of every session, whenever it was."""
    held = [people for on, people in sessions if on <= day]
    mentored = None if newcomers is None else sum(newcomer.is_mentored_on(day) for newcomer in newcomers)
    return Process(day, len(held), sum(held), mentored, dict(words))
