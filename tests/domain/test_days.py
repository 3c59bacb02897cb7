"""Days as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from elearn.domain.days import read_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("1999-12-31", None),
        ("2101-01-01", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2026-02-30", None),
        ("2026-W47-7", None),
        ("20261122", None),
        ("2026-11-22T00:00", None),
        ("2026-11-22\n", None),
        ("٢٠٢٦-١١-٢٢", None),
        ("", None),
    ],
)
def test_a_day_is_written_in_one_way_and_of_our_time(text: str, day: date | None) -> None:
    assert read_day(text) == day
