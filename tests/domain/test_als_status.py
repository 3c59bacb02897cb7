"""Active, less active, standby: the rows are the rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from elearn.domain.als_status import AlsStatus, Thresholds, status_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("members", "days_ago", "finished", "status"),
    [
        (0, None, 0, "standby"),
        (9, None, 0, "standby"),
        (0, 1, 5, "standby"),
        (9, 365, 5, "standby"),
        (9, 364, 5, "less_active"),
        (9, 90, 5, "less_active"),
        (9, 89, 0, "less_active"),
        (2, 0, 5, "less_active"),
        (3, 89, 1, "active"),
        (3, 0, 1, "active"),
    ],
)
def test_status(members: int, days_ago: int | None, finished: int, status: str) -> None:
    last = None if days_ago is None else TODAY - timedelta(days=days_ago)
    found = status_of(
        members=members, last_active_on=last, finished_lately=bool(finished), today=TODAY, thresholds=Thresholds()
    )
    assert found == AlsStatus(status)


def test_the_thresholds_can_be_set() -> None:
    strict = Thresholds(active_days=7, standby_days=30, members=10, finished_days=30)
    last = TODAY - timedelta(days=10)
    assert (
        status_of(members=10, last_active_on=last, finished_lately=True, today=TODAY, thresholds=strict)
        == "less_active"
    )
