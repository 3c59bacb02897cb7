"""Events that came as a result code or file: who has them already."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.storage.events import EventRow

# What `recv_from` says of them.
HANDED_IN = "import"


def list_holders(session: Session, event_ids: Collection[str]) -> dict[str, str | None]:
    """Of these events those that the log has, with the uid that each is about. One statement."""
    rows = session.execute(select(EventRow.id, EventRow.u).where(EventRow.id.in_(event_ids)))
    return {row.id: row.u for row in rows}
