"""What a failure of the database means to an operator, as the code of an `Unavailable`."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError

from elearn.services.sqlite_faults import sqlite_reason

# PostgreSQL's classes of SQLSTATE (its documentation, appendix A).
_BY_STATE = {"53100": "disk-full", "25006": "unwritable", "28P01": "password", "28000": "password", "3D000": "database"}


def why_unavailable(error: DBAPIError) -> str:
    """A code that `cli/main.py` has a sentence for; empty when it is no state of the database but a fault of ours."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return sqlite_reason(int(code)) or ("database" if isinstance(error, OperationalError) else "")
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return _BY_STATE.get(state) or ("database" if isinstance(error, OperationalError) else "")
