"""Dumps of a PostgreSQL database: taken while it is written to, tried in a database of their own, and put back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.domain.errors import Unfit
from elearn.services.postgres_programs import find_program, run_program
from elearn.storage.table_sums import Sums, postgresql_sums

_OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
_TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"


@contextmanager
def _engine(url: URL, *, autocommit: bool = False) -> Iterator[Engine]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT" if autocommit else "REPEATABLE READ")
    try:
        yield engine
    finally:
        engine.dispose()


def server_version(url: URL) -> int:
    """The major version."""
    with _engine(url) as engine, engine.connect() as connection:
        return int(connection.scalar(text("SHOW server_version_num"))) // 10_000


def dump_online(url: URL, target: Path) -> Sums:
    """A dump as of one moment, while others write, and the sums of that same moment. Raises Unfit without pg_dump."""
    program = find_program("pg_dump", server=server_version(url))
    with _engine(url) as engine, Session(engine) as session:
        snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
        schema = session.scalar(text("SELECT quote_ident(current_schema())"))
        only = [f"--schema={schema}", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        run_program(program, url, ["--format=custom", f"--file={target}", *only])
        return postgresql_sums(session)


def try_dump(url: URL, dump: Path) -> Sums | None:
    """The sums of the dump restored into a database of its own, which is gone afterwards; None where the role of
    `url` may not make databases."""
    name = f"elearn_trial_{secrets.token_hex(8)}"
    with _engine(url, autocommit=True) as engine, engine.connect() as connection:
        allowed = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        if not connection.scalar(text(allowed)):
            return None
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
        try:
            trial = url.set(database=name)
            _read_in(trial, dump)
            return current_sums(trial)
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def current_sums(url: URL) -> Sums:
    with _engine(url) as engine, Session(engine) as session:
        return postgresql_sums(session)


def _read_in(url: URL, dump: Path) -> None:
    """All of it or nothing."""
    program = find_program("pg_restore", server=server_version(url))
    whole = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    # The dump of a schema makes that schema; ours is there, and may hold nothing.
    run_program(program, url, [*whole, "--clean", "--if-exists", str(dump)])


def count_tables(url: URL) -> int:
    with _engine(url) as engine, engine.connect() as connection:
        return int(connection.scalar(text(_TABLES)) or 0)


def is_in_use(url: URL) -> bool:
    """True while anybody else is connected."""
    with _engine(url) as engine, engine.connect() as connection:
        return bool(connection.scalar(text(_OTHERS)))


@contextmanager
def replaced(url: URL, dump: Path, now: datetime) -> Iterator[str]:
    """The dump in the place of what is there, which is kept in a schema whose name this yields. When the block fails
    everything is as it was. Raises Unfit when the role may not rename the schema.
    """
    aside = f"before_restore_{now:%Y%m%dt%H%M%Sz}"
    with _engine(url, autocommit=True) as engine, engine.connect() as connection:
        schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
        try:
            connection.execute(text(f"ALTER SCHEMA {schema} RENAME TO {aside}"))
        except DBAPIError as error:
            raise Unfit("not-owner", str(schema)) from error
        try:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
            _read_in(url, dump)
            yield aside
        except BaseException:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
            connection.execute(text(f"ALTER SCHEMA {aside} RENAME TO {schema}"))
            raise


def drop_schema(url: URL, name: str) -> None:
    """What was put aside and turned out to hold nothing."""
    with _engine(url, autocommit=True) as engine, engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
