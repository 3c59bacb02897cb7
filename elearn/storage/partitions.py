"""The log in partitions by the hash of `id` (PostgreSQL): the same table to every statement, many files to the disk."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from elearn.storage.base import Base
from elearn.storage.events import EventRow

MOST = 256
_KIND = text("SELECT relkind::text FROM pg_class WHERE oid = to_regclass('event')")
_COUNT = text("SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('event')")


def is_partitioned(session: Session) -> bool:
    return bool(session.scalar(_KIND) == "p")


def count_partitions(session: Session) -> int:
    """0 while it is one table."""
    return int(session.scalar(_COUNT) or 0) if is_partitioned(session) else 0


def split_log(session: Session, parts: int) -> int:
    """How many rows were moved. The primary key becomes `id`: a unique key must hold what partitions are made by.

    `rseq`, the order of arrival, goes on from the same sequence under an index of its own; the log is written under
    one lock, so it stays without doubles. Everything in the caller's transaction, with nobody else in the table.
    """
    statements = [
        "LOCK TABLE event IN ACCESS EXCLUSIVE MODE",
        "ALTER TABLE event RENAME TO event_whole",
        "CREATE TABLE event (LIKE event_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY HASH (id)",
    ]
    statements += [
        f"CREATE TABLE event_p{part:03} PARTITION OF event FOR VALUES WITH (MODULUS {parts}, REMAINDER {part})"
        for part in range(parts)
    ]
    for statement in statements:
        session.execute(text(statement))
    moved = session.execute(text("INSERT INTO event SELECT * FROM event_whole ORDER BY rseq"))
    for statement in (
        "ALTER SEQUENCE event_rseq_seq OWNED BY event.rseq",
        "DROP TABLE event_whole",
        "ALTER TABLE event ADD CONSTRAINT pk_event PRIMARY KEY (id)",
        "CREATE INDEX ix_event_rseq ON event (rseq)",
    ):
        session.execute(text(statement))
    for index in sorted(Base.metadata.tables[EventRow.__tablename__].indexes, key=lambda index: str(index.name)):
        index.create(session.connection())
    session.execute(text("ANALYZE event"))
    return int(moved.rowcount)  # type: ignore[attr-defined] # an INSERT has one
