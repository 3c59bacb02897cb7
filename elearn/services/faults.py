"""What a failure of the database means to an operator, as the code of an `Unavailable`."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

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
# PostgreSQL's classes of SQLSTATE (its documentation, appendix A).
_BY_STATE = {"53100": "disk-full", "25006": "unwritable", "28P01": "password", "28000": "password", "3D000": "database"}


def why_unavailable(error: DBAPIError) -> str:
    """A code that `cli/main.py` has a sentence for; empty when it is no state of the database but a fault of ours."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return sqlite_reason(int(code)) or ("database" if isinstance(error, OperationalError) else "")
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return _BY_STATE.get(state) or ("database" if isinstance(error, OperationalError) else "")


def sqlite_reason(code: int) -> str:
    """By SQLite's result code, also an extended one (sqlite.org/rescode.html); empty for any other."""
    return "disk-full" if code in _WRITING else _BY_CODE.get(code & 0xFF, "")
