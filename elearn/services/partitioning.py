"""Splitting the log of events on PostgreSQL, once it has grown beyond what one table is comfortable with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable
from elearn.services.schema import describe_schema
from elearn.storage.base import begin_writing
from elearn.storage.partitions import MOST, count_partitions, split_log
from elearn.storage.upserts import speaks_postgresql


@dataclass(frozen=True, slots=True)
class Split:
    """`rows` were moved; 0 when the log was in `parts` partitions already."""

    parts: int
    rows: int


def partition_events(session: Session, *, parts: int) -> Split:
    """Move the log into that many partitions, in one transaction: all of it or nothing. Again: nothing is done.

    Writers wait until it is over, and room for a second copy of the log is needed. Who may: the operator, whose
    account owns the tables. Raises Unavailable("one-file") on SQLite, and "newer-schema" or "migration-missing".
    """
    if not speaks_postgresql(session):
        raise Unavailable("one-file")
    schema = describe_schema(session)
    if not schema.ready:
        raise Unavailable("newer-schema" if schema.unknown else "migration-missing")
    if not 2 <= parts <= MOST:
        raise ValueError(f"from 2 to {MOST} partitions")
    begin_writing(session)
    already = count_partitions(session)
    if already:
        session.rollback()
        return Split(already, 0)
    split = Split(parts, split_log(session, parts))
    session.commit()
    return split
