"""Keeping the numbers of the regions true while people learn, join, move and leave.

Nothing here commits: each change belongs to the transaction of what caused it, so that a number can never be seen
without its cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from elearn.domain.rollup import NOTHING_DONE, Home, People, Standing, Tally, difference
from elearn.storage import counts


@dataclass(frozen=True, slots=True)
class Move:
    """One person's standing in one course was `before` and is `after`. `learner` is her uid."""

    learner: str
    course: str
    before: Standing
    after: Standing


def move_standing(session: Session, *, learner: str, course: str, before: Standing, after: Standing) -> None:
    """Count one person's step in one course. Nothing happens for a guest, and for the invited until they join."""
    move_standings(session, [Move(learner, course, before, after)])


def move_standings(session: Session, moves: Sequence[Move]) -> None:
    """The same for a batch, in as few statements as for one."""
    steps = [(move, difference(move.before, move.after)) for move in moves]
    learners = sorted({move.learner for move, change in steps if change})
    homes = counts.list_homes(session, learners) if learners else {}
    changes: dict[tuple[Home, str, date], Tally] = {}
    for move, change in steps:
        home, joined = homes.get(move.learner, (None, False))
        if home and joined:
            for day, tally in change.items():
                key = (home, move.course, day)
                changes[key] = changes.get(key, Tally()) + tally
    _take_in(session, {}, changes)


def move_membership(
    session: Session, *, account_id: int, joined: bool, before: Home | None, after: Home | None
) -> None:
    """Count one person with all that she has done at another home; None is nowhere."""
    if before == after:
        return
    done = counts.list_standings(session, account_id) if joined else {}
    people: dict[Home, People] = {}
    changes: dict[tuple[Home, str, date], Tally] = {}
    one = People(members=1, invited=0 if joined else 1)
    if before:
        people[before] = -one
        changes.update({key: -tally for key, tally in _all_of(before, done).items()})
    if after:
        people[after] = one
        changes.update(_all_of(after, done))
    _take_in(session, people, changes)


def admit_member(session: Session, *, account_id: int, home: Home) -> None:
    """Somebody invited has joined: she is invited no more, and what was ticked for her on rosters counts from now.

    Call it once, in the transaction that sets `joined_at`.
    """
    done = counts.list_standings(session, account_id)
    _take_in(session, {home: People(members=0, invited=-1)}, _all_of(home, done))


def add_invited(session: Session, invited: Mapping[Home, int]) -> None:
    """Count people who were invited just now and have done nothing, by home."""
    _take_in(session, {home: People(number, number) for home, number in invited.items()}, {})


def touch_regions(session: Session, ralos: Iterable[str]) -> None:
    """Something that reports show changed (an ALS came, or was named otherwise): kept reports are made again."""
    counts.lock_counts(session)
    counts.raise_versions(session, ralos)


def rebuild_counts(session: Session) -> int:
    """Count everything afresh; how many rows were wrong (0 = nothing was touched). In the caller's transaction."""
    counts.lock_counts(session)
    return counts.replace_counts(session)


def _all_of(home: Home, done: Mapping[str, Standing]) -> dict[tuple[Home, str, date], Tally]:
    return {
        (home, course, day): tally
        for course, standing in done.items()
        for day, tally in difference(NOTHING_DONE, standing).items()
    }


def _take_in(session: Session, people: Mapping[Home, People], changes: Mapping[tuple[Home, str, date], Tally]) -> None:
    ralos = {home.ralo for home in people} | {home.ralo for home, _, _ in changes}
    if not ralos:
        return
    counts.lock_counts(session)
    counts.add_people(session, people)
    counts.add_tallies(session, changes)
    counts.raise_versions(session, ralos)
