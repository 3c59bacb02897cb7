"""Periodic work that several processes share: one has the turn, a killed one loses it, and no turn comes too early."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from elearn.domain.errors import Unavailable
from elearn.services.turns import do_in_turn
from tests.makers import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def jobs_url(postgresql_url: str) -> Iterator[str]:
    yield postgresql_url
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS elearn_jobs CASCADE"))
    engine.dispose()


def turn(url: str, *, hours: float = 0.0, well: bool = True, name: str = "weeks") -> bool | None:
    at = NOW + timedelta(hours=hours)
    return do_in_turn(url, name, every=HOUR, clock=lambda: at, work=lambda: well)


def test_a_turn_comes_once_an_hour_and_at_once_after_a_failure(jobs_url: str) -> None:
    assert turn(jobs_url, well=False) is False
    assert turn(jobs_url) is True
    assert turn(jobs_url, hours=0.9) is None
    assert turn(jobs_url, hours=0.9, name="digests") is True, "another kind of work"
    assert turn(jobs_url, hours=1) is True
    assert turn(jobs_url, hours=-24 * 3650) is True, "a clock that went back does not stop the work for ten years"


def test_only_one_of_eight_has_the_turn(jobs_url: str) -> None:
    """Also when the table is not there yet and all make it at once."""
    inside, done, barrier = [], [], threading.Barrier(8)

    def work() -> bool:
        inside.append(1)
        return True

    def process() -> None:
        barrier.wait()
        done.append(do_in_turn(jobs_url, "weeks", every=HOUR, clock=lambda: NOW, work=work))

    processes = [threading.Thread(target=process) for _ in range(8)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert len(inside) == 1
    assert sorted(done, key=str) == [None] * 7 + [True]


def test_whoever_is_cut_off_loses_the_turn_and_the_work_stands(jobs_url: str) -> None:
    """The database of the turns goes away in the middle of the work: another process has the turn at once."""
    engine = create_engine(jobs_url)
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
    )

    def work() -> bool:
        assert turn(jobs_url) is None
        with engine.begin() as connection:
            connection.execute(others)
        return True

    assert do_in_turn(jobs_url, "weeks", every=HOUR, clock=lambda: NOW, work=work) is True
    assert turn(jobs_url) is True, "it was not written down, so it is done once more"
    engine.dispose()


def test_what_the_work_raises_comes_out_as_it_is(jobs_url: str) -> None:
    def work() -> bool:
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        do_in_turn(jobs_url, "weeks", every=HOUR, clock=lambda: NOW, work=work)
    assert turn(jobs_url) is True


def test_a_database_that_is_not_there_is_said_before_the_work() -> None:
    with pytest.raises(Unavailable, match="jobs-database"):
        turn("postgresql://nobody:x@127.0.0.1:1/nowhere")
