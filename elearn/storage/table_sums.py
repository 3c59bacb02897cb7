"""How many rows each table has and what they add up to: two databases with the same sums hold the same rows.

The sum does not depend on the order of rows. It is made of 64 bits of SHA-256 of each row, inside of PostgreSQL, and
here for SQLite.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

Sums = dict[str, tuple[int, str]]
_SQLITE_TABLES = """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"""
# Partitions are counted with their parent.
_POSTGRESQL_TABLES = """SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"""
# How values are written as text must not depend on anybody's settings.
_PLAIN = (
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
)


def sqlite_sums(connection: sqlite3.Connection) -> Sums:
    """Of one moment when the connection is in a transaction."""
    names = [str(name) for (name,) in connection.execute(_SQLITE_TABLES)]
    connection.text_factory = bytes  # nothing that a column holds may stop this
    sums = {name: _added_up(connection.execute(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 - the names come from the database itself
    connection.text_factory = str
    return sums


def _added_up(rows: Iterable[tuple[object, ...]]) -> tuple[int, str]:
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest()[:8], "big")
    return count, f"{total % 2**64:016x}"


def postgresql_sums(session: Session) -> Sums:
    """Of one moment when the transaction is REPEATABLE READ. Tables of the current schema only."""
    for setting in _PLAIN:
        session.execute(text(setting))
    names = [str(name) for name in session.scalars(text(_POSTGRESQL_TABLES))]
    return {name: _sum_of(session, name) for name in names}


def _sum_of(session: Session, name: str) -> tuple[int, str]:
    row = "('x' || encode(substring(sha256(convert_to(t::text, 'UTF8')) for 8), 'hex'))::bit(64)::bigint"
    asked = f'SELECT count(*), coalesce(sum({row}::numeric), 0)::text FROM "{name}" t'  # noqa: S608 - the names come from the database itself
    count, total = session.execute(text(asked.replace("::", "\\:\\:"))).one()
    return int(count), f"{int(total) % 2**64:016x}"
