"""What is forgotten, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.services.audit import write_entry
from elearn.services.links import issue_link
from elearn.services.mail import mark_sent, queue_mail, take_batch
from elearn.services.retention import forget_old
from elearn.services.sessions import open_session
from elearn.services.throttling import take_try
from elearn.storage.accounts import AuditEntry, QueuedMail, Throttle, Token, WebSession
from elearn.storage.base import Base
from tests.makers import NOW
from tests.signed_up import make_account


def left(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("table", "term"),
    [
        (WebSession, timedelta(days=90)),
        (Token, timedelta(days=30)),
        (Throttle, timedelta(hours=6)),
        (QueuedMail, timedelta(days=30)),
        (AuditEntry, timedelta(days=90)),
    ],
    ids=["web_session", "token", "throttle", "queued_mail", "audit"],
)
def test_each_table_has_its_term(session: Session, table: type[Base], term: timedelta) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    take_try(session, {"sign-in-account": "somebody"}, now=NOW)
    issue_link(session, purpose="invitation", token="link", account_id=account_id, now=NOW)
    queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=NOW)
    session.commit()
    mark_sent(session, take_batch(session, now=NOW)[0], now=NOW)
    forget_old(session, now=NOW + term - timedelta(minutes=1))
    assert left(session, table) == 1
    forget_old(session, now=NOW + term)
    forget_old(session, now=NOW + term)
    assert left(session, table) == 0


def test_mail_that_waits_is_never_forgotten(session: Session) -> None:
    queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=NOW)
    session.commit()
    forget_old(session, now=NOW + timedelta(days=400))
    assert left(session, QueuedMail) == 1


@pytest.mark.parametrize(
    ("about", "stored"),
    [("x\r\nFAKE", "x\\u000d\\u000aFAKE"), ("\x1b[2J", "\\u001b[2J"), ("z" * 500, "z" * 200), ("\x00", "\\u0000")],
)
def test_the_log_cannot_be_forged(session: Session, about: str, stored: str) -> None:
    write_entry(session, actor="", action="test", about=about, network="203.0.113.7", now=NOW)
    session.commit()
    row = session.execute(select(AuditEntry.object, AuditEntry.network)).one()
    assert tuple(row) == (stored, "203.0.113.0/24")
