"""Forgetting what is not needed any more: each table of accounts with its term."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.throttling import RULES
from elearn.services import audit, mail
from elearn.storage.audit import delete_entries
from elearn.storage.base import begin_writing
from elearn.storage.grants import delete_expired_grants
from elearn.storage.mail import delete_settled_mail
from elearn.storage.sessions import delete_expired_sessions, delete_linked_guests
from elearn.storage.subscribers import delete_unconfirmed
from elearn.storage.throttles import delete_old_tries
from elearn.storage.tokens import delete_expired_tokens

GRANTS_KEPT = timedelta(days=180)  # so long a phone is told that its grant is over, or its person erased
TRIES_KEPT = max(rule.memory for rule in RULES.values())


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete ended sessions, dead links, old tries, settled mail after 30 days, log lines after 90. Twice is once."""
    begin_writing(session)
    delete_expired_sessions(session, now)
    delete_linked_guests(session, now)
    delete_expired_tokens(session, now)
    delete_unconfirmed(session, now)
    delete_expired_grants(session, now - GRANTS_KEPT)
    delete_old_tries(session, now - TRIES_KEPT)
    delete_settled_mail(session, now - mail.KEPT)
    delete_entries(session, now - audit.KEPT)
    session.commit()
