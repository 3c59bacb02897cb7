"""The form of a letter, and what waits in the queue."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.storage.accounts import QueuedMail

PAGE = "/en/regions/afralo/nudge"
EVENT = "e" * 32


def form(people: dict[str, str], *names: str, **more: str) -> dict[str, object]:
    asked = {"event": EVENT, "als": "KE-01", "course": "ip", "state": "not-started", "seen": "", "do": "send"}
    return {**asked, "who": [people[name] for name in names], **more}


def queued(session: Session) -> list[QueuedMail]:
    session.rollback()  # what the application has committed since is seen in a new transaction only
    return list(session.scalars(select(QueuedMail).order_by(QueuedMail.id)))
