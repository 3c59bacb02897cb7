"""Letters that came back after a mail server had taken them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.addresses import email_key
from elearn.domain.mail import blames_mailbox_status
from elearn.exchange.bounces import Returned
from elearn.storage import mail as queue
from elearn.storage.accounts import QueuedMail
from elearn.storage.base import begin_writing
from elearn.storage.mail_choices import add_returned

# Letters that came back longer ago than this say nothing about the mailbox of today.
REMEMBERED = timedelta(days=180)
CAME_BACK = "came back"


def count_returned(session: Session, returned: Iterable[Returned], *, now: datetime) -> int:
    """How many of these count against their address: each letter once, and only what tells that its mailbox is gone.

    The third retires the address (`domain.mail.BOUNCES_TOLERATED`). A report about a letter that we did not send, or
    not to that address, counts nothing: reports are easily made up.
    """
    begin_writing(session)
    counted = sum(_count(session, one, now) for one in returned if blames_mailbox_status(one.status))
    session.commit()
    return counted


def _count(session: Session, one: Returned, now: datetime) -> bool:
    row = session.get(QueuedMail, one.letter, with_for_update=True)
    if row is None or row.sent_at is None or f"{row.created_at:%Y%m%d%H%M%S}" != one.stamp or row.error:
        return False
    key = email_key(row.recipient)
    if key not in {email_key(address) for address in one.addresses}:
        return False
    queue.set_mail(session, row.id, error=f"{CAME_BACK}: {one.status}")
    session.expire(row)
    add_returned(session, key, f"{CAME_BACK}: {one.status}", now, since=now - REMEMBERED)
    return True
