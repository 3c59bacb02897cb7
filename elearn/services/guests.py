"""People who answer without an account: a provisional uid behind a cookie, for thirty days."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.domain.tokens import hash_token
from elearn.services.identity import link_guest
from elearn.services.learning import ingest
from elearn.storage import sessions as storage
from elearn.storage.base import begin_writing
from elearn.storage.events import list_events_of

LIFE = timedelta(days=30)
BATCH = 50


def open_guest(session: Session, *, token: str, uid: str, now: datetime) -> None:
    """A new guest; `token` goes into her cookie, events carry `uid`."""
    begin_writing(session)
    storage.add_guest(session, uid=uid, token_hash=hash_token(token), now=now, expires_at=now + LIFE)
    session.commit()


def find_guest(session: Session, *, token: str, now: datetime) -> str | None:
    """The uid behind this cookie; None after 30 days, and once the answers belong to an account."""
    return storage.find_guest_uid(session, hash_token(token), now)


def claim_guest(session: Session, *, guest: str, account: str, now: datetime) -> None:
    """The answers of this guest become this account's (both uids). Twice, or by two accounts at once: the first stands.

    No commit.
    """
    if storage.mark_linked(session, guest, now):
        link_guest(session, guest=guest, account=account, now=now)


def claim_answers(session: Session, *, guest: str, account: str, now: datetime) -> None:
    """As `claim_guest`, for a person who is signed in and says that the answers made in this browser are hers."""
    begin_writing(session)
    claim_guest(session, guest=guest, account=account, now=now)
    session.commit()


def expire_guests(session: Session, *, now: datetime) -> int:
    """Void what guests did whose 30 days are over, and forget the guests. Returns how many; again is harmless."""
    expired = 0
    while uids := storage.list_expired_guests(session, now, limit=BATCH):
        voids = [_void(stored.event, now) for stored in list_events_of(session, uids) if stored.event.t != "void"]
        if voids:
            ingest(session, voids, recv_from="guests", now=now)
        begin_writing(session)
        storage.delete_guests(session, uids)
        session.commit()
        expired += len(uids)
    return expired


def _void(event: Event, now: datetime) -> Event:
    """The same event is voided under the same id, so a run that was cut off can start again."""
    own_id = hashlib.sha256(f"guest-over {event.id}".encode()).hexdigest()[:32]
    return Event(own_id, "void", now, u=event.u, c=event.c, ref=event.id)
