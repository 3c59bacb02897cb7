"""A guest or workshop participant turns out to be a person with an account."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.events import Event, canonical_json
from elearn.services.intake import take_events
from elearn.storage.events import lock_log
from elearn.storage.identity import find_person


def link_guest(session: Session, *, guest: str, account: str, now: datetime) -> None:
    """What `guest` did, and will do, is `account`'s doing (both uids). In the caller's transaction: no commit.

    The caller has made sure that it is the same person. Equal submissions of both on one day become one attempt.
    A guest that is linked already stays linked as it is; a `void` of the link event takes it back.
    """
    lock_log(session)
    if guest == account or find_person(session, guest) != guest:
        return
    told = canonical_json(["identity.link", guest, account, now.isoformat()])
    event_id = hashlib.sha256(told.encode()).hexdigest()[:32]
    body = {"from": guest, "to": account}
    link = Event(event_id, "identity.link", now, u=account, ref=guest, b=body)
    take_events(session, [link], recv_from="sign-in", now=now)
