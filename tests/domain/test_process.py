from __future__ import annotations

from datetime import date, timedelta

import pytest

from elearn.domain.figures import FIGURES, key_figures
from elearn.domain.process import Newcomer, Process, sum_process
from elearn.domain.rollup import Cell
from elearn.domain.weeks import RegionWeek

CAME = date(2026, 6, 1)
LATER = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("after", "mentored"),
    [(0, True), (1, True), (60, True), (61, False), (None, False)],
)
def test_a_newcomer_begins_within_sixty_days(after: int | None, mentored: bool) -> None:
    began = None if after is None else CAME + timedelta(days=after)
    assert Newcomer(CAME, began).is_mentored_on(LATER) is mentored


@pytest.mark.parametrize(("day", "mentored"), [(0, False), (9, False), (10, True), (200, True)])
def test_she_counts_from_the_day_on_which_she_begins(day: int, mentored: bool) -> None:
    newcomer = Newcomer(CAME, CAME + timedelta(days=10))
    assert newcomer.is_mentored_on(CAME + timedelta(days=day)) is mentored


def test_sums_hold_what_was_until_that_day() -> None:
    sessions = [(CAME, 5), (CAME + timedelta(days=1), 7)]
    newcomers = [Newcomer(CAME, CAME), Newcomer(CAME, None)]
    assert sum_process(CAME, sessions=sessions, newcomers=newcomers, words={"fr": 3}) == Process(
        CAME, 1, 5, 1, {"fr": 3}
    )
    assert sum_process(LATER, sessions=sessions, newcomers=None, words={}) == Process(LATER, 2, 12, None)


def test_key_figures_by_hand() -> None:
    cells = {"ip": Cell(1, 2, 3, 4, 5), "start": Cell(1, 5, 4, 3, 2)}
    week = RegionWeek("AFRALO", LATER, 9, 3, 2, 15, 1, cells)
    told = key_figures(week, Process(LATER, 4, 40, None, {"fr": 10, "ar": 5}))
    assert list(told.items()) == list(zip(FIGURES, (7, 21, 0.33, 3, 2, 15, 1, 7, 4, 40, None, 15), strict=True))
    empty = key_figures(RegionWeek("AFRALO", LATER, 0, 0, 0, 0, 0), Process(LATER, 0, 0, 0))
    assert set(empty.values()) == {0}
