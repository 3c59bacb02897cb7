"""What SQLite's result codes mean to an operator. Apart from `faults`, because a first look needs no SQLAlchemy."""

from __future__ import annotations

import sqlite3

_BY_CODE = {
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_READONLY: "unwritable",
    sqlite3.SQLITE_CANTOPEN: "unwritable",
    sqlite3.SQLITE_PERM: "unwritable",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_NOTADB: "no-database",
    sqlite3.SQLITE_CORRUPT: "corrupt",
}
_WRITING = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)


def sqlite_reason(code: int) -> str:
    """By SQLite's result code, also an extended one (sqlite.org/rescode.html); empty for any other."""
    return "disk-full" if code in _WRITING else _BY_CODE.get(code & 0xFF, "")
