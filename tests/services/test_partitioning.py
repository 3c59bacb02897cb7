"""The log in partitions: the same rows, the same answers, the same refusal of what is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable
from elearn.services.learning import find_progress, ingest
from elearn.services.migrating import upgrade_schema
from elearn.services.partitioning import Split, partition_events
from elearn.storage.events import EventRow
from elearn.storage.table_sums import postgresql_sums
from tests.makers import NOW
from tests.published import COURSE, lesson_done, publish_course, quiz_sent, uid

EVENTS = [quiz_sent(f"{number}", f"person {number % 7}", {"dual": "a"}) for number in range(60)]


@pytest.fixture
def own_session(postgresql_server: str, worker_id: str) -> Iterator[Session]:
    """A database of this test's own: splitting cannot be taken back."""
    name = f"elearn_split_{worker_id}"
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        engine = create_engine(make_url(postgresql_server).set(database=name))
        with Session(engine) as session:
            upgrade_schema(session)
            yield session
        engine.dispose()
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def test_splitting_changes_nothing_that_can_be_asked(own_session: Session) -> None:
    session = own_session
    publish_course(session)
    ingest(session, EVENTS, recv_from="test", now=NOW)
    before, progress = postgresql_sums(session), find_progress(session, learner=uid("person 1"))
    session.rollback()
    assert partition_events(session, parts=4) == Split(4, 60)
    assert postgresql_sums(session) == before
    assert find_progress(session, learner=uid("person 1")) == progress
    session.rollback()
    assert partition_events(session, parts=8) == Split(4, 0), "again is harmless"
    again = ingest(session, [*EVENTS, lesson_done("later", "person 1")], recv_from="test", now=NOW)
    assert [receipt.status for receipt in again[-2:]] == ["acked", "acked"]
    assert COURSE in find_progress(session, learner=uid("person 1"))
    numbers = list(session.scalars(select(EventRow.rseq).order_by(EventRow.rseq)))
    assert len(numbers) == len(set(numbers)) == 61, "each once, in the order of arrival"
    sizes = list(session.scalars(text("SELECT count(*) FROM event GROUP BY tableoid")))
    assert len(sizes) == 4, sizes
    names = set(session.scalars(text("SELECT indexname FROM pg_indexes WHERE tablename = 'event'")))
    assert names == {"pk_event", "ix_event_rseq", "ix_event_dev_seq", "ix_event_flag", "ix_event_ref", "ix_event_u_c"}


def test_a_file_is_not_split(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with Session(engine) as session, pytest.raises(Unavailable, match="one-file"):
        partition_events(session, parts=4)
    engine.dispose()
