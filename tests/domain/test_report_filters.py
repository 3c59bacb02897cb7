from __future__ import annotations

from datetime import date, timedelta

import pytest

from elearn.domain.community import AlsLine
from elearn.domain.errors import Refused
from elearn.domain.report_filters import Filters, choose_rows, count_chosen, read_filters
from elearn.domain.rollup import INDIVIDUALS, Beginnings, Cell, Counted, People, Report, Tally, make_report

TODAY = date(2026, 11, 22)
COURSES = ("start", "ip")
# A: two of two finished ip; B: nobody; C: four people, one stalled in start, silent for 40 days; D: invited only
REPORT = make_report(
    "AFRALO",
    TODAY,
    COURSES,
    [
        (1, AlsLine("A", "Acacia", "KE", "en")),
        (2, AlsLine("B", "Baobab", "SN", "fr")),
        (3, AlsLine("C", "Calabash", "SN", "fr")),
        (4, AlsLine("D", "Drum", "EG", "ar")),
    ],
    Counted(
        people={1: People(2), 3: People(4), 4: People(3, 3), INDIVIDUALS: People(5)},
        tallies={(1, "ip"): Tally(0, 2), (3, "start"): Tally(1, 1), (INDIVIDUALS, "ip"): Tally(1, 0)},
        recent={(INDIVIDUALS, "ip"): 1},
        last_active_on={1: TODAY, 3: TODAY - timedelta(days=40), INDIVIDUALS: TODAY},
    ),
)


def shown(report: Report) -> str:
    return "".join(row.als for row in report.rows) + ("+" if report.individual else "")


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, "ABCD+"),
        ({"country": "SN"}, "BC"),
        ({"country": "FR"}, ""),
        ({"language": "ar"}, "D"),
        ({"state": "nobody"}, "B"),
        ({"state": "unstarted"}, "D"),
        ({"state": "unstarted", "course": "ip"}, "CD"),
        ({"state": "unstarted", "course": "start"}, "AD+"),
        ({"state": "registered", "sort": "-ip"}, "CA+"),
        ({"state": "invited"}, "D"),
        ({"state": "registered"}, "AC+"),
        ({"state": "started"}, "+"),
        ({"state": "stalled"}, "C"),
        ({"state": "finished"}, "AC"),
        ({"state": "finished", "course": "ip"}, "A"),
        ({"silent_days": "30"}, "CD"),
        ({"silent_days": "40"}, "CD"),
        ({"silent_days": "41"}, "D"),
        ({"silent_days": "0"}, "ABCD+"),
        ({"sort": "name"}, "ABCD+"),
        ({"sort": "-name"}, "DCBA+"),
        ({"sort": "people"}, "BADC+"),
        ({"sort": "-people"}, "CDAB+"),
        ({"sort": "last"}, "BDCA+"),
        ({"sort": "-last"}, "ACBD+"),
        ({"sort": "-ip"}, "ABCD+"),
        ({"sort": "-start"}, "CABD+"),
        ({"sort": "start"}, "ABDC+"),
        ({"sort": "-start", "course": "ip"}, "ABCD+"),
        ({"page": "7", "utm": "x", "country": ""}, "ABCD+"),
    ],
)
def test_which_rows_in_which_order(asked: dict[str, str], codes: str) -> None:
    chosen = choose_rows(REPORT, read_filters(asked, courses=COURSES, today=TODAY))
    assert shown(chosen) == codes


@pytest.mark.parametrize(
    ("filters", "counted"),
    [
        (Filters(), Beginnings(4, 1, 1)),
        (Filters(state="nobody"), Beginnings(4, 1, 1)),
        (Filters(state="finished", course="ip"), Beginnings(4, 1, 2)),
        (Filters(country="SN"), Beginnings(2, 1, 0)),
    ],
)
def test_a_filter_by_state_leaves_the_sums_that_lead_to_it_alone(filters: Filters, counted: Beginnings) -> None:
    assert choose_rows(REPORT, filters).beginnings == counted


@pytest.mark.parametrize(
    ("state", "count"), [("", None), ("nobody", None), ("unstarted", 3), ("invited", 1), ("finished", 5)]
)
def test_a_cell_counts_whom_the_filter_asks_for(state: str, count: int | None) -> None:
    assert count_chosen(Cell(invited=1, registered=2, started=3, stalled=4, finished=5), state) == count


def test_totals_are_those_of_the_rows_that_are_left() -> None:
    chosen = choose_rows(REPORT, Filters(country="SN", course="start"))
    assert chosen.courses == ("start",)
    assert chosen.totals.members == 4
    assert list(chosen.totals.cells) == ["start"]
    assert chosen.totals.cells["start"].finished == 1


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        ({"country": "XK"}, {"country": "filter-unknown"}),
        ({"country": "sn"}, {"country": "filter-unknown"}),
        ({"language": "de", "state": "asleep"}, {"language": "filter-unknown", "state": "filter-unknown"}),
        ({"course": "cooking"}, {"course": "filter-unknown"}),
        ({"sort": "--name"}, {"sort": "filter-unknown"}),
        ({"view": "<b>"}, {"view": "filter-unknown"}),
        ({"silent_days": "-1"}, {"silent_days": "filter-unknown"}),
        ({"silent_days": "1e3"}, {"silent_days": "filter-unknown"}),
        ({"silent_days": "１"}, {"silent_days": "filter-unknown"}),
        ({"silent_days": "9" * 30}, {"silent_days": "filter-unknown"}),
        ({"as_of": "yesterday"}, {"as_of": "day-wrong"}),
        ({"as_of": "2026-02-30"}, {"as_of": "day-wrong"}),
        ({"as_of": "0001-01-01"}, {"as_of": "day-wrong"}),
        ({"as_of": "20261121"}, {"as_of": "day-wrong"}),
        ({"as_of": "2026-11-23"}, {"as_of": "day-future"}),
    ],
)
def test_nonsense_is_refused_by_name(asked: dict[str, str], problems: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        read_filters(asked, courses=COURSES, today=TODAY)
    assert refused.value.problems == problems


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-21", "2000-01-01"])
def test_a_day_that_has_been_is_read(day: str) -> None:
    assert read_filters({"as_of": day}, courses=COURSES, today=TODAY).as_of == date.fromisoformat(day)
