"""A site with one issue and its subscribers, and a worker of its own process that can be killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT
from elearn.domain.access import Viewer
from elearn.domain.tokens import hash_token
from elearn.extensions import open_session
from elearn.services.mail import Words
from elearn.services.mailings import request_preview, start_sending
from elearn.services.newsletter import load_issues
from elearn.services.publishing import publish
from elearn.services.subscriptions import Group, Request, confirm_subscription, request_subscription, stop_token
from elearn.storage.accounts import QueuedMail, get_account
from elearn.storage.base import Base
from elearn.storage.mailings import set_mailing
from elearn.storage.subscribers import Subscriber
from tests.makers import NOW
from tests.signed_up import make_account

SECRET = "k" * 40
BASE_URL = "https://learn.example.org"
# One round of the jobs process with real clock, queue and SMTP; `fault` is code that runs before it.
WORKER = f"""
import sys
from pathlib import Path
from config import Config
from elearn.jobs import rounds
url, mail, instance, fault = sys.argv[1:5]
exec(fault)
config = Config(database_url=url, secret_key={SECRET!r}, courses_path=(), instance_path=Path(instance),
                base_url={BASE_URL!r}, mail_url=mail)
with rounds.open_session(url) as session:
    while rounds.send_mail(session, config) and rounds.is_sending(session):
        pass
"""
# The worker dies in the transaction that queues the n-th piece.
DIES_WHILE_QUEUING = "import os, signal\nfrom elearn.services import mailings\n" + (
    "mailings.storage.set_mailing = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)"
)


def make_site(url: str, root: Path, *, subscribers: int, languages: Sequence[str] = LANGUAGES) -> None:
    """A database with the one issue below this root, and so many subscribers of these languages; sending has begun."""
    with open_session(url) as session:
        Base.metadata.create_all(session.connection())
        session.commit()
        now = datetime.now(UTC)
        publish(session, roots=[root], languages=LANGUAGES, author="", note="", now=now)
        add_subscribers(session, subscribers, languages)
        begin(session)


def begin(session: Session) -> None:
    """An administrator has had a preview, of which no letter goes out here, and sends."""
    books, now = load_issues(session), datetime.now(UTC)
    assert books is not None
    (issue,) = books.site.issues
    by = administrator(session)
    request_preview(session, issue, by=by, language="en", event="e" * 32, now=now)
    set_mailing(session, 1, finished_at=now)
    session.commit()
    start_sending(session, issue, by=by, now=now)


def administrator(session: Session) -> Viewer:
    """Somebody to ask for previews and sendings; who may is asked before."""
    account = get_account(session, make_account(session))
    return Viewer(account.id, account.uid, account.name, account.language, account.country)


def add_subscribers(session: Session, number: int, languages: Sequence[str]) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "uid": f"{index:032x}",
            "email": f"reader{index}@example.org",
            "email_key": f"reader{index}@example.org",
            "language": languages[index % len(languages)],
            "asked_language": languages[index % len(languages)],
            "asked_at": now,
            "stop_hash": hash_token(stop_token(SECRET.encode(), f"{index:032x}")),
            "confirmed_at": now,
        }
        for index in range(number)
    ]
    session.execute(insert(Subscriber), rows)
    session.commit()


def start_worker(url: str, mail_url: str, instance: Path, fault: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WORKER, url, mail_url, str(instance), fault]
    return subprocess.Popen(command, cwd=ROOT)


def pass_leases(url: str) -> None:
    """Ten minutes go by: what a dead worker had taken comes round again."""
    with open_session(url) as session:
        session.execute(
            update(QueuedMail)
            .where(QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None))
            .values(next_try_at=datetime.now(UTC) - timedelta(seconds=1))
        )
        session.commit()


def subscribe_for_pages(session: Session, als: str) -> str:
    """A group's list that has not confirmed (its link is `a-subscription`), and a reader: the token that ends hers."""
    secret = SECRET.encode()
    reader = Request("reader@example.org", "fr", "a-reader", "b" * 32, secret, "198.51.100.200")
    request_subscription(session, reader, compose=_no_words, now=NOW)
    confirm_subscription(session, token="a-reader", now=NOW)
    asked = Request("list@example.org", "en", "a-subscription", "a" * 32, secret, "198.51.100.201")
    request_subscription(session, asked, compose=_no_words, now=NOW, group=Group("AFRALO", als, ""))
    return stop_token(secret, "b" * 32)


def _no_words(_language: str, _group: str, _token: str) -> Words:
    return Words("s", "b")
