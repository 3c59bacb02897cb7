"""Inserting a row that may be there already: one statement, the same in both databases.

Statements are built once and their values come beside them: building one anew costs more than the database's work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from elearn.storage.base import Base, run

Insert = postgresql.Insert | sqlite.Insert
Finish = Callable[[Any], Insert]


def insert_new(session: Session, table: type[Base], values: Mapping[str, Any], *, unique: str) -> bool:
    """True when the row was put in; False when one with the same value in the column `unique` was there first.

    Two at the same moment: the second waits for the first and gets False.
    """
    insert = postgresql.insert if speaks_postgresql(session) else sqlite.insert
    column = bare_table(table).c[unique]
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=[column]).returning(column)
    return session.execute(statement).first() is not None


def speaks_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def bare_table(table: type[Base]) -> Table:
    """The table under a mapped class: statements over it go past the object mapper."""
    bare = table.__table__
    assert isinstance(bare, Table)  # noqa: S101 - a mapped class of ours always stands on one table
    return bare


def insert_into(session: Session, table: type[Base], finish: Finish | None = None) -> Insert:
    """An INSERT in the database's own dialect, on the bare table, so it can take many rows.

    `finish`, a function of a module, adds what to do about a row that is there (`on_conflict_…`); it is asked once.
    """
    return _insert(session.get_bind().dialect.name, table, finish)


@cache
def _insert(dialect: str, table: type[Base], finish: Finish | None) -> Insert:
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(bare_table(table)).inline()
    statement = insert.execution_options(preserve_rowcount=True)  # for `was_inserted`
    return finish(statement) if finish else statement


def insert_plain(session: Session, table: type[Base], rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> None:
    """Many new rows of texts and numbers straight to the driver: for types that need translating use `insert_into`."""
    session.connection().exec_driver_sql(
        _plain_insert(session.get_bind().dialect.name, table, tuple(columns)), list(rows)
    )


@cache
def _plain_insert(dialect: str, table: type[Base], columns: tuple[str, ...]) -> str:
    place = "%s" if dialect == "postgresql" else "?"
    names, places = ", ".join(columns), ", ".join([place] * len(columns))
    return f"INSERT INTO {bare_table(table).name} ({names}) VALUES ({places})"  # noqa: S608 - names of our own tables


def was_inserted(session: Session, statement: Insert, values: Mapping[str, Any]) -> bool:
    """Execute an INSERT of one row that may do nothing; True when the row was put in."""
    return run(session, statement, values).rowcount == 1
