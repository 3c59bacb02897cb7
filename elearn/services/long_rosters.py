"""Rosters of many thousands of lines: looked through as a whole first, then entered part by part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.exchange.csv_tables import Problem
from elearn.exchange.roster_csv import RosterCells
from elearn.services.rosters import Clerk, enter_roster

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class LongRoster:
    """What came of it: of `lines` lines so many people are `new` on a roster, and `known` were on one already."""

    lines: int
    new: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


def enter_long_roster(
    session: Session,
    *,
    clerk: Clerk,
    lines: Sequence[RosterCells],
    common: RosterCells,
    courses: Collection[str],
    dry_run: bool = False,
    tell: Callable[[int, int], None] = lambda done, lines: None,  # noqa: ARG005 - nobody wants to be told
) -> LongRoster:
    """As `enter_roster`, with one transaction for every 2,000 lines, so that nobody else waits for all of them.

    With one problem anywhere nothing is written. Where it breaks off, the same file again enters what is left, and the
    result is that of one go. `tell` hears (lines so far, all lines).
    """
    looked = enter_roster(session, clerk=clerk, lines=lines, common=common, courses=courses, dry_run=True)
    if looked.problems or dry_run:
        return LongRoster(len(lines), len(looked.new), looked.known, looked.problems, looked.doubts)
    new = 0
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        done = enter_roster(session, clerk=clerk, lines=some, common=common, courses=courses)
        new += len(done.new)
        if done.problems:  # somebody left the region since the look
            return LongRoster(len(lines), new, looked.known, done.problems, looked.doubts)
        tell(start + len(some), len(lines))
    return LongRoster(len(lines), new, looked.known, (), looked.doubts)
