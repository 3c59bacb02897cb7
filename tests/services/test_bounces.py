"""Reports of letters that came back: read as servers write them, believed only about letters that we sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.exchange.bounces import read_bounce
from elearn.services.bounces import REMEMBERED, count_returned
from elearn.services.mail import mark_sent, queue_mail, take_batch
from elearn.storage.accounts import QueuedMail
from elearn.storage.mail_choices import Bounce
from tests.makers import NOW

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: learn@example.org
Subject: Undelivered Mail
Message-ID: <own@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

{original}Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {kind}

Message-ID: {number}
To: {address}
Subject: x

--b--
"""


def report(number: str, **changes: str) -> bytes:
    """As Postfix (the whole letter or its headers) and Exim write it."""
    fields = {
        "address": "gone@example.org", "action": "failed", "status": "5.1.1", "kind": "message/rfc822", "original": "",
    }  # fmt: skip
    return REPORT.format(number=number, **(fields | changes)).replace("\n", "\r\n").encode()


def send(session: Session, recipient: str = "Gone@example.org") -> str:
    """The Message-ID of a letter that a server took."""
    queue_mail(session, recipient=recipient, subject="s", body="b", language="en", now=NOW)
    session.commit()
    (letter,) = take_batch(session, now=NOW)
    mark_sent(session, letter, now=NOW)
    return f"<mail-{letter.id}-{NOW:%Y%m%d%H%M%S}@learn.example.org>"


def failures(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    return [(row.email_key, row.failures) for row in session.scalars(select(Bounce))]


def test_three_letters_that_came_back_retire_an_address_though_its_server_takes_each(session: Session) -> None:
    for times in (1, 2, 3):
        number = send(session)
        for _report in range(2):  # the same report twice is one
            count_returned(session, read_bounce(report(number)), now=NOW)
        assert failures(session) == [("gone@example.org", times)]
    send(session)
    assert failures(session) == [("gone@example.org", 3)]
    assert count_returned(session, read_bounce(report(send(session))), now=NOW + REMEMBERED + timedelta(days=1)) == 1
    assert failures(session) == [("gone@example.org", 1)]


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, 1),
        ({"kind": "text/rfc822-headers"}, 1),
        ({"original": "Original-Recipient: rfc822;gone@example.org\n", "address": "user17@mx.example.net"}, 1),
        ({"action": "delayed", "status": "4.4.1"}, 0),
        ({"action": "delivered", "status": "2.0.0"}, 0),
        ({"status": "5.7.1"}, 0),  # refused as spam: nothing about the mailbox
        ({"status": "nonsense"}, 0),
        ({"address": "somebody.else@example.org"}, 0),  # a report made up to retire somebody else
        ({"kind": "text/plain"}, 0),
    ],
)
def test_what_counts(session: Session, changes: dict[str, str], counted: int) -> None:
    assert count_returned(session, read_bounce(report(send(session), **changes)), now=NOW) == counted
    assert len(failures(session)) == counted


def test_only_letters_that_we_sent(session: Session) -> None:
    number = send(session)
    for made_up in (number.replace("2026", "2025"), "<mail-999-20261122100000@x>", "<x@y>", "", f"{'9' * 400}"):
        assert count_returned(session, read_bounce(report(made_up)), now=NOW) == 0
    queue_mail(session, recipient="gone@example.org", subject="s", body="b", language="en", now=NOW)
    session.commit()
    waiting = session.scalars(select(QueuedMail.id).where(QueuedMail.sent_at.is_(None))).one()
    number = f"<mail-{waiting}-{NOW:%Y%m%d%H%M%S}@learn.example.org>"
    assert count_returned(session, read_bounce(report(number)), now=NOW) == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 5000,
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\nContent-Type: message/rfc822\n\n" * 500,
        b"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQUJD",
        b"Message-ID: <mail-1-20261122100000@x>\n\nFinal-Recipient: rfc822; a@b",
    ],
)
def test_any_other_mail_is_taken_and_counts_nothing(data: bytes) -> None:
    assert read_bounce(data) == ()
