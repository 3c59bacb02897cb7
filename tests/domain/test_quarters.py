from __future__ import annotations

from datetime import date

import pytest

from elearn.domain.errors import Refused
from elearn.domain.quarters import Quarter, quarter_of, read_quarter

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "starts_on", "ends_on", "before"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4"),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), "2026-Q1"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026-Q2"),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31), "2025-Q3"),
    ],
)
def test_a_quarter_begins_ends_and_follows_another(name: str, starts_on: date, ends_on: date, before: str) -> None:
    quarter = read_quarter(name, TODAY)
    assert (quarter.name, quarter.starts_on, quarter.ends_on) == (name, starts_on, ends_on)
    assert quarter.before.name == before
    assert quarter_of(starts_on) == quarter_of(ends_on) == quarter


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 22), "2026-Q3"),
        (date(2026, 10, 1), "2026-Q3"),
        (date(2026, 9, 30), "2026-Q2"),
        (date(2027, 1, 1), "2026-Q4"),
        (date(2027, 3, 31), "2026-Q4"),
    ],
)
def test_without_a_name_it_is_the_last_that_is_over(today: date, last: str) -> None:
    assert read_quarter("", today).name == last


@pytest.mark.parametrize("name", ["2026-Q4", "2027-Q1", "2000-Q4", "9999-Q1", "2026-Q0", "2026-q3", "2026", "٢٠٢٦-Q1"])
def test_what_is_no_quarter_that_is_over_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        read_quarter(name, TODAY)


def test_quarters_are_values() -> None:
    assert Quarter(2026, 3) == read_quarter("2026-Q3", TODAY)
