"""When a mail is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from elearn.domain.mail import wait_before_try


@pytest.mark.parametrize(
    ("tries", "wait"),
    [
        (0, None),
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=15)),
        (4, timedelta(hours=1)),
        (5, timedelta(hours=3)),
        (6, timedelta(hours=6)),
        (7, timedelta(hours=12)),
        (8, timedelta(days=1)),
        (9, None),
        (10**9, None),
    ],
)
def test_pauses_grow_to_a_day(tries: int, wait: timedelta | None) -> None:
    assert wait_before_try(tries) == wait
