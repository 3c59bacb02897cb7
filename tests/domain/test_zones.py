"""Clocks around a moment, on both sides of the days on which they change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from elearn.domain.zones import PLACES, ZONES, find_change, find_zone


def test_every_zone_is_there_once() -> None:
    assert len(set(ZONES)) == len(ZONES)
    assert all(ZoneInfo(name).key == name for name in ZONES)
    assert set(PLACES) <= set(ZONES)


@pytest.mark.parametrize(
    "name", ["", "UTC", "europe/paris", "../../etc/passwd", "/etc/passwd", "Europe/Paris\0", "x" * 999]
)
def test_what_is_not_in_the_list_is_no_zone(name: str) -> None:
    assert find_zone(name) is None


@pytest.mark.parametrize(
    ("name", "moment", "change"),
    [
        ("Europe/Paris", "2026-03-25T13:00Z", ("2026-03-29T01:00Z", 60, 120)),
        ("Europe/Paris", "2026-04-01T13:00Z", ("2026-03-29T01:00Z", 60, 120)),
        ("Europe/Paris", "2026-10-24T13:00Z", ("2026-10-25T01:00Z", 120, 60)),
        ("Europe/Paris", "2026-05-15T13:00Z", None),
        ("America/New_York", "2026-03-10T13:00Z", ("2026-03-08T07:00Z", -300, -240)),
        ("Africa/Nairobi", "2026-03-25T13:00Z", None),
        ("America/Argentina/Buenos_Aires", "2026-03-25T13:00Z", None),
        ("Australia/Sydney", "2026-04-01T13:00Z", ("2026-04-04T16:00Z", 660, 600)),
        ("Africa/Casablanca", "2026-02-14T13:00Z", ("2026-02-15T02:00Z", 60, 0)),  # the weeks of Ramadan
    ],
)
def test_changes_near(name: str, moment: str, change: tuple[str, int, int] | None) -> None:
    found = find_change(ZoneInfo(name), datetime.fromisoformat(moment))
    if change is None:
        assert found is None
        return
    assert found is not None
    assert found.at == datetime.fromisoformat(change[0]).astimezone(UTC)
    assert (found.before, found.after) == (timedelta(minutes=change[1]), timedelta(minutes=change[2]))
