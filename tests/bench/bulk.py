"""Many rows into a table at once, the way each database likes it. Values are what the columns hold in SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from elearn.storage.base import Base
from elearn.storage.upserts import bare_table, speaks_postgresql

Values = Sequence[Any]


def load_rows(session: Session, table: type[Base], columns: Sequence[str], rows: Iterable[Values]) -> None:
    """In the session's transaction. Times are text as SQLite keeps them (`2026-11-22 10:00:00.000000`)."""
    connection = session.connection().connection
    name, names = bare_table(table).name, ", ".join(f'"{column}"' for column in columns)
    if not speaks_postgresql(session):
        places = ", ".join("?" * len(columns))
        connection.cursor().executemany(f"INSERT INTO {name} ({names}) VALUES ({places})", rows)  # type: ignore[arg-type] # noqa: S608 - an iterator will do for SQLite; names of our own tables
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined] # psycopg's cursor copies
        for row in rows:
            copy.write_row(row)


def follow_ids(session: Session, table: type[Base]) -> None:
    """The next row gets a number after those that were given here."""
    if speaks_postgresql(session):
        name = bare_table(table).name
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))  # noqa: S608 - the name of our own table


def loosen(session: Session) -> None:
    """Before loading: nobody minds when a made-up world is lost in a power cut."""
    if not speaks_postgresql(session):
        session.rollback()
        raw = session.get_bind().engine.raw_connection()  # the pool's only one, outside of any transaction
        for pragma in ("synchronous=OFF", "cache_size=-400000"):
            raw.cursor().execute(f"PRAGMA {pragma}")
        raw.close()


def settle(session: Session) -> None:
    """After loading: what the database would have done by itself over a year."""
    if speaks_postgresql(session):
        session.commit()
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"}).execute(text("VACUUM ANALYZE"))
        session.rollback()
