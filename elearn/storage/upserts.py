"""Inserting a row that may be there already: one statement, the same in both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from elearn.storage.base import Base


def insert_new(session: Session, table: type[Base], values: Mapping[str, Any], *, unique: str) -> bool:
    """True when the row was put in; False when one with the same value in the column `unique` was there first.

    Two at the same moment: the second waits for the first and gets False.
    """
    insert = postgresql.insert if speaks_postgresql(session) else sqlite.insert
    column = table.__table__.c[unique]
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=[column]).returning(column)
    return session.execute(statement).first() is not None


def speaks_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the database's own dialect, with `on_conflict_…`; on the bare table, so it can take many rows."""
    insert = postgresql.insert if speaks_postgresql(session) else sqlite.insert
    bare = table.__table__
    assert isinstance(bare, Table)  # noqa: S101 - a mapped class of ours always stands on one table
    return insert(bare).inline()


def was_inserted(session: Session, statement: postgresql.Insert | sqlite.Insert, values: Mapping[str, Any]) -> bool:
    """Execute an INSERT of one row that may do nothing; True when the row was put in.

    The values come beside the statement, not in it: so it is compiled once, which is most of its cost.
    """
    result = session.execute(statement, dict(values), execution_options={"preserve_rowcount": True})
    return isinstance(result, CursorResult) and result.rowcount == 1
