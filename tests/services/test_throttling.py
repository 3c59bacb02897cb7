"""Tries are counted before they are made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import Throttled
from elearn.services.throttling import forgive, give_back, take_try
from elearn.storage.accounts import Throttle
from tests.makers import NOW

SUBJECT = {"sign-in-account": "somebody"}


def test_the_sixth_try_has_to_wait_and_refused_ones_never_prolong_it(session: Session) -> None:
    for _ in range(5):
        take_try(session, SUBJECT, now=NOW)
    for _ in range(30):
        with pytest.raises(Throttled) as throttled:
            take_try(session, SUBJECT, now=NOW + timedelta(seconds=1))
        assert throttled.value.retry_after == 1
    take_try(session, SUBJECT, now=NOW + timedelta(seconds=2))


def test_a_clock_that_is_set_right_lets_one_try_through_and_counts_on(session: Session) -> None:
    for _ in range(5):
        take_try(session, SUBJECT, now=NOW + timedelta(days=1))
    take_try(session, SUBJECT, now=NOW)
    with pytest.raises(Throttled) as throttled:
        take_try(session, SUBJECT, now=NOW)
    assert throttled.value.retry_after == 4
    take_try(session, SUBJECT, now=NOW + timedelta(seconds=4))


def test_all_is_forgotten_after_a_quiet_hour(session: Session) -> None:
    for _ in range(5):
        take_try(session, SUBJECT, now=NOW)
    for _ in range(5):
        take_try(session, SUBJECT, now=NOW + timedelta(hours=1))


def test_nobody_reads_a_person_out_of_the_table(session: Session) -> None:
    take_try(session, {"sign-in-account": "aissatou@exemple.sn", "sign-in-network": "203.0.113.0/24"}, now=NOW)
    keys = "".join(session.scalars(select(Throttle.key)))
    assert "aissatou" not in keys
    assert "203.0" not in keys


def test_an_unknown_network_is_nobodys(session: Session) -> None:
    for _ in range(50):
        take_try(session, {"sign-in-network": ""}, now=NOW)
    assert session.scalar(select(func.count()).select_from(Throttle)) == 0


def test_when_one_rule_refuses_the_other_counts_nothing(session: Session) -> None:
    for _ in range(5):
        take_try(session, SUBJECT, now=NOW)
    for _ in range(30):
        with pytest.raises(Throttled):
            take_try(session, SUBJECT | {"sign-in-network": "n"}, now=NOW)
    take_try(session, {"sign-in-network": "n"}, now=NOW)
    assert sorted(session.scalars(select(Throttle.failures))) == [1, 5]


def test_forgiving_and_giving_back(session: Session) -> None:
    take_try(session, SUBJECT | {"sign-in-network": "n"}, now=NOW)
    give_back(session, "sign-in-network", "n")
    give_back(session, "sign-in-network", "n")
    forgive(session, "sign-in-account", "somebody")
    session.commit()
    assert list(session.scalars(select(Throttle.failures))) == [0]


def test_fifty_at_once_in_any_order_of_keys(engine: Engine) -> None:
    def try_it(number: int) -> bool:
        subjects = {"sign-in-account": "one", "sign-in-network": "two"}
        if number % 2:
            subjects = dict(reversed(subjects.items()))
        with Session(engine) as session:
            try:
                take_try(session, subjects, now=NOW)
            except Throttled:
                return False
            return True

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(try_it, range(50))) == 5
