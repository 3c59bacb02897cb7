"""What an operator reads when a file or a place cannot be used: what is wrong, and what to do."""

from __future__ import annotations

from elearn.domain.errors import Unfit

SENTENCES = {
    "no-file": "there is no file {detail}: `ls` its folder, backups are called elearn-…Z.zip",
    "no-backup": "{detail} is no backup of elearn: name a file that `elearn backup` made; nothing was changed",
    "damaged": "the backup is damaged ({detail}): take another one; nothing was changed",
    "newer-format": "the backup was made by elearn {detail}: update the code; nothing was changed",
    "newer-backup": "the backup is of the newer schema {detail}: update the code; nothing was changed",
    "other-database": "the backup is of a database of the kind {detail}: set DATABASE_URL to one; nothing was changed",
    "not-empty": "the database {detail} is not empty: --force replaces it and keeps it aside; nothing was changed",
    "in-use": "the database {detail} is in use: stop the site and its jobs first; nothing was changed",
    "not-owner": "this account of the database does not own the schema {detail}: as a superuser, "
    "`ALTER SCHEMA {detail} OWNER TO` it; nothing was changed",
    "no-program": "no program `{detail}` or newer is installed: install PostgreSQL's client programs (on Debian "
    "postgresql-client-VERSION)",
    "program-failed": "PostgreSQL's program says: {detail}; nothing was changed",
    "nothing-to-back-up": "the database is empty: there is nothing to back up",
    "trial-differs": "the backup could not be trusted and was taken away ({detail}): run `elearn doctor`",
    "database-damaged": "the database is damaged ({detail}): restore the last backup with `elearn restore`; "
    "nothing was written",
    "disk-full": "no room is left on the disk: make some and try again; nothing was changed",
    "no-folder": "there is no folder {detail}: make it, or name another with --to",
    "file-there": "{detail} is there already: name another file; nothing was overwritten",
}


def sentence(error: Unfit) -> str:
    return SENTENCES[error.why].format(detail=error.detail)
