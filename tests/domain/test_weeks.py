"""Weeks, and an audit of the public figures: of every file, all the worlds that print it are compared.

RALOs share no figure in the file and are told without a sum, so one RALO alone is the whole system of equations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from itertools import combinations, product

import pytest

from elearn.domain.rollup import Cell
from elearn.domain.weeks import OpenRow, RegionWeek, in_fives, last_week_end, open_rows, week_ends

SUNDAY = date(2026, 11, 15)
STATES = range(3)
States = tuple[int, int, int]


@pytest.mark.parametrize(
    ("today", "ended"),
    [
        (date(2026, 11, 16), SUNDAY),  # a Monday
        (date(2026, 11, 21), SUNDAY),
        (date(2026, 11, 22), SUNDAY),  # a Sunday is not over
        (date(2026, 11, 23), date(2026, 11, 22)),
        (date(2027, 1, 1), date(2026, 12, 27)),
    ],
)
def test_a_week_ends_with_the_sunday_that_is_over(today: date, ended: date) -> None:
    assert last_week_end(today) == ended
    assert week_ends(today, 2) == (ended, date.fromordinal(ended.toordinal() - 7))


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (9, "5"), (10, "10"), (1004, "1000")]
)
def test_figures_leave_in_steps_of_five(count: int, told: str) -> None:
    assert in_fives(count) == told


def week(*courses: States) -> RegionWeek:
    """A RALO in which each course has these members who have not started, have started, have finished."""
    cells = {f"c{n}": Cell(registered=a, started=b, finished=c) for n, (a, b, c) in enumerate(courses)}
    return RegionWeek("AFRALO", SUNDAY, 1, 0, 0, sum(courses[0]), 0, cells)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ((0, 0, 0), ("0", "0", "0", "0")),
        ((12, 7, 5), ("20", "10", "5", "5")),
        ((12, 7, 0), ("15", "10", "5", "0")),
        ((12, 7, 4), ("20", "", "", "")),
        ((3, 0, 0), ("<5", "", "", "")),
        ((5, 0, 0), ("5", "5", "0", "0")),
    ],
)
def test_the_states_of_a_row_are_told_together_or_not_at_all(states: States, told: tuple[str, ...]) -> None:
    assert list(open_rows([week(states)])) == [OpenRow(SUNDAY, "AFRALO", "c0", *told)]


def worlds(members: int) -> Iterator[States]:
    """Every way in which so many members can stand in one course."""
    for finished in range(members + 1):
        for started in range(members - finished + 1):
            yield members - finished - started, started, finished


def printed(*courses: States) -> Hashable:
    return tuple(open_rows([week(*courses)]))


def determined(values: Iterable[int]) -> int | None:
    """The number when all worlds that print the same agree on it and somebody stands behind it; else None."""
    found = set(values)
    return next(iter(found)) if len(found) == 1 and found != {0} else None


SUBSETS = [subset for size in (1, 2, 3) for subset in combinations(STATES, size)]


def test_no_number_under_five_can_be_worked_out_of_one_week() -> None:
    """All worlds of two courses with up to fourteen members: also from both courses together, also sums of states."""
    same: dict[Hashable, list[tuple[States, ...]]] = defaultdict(list)
    for members in range(15):
        for pair in product(worlds(members), repeat=2):
            same[printed(*pair)].append(pair)
    assert len(same) > 50
    for group in same.values():
        for course, subset in product((0, 1), SUBSETS):
            told = determined(sum(pair[course][state] for state in subset) for pair in group)
            assert told is None or told >= 5


def test_no_change_of_under_five_can_be_worked_out_of_two_weeks() -> None:
    same: dict[Hashable, list[States]] = defaultdict(list)
    for members in range(15):
        for states in worlds(members):
            same[printed(states)].append(states)
    for before, after in product(same.values(), repeat=2):
        for state in STATES:
            low = min(row[state] for row in after) - max(row[state] for row in before)
            high = max(row[state] for row in after) - min(row[state] for row in before)
            assert low != high or low == 0 or abs(low) >= 5
