"""The wait after so many failures: the table is the rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from elearn.domain.throttling import RULES, BackOff, retry_after, wait_after

RULE = BackOff(free=5, first=timedelta(seconds=2), cap=timedelta(seconds=60), memory=timedelta(hours=1))
LAST = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (8, 16), (9, 32), (10, 60), (11, 60), (1000, 60), (10**9, 60)],
)
def test_some_tries_are_free_then_the_wait_doubles_up_to_the_cap(failures: int, seconds: int) -> None:
    assert wait_after(RULE, failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("failures", "later", "expected"),
    [
        (4, timedelta(0), 0),
        (5, timedelta(0), 2),
        (5, timedelta(milliseconds=1), 2),
        (5, timedelta(seconds=1), 1),
        (5, timedelta(seconds=2), 0),
        (99, timedelta(seconds=59), 1),
        (99, timedelta(seconds=60), 0),
        (99, timedelta(hours=1), 0),
        (99, timedelta(seconds=-60), 60),
        (99, timedelta(seconds=-61), 0),
        (99, timedelta(days=-1), 0),
        (99, timedelta(days=-3650), 0),
    ],
)
def test_when_the_next_try_is_heard(failures: int, later: timedelta, expected: int) -> None:
    assert retry_after(RULE, failures=failures, last_at=LAST, now=LAST + later) == expected


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_no_rule_locks_anybody_out(rule: BackOff) -> None:
    assert wait_after(rule, 10**9) <= timedelta(minutes=10)
    assert wait_after(rule, 10**9) < rule.memory


@pytest.mark.parametrize("name", ["sign-in-account", "sign-in-network"])
def test_twenty_wrong_sign_ins_are_throttled(name: str) -> None:
    assert wait_after(RULES[name], 20) > timedelta(0)


def test_a_workshop_of_thirty_signs_up_behind_one_network_address() -> None:
    assert wait_after(RULES["sign-up-network"], 30) == timedelta(0)
