"""What every table shares, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from elearn.storage.base import begin_writing
from elearn.storage.releases import Release
from tests.makers import NOW


def make_release(at: datetime) -> Release:
    return Release(published_at=at, manifest="0" * 64)


def test_times_come_back_aware_and_in_utc(session: Session) -> None:
    session.add(make_release(NOW.astimezone(timezone(timedelta(hours=9)))))
    session.commit()
    stored = session.scalars(select(Release.published_at)).one()
    assert stored == NOW
    assert stored.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    session.add(make_release(NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="without a zone"):
        session.flush()


def test_an_acknowledged_commit_survives_a_power_cut(sqlite_url: str) -> None:
    """WAL with synchronous=FULL (2), read back from a connection as the application opens it."""
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


@pytest.mark.parametrize("run", [1, 2])
def test_no_rows_are_left_from_the_test_before(session: Session, run: int) -> None:
    assert session.scalars(select(Release)).all() == [], run
    session.add(make_release(NOW))
    session.commit()
    assert len(session.scalars(select(Release)).all()) == 1


def test_writing_starts_its_transaction_at_once(engine: Engine) -> None:
    """On SQLite the second writer waits at its first step instead of failing in the middle."""
    with Session(engine) as session:
        begin_writing(session)
        session.add(make_release(NOW))
        session.commit()
        assert session.scalar(select(Release.id)) is not None
