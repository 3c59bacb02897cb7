from __future__ import annotations

from datetime import date, timedelta

import pytest

from elearn.domain.community import AlsLine
from elearn.domain.progress import State
from elearn.domain.rollup import (
    INDIVIDUALS,
    NOTHING_DONE,
    Cell,
    Counted,
    People,
    Standing,
    Tally,
    cells,
    difference,
    make_report,
    state_of,
)

TODAY = date(2026, 11, 22)
AGO = {days: TODAY - timedelta(days=days) for days in (0, 1, 29, 30, 31, 400)}


def started(days_ago: int) -> Standing:
    return Standing(started=True, last_active_on=AGO[days_ago], finished=False)


def finished(days_ago: int) -> Standing:
    return Standing(started=True, last_active_on=AGO[days_ago], finished=True)


@pytest.mark.parametrize(
    ("standing", "joined", "state"),
    [
        (NOTHING_DONE, False, State.INVITED),
        (NOTHING_DONE, True, State.REGISTERED),
        # looked at a lesson, did nothing
        (Standing(started=False, last_active_on=AGO[0], finished=False), True, State.REGISTERED),
        (started(0), True, State.STARTED),
        (started(29), True, State.STARTED),
        (started(30), True, State.STALLED),
        (started(400), True, State.STALLED),
        (finished(0), True, State.FINISHED),
        (finished(400), True, State.FINISHED),
        # ticked on a roster before she accepted the invitation: still invited
        (started(1), False, State.INVITED),
        (finished(1), False, State.INVITED),
        # a mark without any day behind it is nothing done
        (Standing(started=True, last_active_on=None, finished=False), True, State.REGISTERED),
    ],
)
def test_exactly_one_state(standing: Standing, joined: bool, state: State) -> None:
    assert state_of(standing, joined=joined, today=TODAY) is state


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (NOTHING_DONE, NOTHING_DONE, {}),
        (NOTHING_DONE, started(0), {AGO[0]: Tally(1, 0)}),
        (NOTHING_DONE, finished(0), {AGO[0]: Tally(0, 1)}),
        (started(1), started(1), {}),
        (started(1), started(0), {AGO[1]: Tally(-1, 0), AGO[0]: Tally(1, 0)}),
        (started(0), finished(0), {AGO[0]: Tally(-1, 1)}),
        (started(1), finished(0), {AGO[1]: Tally(-1, 0), AGO[0]: Tally(0, 1)}),
        (finished(1), finished(0), {AGO[1]: Tally(0, -1), AGO[0]: Tally(0, 1)}),
        (finished(1), NOTHING_DONE, {AGO[1]: Tally(0, -1)}),
        (started(1), NOTHING_DONE, {AGO[1]: Tally(-1, 0)}),
    ],
)
def test_a_move_changes_the_counts_by_day(before: Standing, after: Standing, change: dict[date, Tally]) -> None:
    assert difference(before, after) == change


@pytest.mark.parametrize("before", [NOTHING_DONE, started(1), finished(1), finished(0)])
@pytest.mark.parametrize("after", [NOTHING_DONE, started(1), started(0), finished(1)])
def test_before_and_difference_make_after(before: Standing, after: Standing) -> None:
    total = dict(cells(before))
    for day, tally in difference(before, after).items():
        total[day] = total.get(day, Tally()) + tally
    assert {day: tally for day, tally in total.items() if tally} == cells(after)


@pytest.mark.parametrize(
    ("finished", "members", "shade"),
    [
        (0, 0, 0),
        (0, 9, 0),
        (1, 100, 1),
        (24, 100, 1),
        (25, 100, 2),
        (49, 100, 2),
        (50, 100, 3),
        (74, 100, 3),
        (75, 100, 4),
        (100, 100, 4),
        (1, 12, 1),
        (1, 1, 4),
    ],
)
def test_the_shade_counts_finished_among_members(finished: int, members: int, shade: int) -> None:
    assert Cell(invited=members - finished, finished=finished).shade == shade


BAOBAB = (7, AlsLine("DEMO-KE-01", "Baobab Internet Users Circle", "KE", "en"))
KARITE = (9, AlsLine("DEMO-SN-01", "Cercle « Karité »", "SN", "fr"))
COUNTED = Counted(
    people={7: People(12, 2), INDIVIDUALS: People(3, 0)},
    tallies={(7, "ip"): Tally(4, 2), (7, "start"): Tally(0, 10), (INDIVIDUALS, "ip"): Tally(1, 0)},
    recent={(7, "ip"): 3},
    last_active_on={7: AGO[1], INDIVIDUALS: AGO[30]},
)


def test_counts_become_rows_that_add_up() -> None:
    report = make_report("AFRALO", TODAY, ["start", "ip"], [BAOBAB, KARITE], COUNTED)
    baobab, karite = report.rows
    assert (baobab.als, baobab.members, baobab.last_active_on) == ("DEMO-KE-01", 12, AGO[1])
    assert baobab.cells["ip"] == Cell(invited=2, registered=4, started=3, stalled=1, finished=2)
    assert baobab.cells["start"] == Cell(invited=2, registered=0, started=0, stalled=0, finished=10)
    assert report.individual is not None
    assert report.individual.cells["ip"] == Cell(registered=2, stalled=1)
    assert all(cell.members == row.members for row in (baobab, karite) for cell in row.cells.values())
    assert report.totals.members == 15
    assert report.totals.cells["ip"] == Cell(invited=2, registered=6, started=3, stalled=2, finished=2)
    assert report.totals.last_active_on == AGO[1]


def test_an_als_with_nobody_is_a_row_of_zeroes() -> None:
    row = make_report("AFRALO", TODAY, ["start", "ip"], [KARITE], Counted()).rows[0]
    assert (row.als, row.members, row.last_active_on) == ("DEMO-SN-01", 0, None)
    assert row.cells == {"start": Cell(), "ip": Cell()}
