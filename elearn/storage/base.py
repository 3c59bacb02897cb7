"""What every table shares: naming, UTC times, the pragmas that make an acknowledged answer durable, and writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Integer,
    MetaData,
    TypeDecorator,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 10_000


_METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite's own row number must be declared INTEGER; it is 64 bits wide all the same.
_TYPES = {int: BigInteger().with_variant(Integer, "sqlite")}


class Base(DeclarativeBase):
    """Parent of all tables: 64-bit numbers, and a name for every constraint so that a migration can drop it."""

    registry = registry(metadata=_METADATA, type_annotation_map=_TYPES)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, naive UTC in the database. A naive value is a bug and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        return None if value is None else value.replace(tzinfo=UTC)


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - the signature is SQLAlchemy's
    """WAL with synchronous=FULL: NORMAL loses acknowledged commits at a power cut."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # we begin transactions ourselves, see `begin_sqlite`
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


@event.listens_for(Engine, "begin")
def begin_sqlite(connection: Any) -> None:
    """A transaction that will write takes the lock at once; one that upgrades later can fail in the middle."""
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get("elearn_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def begin_writing(session: Session) -> None:
    """Start the transaction of a use case that writes; ends the read transaction that came before it.

    Call it first, before anything is added: unflushed changes would be rolled back.
    """
    if session.in_transaction():
        session.rollback()
    session.connection(execution_options={"elearn_writes": True})


def run(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
) -> CursorResult[Any]:
    """Execute a statement over bare tables in this session's transaction, past the object mapper: half its cost.

    For the statements of hot paths, built once at import with `bindparam`. Nothing is flushed before it.
    """
    return session.connection().execute(statement, values)
