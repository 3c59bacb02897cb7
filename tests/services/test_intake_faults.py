"""The disk is full, two deliveries meet: what is not acknowledged is not there, what is acknowledged stays in order."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn.services.intake import take_events
from elearn.services.learning import find_progress, ingest
from elearn.storage.base import begin_writing
from elearn.storage.events import EventRow
from tests.makers import NOW
from tests.published import COURSE, lesson_done, picture, publish_course, quiz_sent, uid

MANY = [quiz_sent(f"{number}", "amina", {"dual": "x" * 400}) for number in range(100)]


@pytest.fixture
def one_connection(sqlite_url: str) -> Iterator[Session]:
    """SQLite limits the size of a database per connection, so there is one."""
    engine = create_engine(sqlite_url, pool_size=1, max_overflow=0)
    with Session(engine) as session:
        yield session
    engine.dispose()


def limit_pages(session: Session, spare: int) -> None:
    pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages + spare}")
    session.rollback()


def test_a_full_disk_acknowledges_nothing_and_heals(one_connection: Session) -> None:
    session = one_connection
    publish_course(session)
    ingest(session, [lesson_done("first", "amina")], recv_from="test", now=NOW)
    before = picture(session)
    limit_pages(session, 3)
    with pytest.raises(OperationalError, match="full"):
        ingest(session, MANY, recv_from="test", now=NOW)
    assert picture(session) == before
    assert session.scalars(select(EventRow.id)).all() == [uid("first")]
    assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    limit_pages(session, 10_000)
    receipts = ingest(session, MANY, recv_from="test", now=NOW)
    assert {receipt.status for receipt in receipts} == {"acked"}
    assert len(session.scalars(select(EventRow.id)).all()) == 101


def test_two_deliveries_at_once_are_numbered_in_the_order_of_their_commits(engine: Engine, session: Session) -> None:
    """Whoever reads "all after number n" between them skips nothing for ever."""
    publish_course(session)

    def deliver() -> None:
        with Session(engine) as own:
            ingest(own, [lesson_done("second", "ben")], recv_from="test", now=NOW)

    with ThreadPoolExecutor(1) as pool, Session(engine) as first:
        begin_writing(first)
        take_events(first, [lesson_done("first", "amina")], recv_from="test", now=NOW)
        second = pool.submit(deliver)
        with pytest.raises(StillWaiting):
            second.result(timeout=0.3)
        assert session.scalars(select(EventRow.rseq)).all() == []
        session.rollback()
        first.commit()
        second.result(timeout=20)
    in_order = session.scalars(select(EventRow.id).order_by(EventRow.rseq)).all()
    assert in_order == [uid("first"), uid("second")]


def test_a_delivery_that_is_given_up_leaves_nothing(session: Session) -> None:
    publish_course(session)
    begin_writing(session)
    take_events(session, [lesson_done("1", "amina")], recv_from="test", now=NOW)
    assert COURSE in find_progress(session, learner=uid("amina"))
    session.rollback()
    assert find_progress(session, learner=uid("amina")) == {}
    assert session.scalars(select(EventRow)).all() == []
