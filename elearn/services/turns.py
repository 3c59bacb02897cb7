"""Whose turn it is: periodic work shared by jobs processes through a table of its own, in a database named for it.

The database may be another one than the site's: what is kept here is only when each kind of work was last done. A turn
is held by a lock of the connection, so it ends with the process that held it, however that ends.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable

CONNECT_S = 5
# In a schema of its own: the site's tables are migrated and backed up, this one is made when it is missing.
_MADE = (
    "CREATE SCHEMA IF NOT EXISTS elearn_jobs",
    "CREATE TABLE IF NOT EXISTS elearn_jobs.turn"
    " (name varchar(40) PRIMARY KEY, done_at timestamptz NOT NULL, took_ms bigint NOT NULL)",
)
_MAKING = text("SELECT pg_advisory_xact_lock(hashtext('elearn jobs'))")
_IS_MADE = text("SELECT to_regclass('elearn_jobs.turn') IS NOT NULL")
_TAKE = text("SELECT pg_try_advisory_lock(hashtext('elearn turn'), hashtext(:name))")
_LEAVE = text("SELECT pg_advisory_unlock(hashtext('elearn turn'), hashtext(:name))")
_DONE_AT = text("SELECT done_at FROM elearn_jobs.turn WHERE name = :name")
_DONE = text(
    "INSERT INTO elearn_jobs.turn (name, done_at, took_ms) VALUES (:name, :at, :took)"
    " ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at, took_ms = excluded.took_ms"
)


def do_in_turn(
    url: str, name: str, *, every: timedelta, clock: Callable[[], datetime], work: Callable[[], bool]
) -> bool | None:
    """What `work` answers: whether it went well. None while another process has the turn, or when it was done lately.

    What went wrong is due again at once. Raises Unavailable("jobs-database") before the work when that database cannot
    be asked; when it goes away meanwhile, the work stands and is done once more than was needed. An account that may
    make no schema there needs the two statements of `_MADE` from the owner, once.
    """
    engine = create_engine(url, connect_args={"connect_timeout": CONNECT_S}, hide_parameters=True)
    try:
        with ExitStack() as opened:
            try:
                session = opened.enter_context(Session(opened.enter_context(engine.connect())))
                held = _hold(session, name, every=every, now=clock())
            except DBAPIError as error:
                raise Unavailable("jobs-database") from error
            return _work(session, name, clock, work) if held else None
    finally:
        engine.dispose()


def _work(session: Session, name: str, clock: Callable[[], datetime], work: Callable[[], bool]) -> bool:
    began, well = clock(), False
    try:
        well = work()
    finally:
        with suppress(DBAPIError):
            if well:
                took = round((clock() - began).total_seconds() * 1000)
                session.execute(_DONE, {"name": name, "at": clock(), "took": max(0, took)})
                session.commit()  # before the lock goes: whoever has it next must read that it was done
            session.execute(_LEAVE, {"name": name})
            session.commit()
    return well


def _hold(session: Session, name: str, *, every: timedelta, now: datetime) -> bool:
    _make_table(session)
    taken = bool(session.scalar(_TAKE, {"name": name}))
    done_at = session.scalar(_DONE_AT, {"name": name}) if taken else None
    due = taken and (done_at is None or not timedelta(0) <= now - done_at.astimezone(UTC) < every)
    if taken and not due:
        session.execute(_LEAVE, {"name": name})
    session.commit()  # the lock is the connection's, and no transaction stays open over the work
    return due


def _make_table(session: Session) -> None:
    if session.scalar(_IS_MADE):
        return
    session.execute(_MAKING)
    for statement in _MADE:
        session.execute(text(statement))
    session.commit()
