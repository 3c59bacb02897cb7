"""Copies of an SQLite file: taken while it is written to, looked at, and put in the place of another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from elearn.storage.base import BUSY_TIMEOUT_MS
from elearn.storage.table_sums import Sums, sqlite_sums

# A database that somebody has open does not leave WAL; nothing else tells so for certain.
EXCLUSIVE_TIMEOUT_MS = 500


@contextmanager
def opened(path: Path, *, timeout_ms: int = BUSY_TIMEOUT_MS) -> Iterator[sqlite3.Connection]:
    """A file that is there. Raises sqlite3.Error when it is none or cannot be opened."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout={timeout_ms}")
        yield connection


def copy_online(source: Path, target: Path) -> Sums:
    """Every page as of one moment, while others write (sqlite.org/backup.html); the sums of that same moment."""
    with opened(source) as original, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        original.execute("BEGIN")
        sums = sqlite_sums(original)
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return sums


def find_damage(path: Path) -> str:
    """What `PRAGMA integrity_check` and `foreign_key_check` say, one line; empty when the file is sound."""
    try:
        with opened(path) as connection:
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if told != "ok":
        return str(told).splitlines()[-1]
    return f"a row of {orphan[0]} names one of {orphan[2]} that is not there" if orphan else ""


def sums_of(path: Path) -> Sums:
    with opened(path) as connection:
        return sqlite_sums(connection)


def is_empty(path: Path) -> bool:
    """True when there is no file, or one without any table. Raises sqlite3.DatabaseError for another kind of file."""
    if not path.exists():
        return True
    with opened(path) as connection:
        return not connection.execute("SELECT EXISTS (SELECT 1 FROM sqlite_master)").fetchone()[0]


def close_log(path: Path) -> bool:
    """Bring everything into the one file. False when somebody else has it open: then nothing has changed."""
    try:
        with opened(path, timeout_ms=EXCLUSIVE_TIMEOUT_MS) as connection:
            return str(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]) == "delete"
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:  # no database at all, so nobody works with it
        return True
