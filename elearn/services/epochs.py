"""The epoch of the log: changed by a restore, so that browsers and workshop laptops send again what they still hold."""

from __future__ import annotations

from sqlalchemy.orm import Session

from elearn.storage.epochs import find_epoch


def current_epoch(session: Session) -> str:
    """32 hex; empty in a database that no migration has made."""
    epoch = find_epoch(session)
    return epoch.uid if epoch else ""
