"""How long a browser stays signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from elearn.domain.sessions import LEARNER, STAFF, Life, is_open, must_touch

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("life", "seen_after", "asked_after", "open_"),
    [
        (LEARNER, timedelta(0), timedelta(days=29, hours=23), True),
        (LEARNER, timedelta(0), timedelta(days=30), False),
        (LEARNER, timedelta(days=89), timedelta(days=89, hours=23), True),
        (LEARNER, timedelta(days=89), timedelta(days=90), False),
        (STAFF, timedelta(0), timedelta(minutes=119), True),
        (STAFF, timedelta(0), timedelta(hours=2), False),
        (STAFF, timedelta(hours=11), timedelta(hours=11, minutes=59), True),
        (STAFF, timedelta(hours=11), timedelta(hours=12), False),
    ],
)
def test_a_session_ends(life: Life, seen_after: timedelta, asked_after: timedelta, open_: bool) -> None:
    assert is_open(life, created_at=START, seen_at=START + seen_after, now=START + asked_after) is open_


@pytest.mark.parametrize(("minutes", "due"), [(0, False), (4, False), (5, True), (600, True), (-5, False)])
def test_a_page_view_is_written_at_most_every_five_minutes(minutes: int, due: bool) -> None:
    assert must_touch(START, START + timedelta(minutes=minutes)) is due
