"""Reading from a replica: never older than some seconds, never older than what one has written, never an error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Config
from elearn.app import create_app
from elearn.extensions import current, db, engine_options
from elearn.extensions import replica as replicas
from elearn.extensions.current import WROTE_COOKIE
from elearn.extensions.replica import Health, Lag, Replica
from elearn.services.shared_tries import RedisTries
from tests.clusters import Server, follow, running_pair
from tests.web.test_admin import chief

__all__ = ["chief"]  # a fixture, lent


@pytest.mark.parametrize(
    ("marks", "replayed", "seconds"),
    [
        ([], 10, None),
        ([(0, 10)], 10, 9),
        ([(0, 10), (8, 10)], 10, 1),
        ([(0, 10), (8, 20)], 10, 9),
        ([(0, 10), (8, 20)], 19, 9),
        ([(0, 10), (8, 20)], 25, 1),
        ([(8, 20)], 19, None),
    ],
)
def test_how_far_behind(marks: list[tuple[int, int]], replayed: int, seconds: int | None) -> None:
    """At the ninth second: as old as the last moment whose writes it is known to have."""
    lag = Lag()
    for moment, place in marks:
        lag.passed(moment, Decimal(place))
    assert lag.seconds(9, Decimal(replayed)) == seconds


def test_a_line_that_goes_quietly_shows_after_a_minute_too() -> None:
    """More marks than are kept: the replica is behind all of them."""
    lag = Lag()
    for second in range(1000):
        lag.passed(second, Decimal(second))
    assert lag.seconds(1000, Decimal(10)) is None
    assert lag.seconds(1000, Decimal(998)) == 2


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Server, Server]]:
    with running_pair() as pair:
        pair[0].sql("CREATE TABLE note (said text)")
        yield pair


def watched(second: Server, first: Server) -> Replica:
    """A replica that is looked at by hand and by no thread."""
    replica = Replica(second.url(), first.url(), engine_options(second.url()))
    replica._watching = True  # noqa: SLF001 - no thread in this test
    return replica


def look(replica: Replica) -> Health:
    replica.look()
    return replica.state()[0]


def test_the_health_of_a_real_replica(pair: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, held up, read again, killed, made anew; and while the first database restarts it goes on being read."""
    first, second = pair
    with closing(watched(second, first)) as replica:
        first.sql("INSERT INTO note VALUES ('one')")
        wait_for(replica, Health.READ)
        assert replica.usable
        with replica.session() as session, pytest.raises(Exception, match="read-only transaction"):
            session.execute(text("INSERT INTO note VALUES ('no')"))
        monkeypatch.setattr(replicas, "LATEST_S", 0.2)
        second.sql("SELECT pg_wal_replay_pause()")
        first.sql("INSERT INTO note VALUES ('two')")
        wait_for(replica, Health.LATE)
        assert not replica.usable
        second.sql("SELECT pg_wal_replay_resume()")
        wait_for(replica, Health.READ)
        first.restart_at_once()
        wait_for(replica, Health.READ)
        second.kill()
        assert look(replica) is Health.DOWN
        follow(first, second)
        second.start()
        wait_for(replica, Health.READ)
        with replica.session() as session:
            assert session.scalars(text("SELECT said FROM note ORDER BY said")).all() == ["one", "two"]


def test_another_first_database_is_no_replica(pair: tuple[Server, Server]) -> None:
    first = pair[0]
    with closing(watched(first, first)) as replica:
        assert look(replica) is Health.WRONG
        assert not replica.usable


def wait_for(replica: Replica, health: Health) -> None:
    for _ in range(200):
        if look(replica) is health:
            return
        time.sleep(0.02)
    raise AssertionError(replica.state())


class FakeReplica(Replica):
    """A replica whose database is one of this test's."""

    def __init__(self, url: str, health: Health = Health.READ) -> None:
        self._engine = create_engine(url)
        self._health, self._seconds, self.faults = health, 0.4, 0

    @property
    def usable(self) -> bool:
        return self._health is Health.READ

    def state(self) -> tuple[Health, float | None]:
        return self._health, self._seconds

    def failed(self) -> None:
        self.faults += 1
        self._health = Health.DOWN

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def beside(app: Flask, replica: FakeReplica) -> Iterator[FakeReplica]:
    app.extensions["elearn.replica"] = replica
    with closing(replica):
        yield replica
    del app.extensions["elearn.replica"]


def where(session: Session) -> str:
    return str(session.get_bind().engine.url.database)


def asked(app: Flask, *, cookie: str = "", personal: bool = True) -> str:
    with app.test_request_context("/en/regions", headers={"Cookie": cookie} if cookie else {}):
        return current.read(where, personal=personal)


def test_who_is_answered_from_where(app: Flask, sqlite_url: str) -> None:
    """`sqlite_url` is empty and `app` has its own: what is asked is where the question came out."""
    second = sqlite_url.removeprefix("sqlite:///")
    with app.app_context():
        first = str(db.engine.url.database)
    assert asked(app) == first
    with beside(app, FakeReplica(sqlite_url)) as replica:
        assert asked(app) == second
        assert asked(app, cookie=f"{WROTE_COOKIE}=yes") == first
        assert asked(app, cookie=f"{WROTE_COOKIE}=yes", personal=False) == second
        replica._health = Health.LATE  # noqa: SLF001 - the test's own
        assert asked(app) == first


def test_a_replica_that_dies_in_the_middle_costs_nobody_an_answer(app: Flask, sqlite_url: str) -> None:
    def question(session: Session) -> str:
        if where(session) == sqlite_url.removeprefix("sqlite:///"):
            raise OperationalError("SELECT 1", {}, ConnectionError("gone"))
        return "from the first"

    with beside(app, FakeReplica(sqlite_url)) as replica, app.test_request_context("/en/regions"):
        assert current.read(question) == "from the first"
        assert current.read(question) == "from the first"
        assert replica.faults == 1, "it is not asked again before it has been looked at"


def test_who_has_just_written_carries_a_mark(config: Config) -> None:
    """For ten seconds; not after a form that was refused, and not without a replica."""
    nowhere = "postgresql://nobody:x@127.0.0.1:1/nowhere"
    app = create_app(replace(config, replica_url=nowhere))
    app.extensions["elearn.replica"].close()
    client = app.test_client()
    page = client.post("/en/c/ip/reading-ipv6/done")
    marks = [cookie for cookie in page.headers.getlist("Set-Cookie") if cookie.startswith(f"{WROTE_COOKIE}=yes")]
    assert page.status_code == 303
    assert [("Max-Age=10" in mark, "HttpOnly" in mark) for mark in marks] == [(True, True)]
    refused = client.post("/en/sign-in", data={"email": "a@example.org", "password": "wrong"})
    assert WROTE_COOKIE not in str(refused.headers.getlist("Set-Cookie"))
    assert "Set-Cookie" not in client.get("/en/c/ip").headers
    with app.app_context():
        db.engine.dispose()


STANDS = {
    Health.READ: "It is read; at most 0 seconds behind.",
    Health.LATE: "too far behind",
    Health.DOWN: "does not answer: the first database",
    Health.WRONG: "no replica of this database",
}


def test_administrators_see_how_it_stands(app: Flask, chief: FlaskClient, sqlite_url: str) -> None:
    app.extensions["elearn.tries"] = RedisTries("redis://127.0.0.1:1")
    for health, words in STANDS.items():
        with beside(app, FakeReplica(sqlite_url, health)):
            page = chief.get("/en/admin/state").text
        todo = page.partition("<table")[0]
        assert words in page
        assert (words in todo) is (health is not Health.READ)
        assert "each process counts for itself" in todo
