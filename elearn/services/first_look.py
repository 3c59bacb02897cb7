"""What can be said of an SQLite file before the server starts, without loading what workers need."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from elearn.domain.errors import Unavailable
from elearn.services.migration_files import known_revisions
from elearn.services.sqlite_faults import sqlite_reason


def look_at_sqlite(database: Path) -> None:
    """Raises Unavailable when this file is not there, cannot be written, or is of another schema than the code's."""
    if not database.exists():
        raise Unavailable("migration-missing")
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout=10000")
            # Only whoever may write gets this lock; nothing is written.
            connection.execute("BEGIN IMMEDIATE")
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise Unavailable("migration-missing") from error
        raise Unavailable(sqlite_reason(error.sqlite_errorcode) or "unwritable") from error
    except sqlite3.DatabaseError as error:
        raise Unavailable(sqlite_reason(error.sqlite_errorcode) or "no-database") from error
    _compare(str(found[0]) if found else "")


def _compare(current: str) -> None:
    known = known_revisions()
    if current != known[-1]:
        raise Unavailable("newer-schema" if current and current not in known else "migration-missing")
