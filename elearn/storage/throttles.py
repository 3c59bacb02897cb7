"""Tries per key: the queries over `throttle`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from elearn.storage.accounts import Throttle
from elearn.storage.upserts import insert_new


def read_tries(session: Session, keys: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    """(tries, last one) of those keys that have any."""
    rows = session.execute(select(Throttle.key, Throttle.failures, Throttle.last_at).where(Throttle.key.in_(keys)))
    return {row.key: (row.failures, row.last_at) for row in rows}


def lock_tries(session: Session, keys: Sequence[str], now: datetime) -> dict[str, tuple[int, datetime]]:
    """(tries, last one) per key, held until the transaction ends: fifty at once are counted one after the other.

    Keys are locked in one order, so two that share keys never wait for each other.
    """
    for key in sorted(keys):
        insert_new(session, Throttle, {"key": key, "failures": 0, "last_at": now}, unique="key")
    statement = select(Throttle.key, Throttle.failures, Throttle.last_at).where(Throttle.key.in_(keys))
    rows = session.execute(statement.order_by(Throttle.key).with_for_update())
    return {row.key: (row.failures, row.last_at) for row in rows}


def set_tries(session: Session, key: str, failures: int, now: datetime) -> None:
    session.execute(update(Throttle).where(Throttle.key == key).values(failures=failures, last_at=now))


def give_back_try(session: Session, key: str) -> None:
    """One try less: it was no failure. Never below none."""
    statement = update(Throttle).where(Throttle.key == key, Throttle.failures > 0)
    session.execute(statement.values(failures=Throttle.failures - 1))


def forget_tries(session: Session, key: str) -> None:
    session.execute(delete(Throttle).where(Throttle.key == key))


def delete_old_tries(session: Session, before: datetime) -> None:
    session.execute(delete(Throttle).where(Throttle.last_at <= before))
