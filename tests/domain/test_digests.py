"""Digests: their periods, what has moved, and where nobody has begun."""

from __future__ import annotations

from datetime import date

import pytest

from elearn.domain.community import AlsLine
from elearn.domain.digests import Moved, figures_of, idle_rows, moved_since, not_started, period_of
from elearn.domain.mail import Pace
from elearn.domain.rollup import INDIVIDUALS, Counted, People, Report, Tally, make_report

NAMES = (("A", "Ava", "KE", "en"), ("B", "Bea", "SN", "fr"), ("C", "Cia", "SN", "fr"))
LINES = [(number, AlsLine(*line)) for number, line in enumerate(NAMES, start=1)]
NONE = Tally()


def report(*, a: Tally = NONE, b: Tally = NONE, own: Tally = NONE) -> Report:
    people = {1: People(5, 1), 2: People(9), INDIVIDUALS: People(2)}
    tallies = {(1, "ip"): a, (2, "ip"): b, (INDIVIDUALS, "ip"): own}
    return make_report("AFRALO", date(2026, 11, 22), ["ip"], LINES, Counted(people=people, tallies=tallies))


@pytest.mark.parametrize(
    ("pace", "day", "period"),
    [
        (Pace.MONTH, date(2026, 11, 30), "2026-11"),
        (Pace.MONTH, date(2026, 12, 1), "2026-12"),
        (Pace.WEEK, date(2026, 11, 22), "2026-W47"),
        (Pace.WEEK, date(2026, 11, 23), "2026-W48"),
        (Pace.WEEK, date(2027, 1, 1), "2026-W53"),
    ],
)
def test_a_period_has_one_name(pace: Pace, day: date, period: str) -> None:
    assert period_of(pace, day) == period


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        (report(a=Tally(1, 1)), ()),
        (report(a=Tally(0, 2)), (Moved("Ava", "en", 0, 1),)),
        (report(a=Tally(2, 1), b=Tally(0, 3)), (Moved("Bea", "fr", 3, 3), Moved("Ava", "en", 1, 0))),
        (report(a=Tally(1, 1), own=Tally(1, 0)), (Moved("", "", 1, 0),)),
        (report(), ()),
    ],
    ids=["nothing", "one finished", "two groups", "individual members", "all moved away"],
)
def test_what_moved_since_the_last_one(after: Report, moved: tuple[Moved, ...]) -> None:
    assert moved_since(after, figures_of(report(a=Tally(1, 1)))) == moved


def test_groups_where_most_have_not_begun_come_first() -> None:
    rows = idle_rows(report(b=Tally(6, 2)))
    assert [(row.name, not_started(row.cells["ip"])) for row in rows] == [("Ava", 5), ("Bea", 1), ("Cia", 0)]
