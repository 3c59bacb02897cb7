"""The epoch of the log: changed by a restore, so that browsers and workshop laptops send again what they still hold."""

from __future__ import annotations

from sqlalchemy.orm import Session

from elearn.storage.epochs import find_epoch_uid


def current_epoch(session: Session) -> str:
    """32 hex; empty in a database that no migration has made."""
    return find_epoch_uid(session) or ""
