"""Letters that nobody has to get: their headers, their parts, and addresses that refuse them."""

from __future__ import annotations

import email.policy
from datetime import timedelta
from email import message_from_string
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.mail import Kind
from elearn.jobs.mail import Route, drain_queue
from elearn.services.mail import (
    Bulk,
    Words,
    begin_letter,
    count_queue,
    list_queue,
    list_refusing,
    queue_bulk,
    take_batch,
)
from elearn.storage.accounts import QueuedMail
from tests.makers import NOW
from tests.smtp import Sink, running_sink

STOP = "https://learn.example.org/ar/unsubscribe/secret"
WORDS = Words("\u2068IPv6\u2069: تابع من حيث توقفت", "مرحبًا \u2068Ama\u2069،\n\nhttps://learn.example.org/ar/c/ip\n")


def queue(session: Session, number: int = 1, *, html: str = "", file: bytes | None = None) -> None:
    letter = Bulk(
        kind=Kind.NUDGE,
        account_id=1,
        recipient="ama@example.org",
        language="ar",
        words=WORDS,
        unsubscribe=STOP,
        dedupe=f"nudge {number}",
        html=html,
        file_name="AFRALO.csv" if file else "",
        file=file,
    )
    queue_bulk(session, [letter], now=NOW)
    session.commit()


def drain(session: Session, sink: Sink, days: int = 0) -> int:
    return drain_queue(
        session, Route.read(sink.url, "https://learn.example.org"), clock=lambda: NOW + timedelta(days=days)
    ).sent


def parsed(sink: Sink, index: int = -1) -> EmailMessage:
    message = message_from_string(sink.mails[index][2], policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_one_click_in_the_mail_program_ends_them(session: Session) -> None:
    queue(session)
    with running_sink() as sink:
        assert drain(session, sink) == 1
    message = parsed(sink)
    assert message["List-Unsubscribe"] == f"<{STOP}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Subject"] == WORDS.subject
    assert message["Content-Language"] == "ar"
    assert message.get_content().replace("\r\n", "\n") == WORDS.body


def test_html_text_and_file_travel_together_and_are_forgotten(session: Session) -> None:
    file = "\ufeffralo,name\r\nAFRALO,Cercle « Karité » = مجموعة\r\n".encode()
    queue(session, html='<html lang="ar" dir="rtl"><p>مرحبًا</p></html>\n', file=file)
    with running_sink() as sink:
        assert drain(session, sink) == 1
    message = parsed(sink)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == WORDS.body
    assert 'dir="rtl"' in html.get_content()
    [attached] = message.iter_attachments()
    assert attached.get_filename() == "AFRALO.csv"
    assert attached.get_content_type() == "text/csv"
    assert attached.get_payload(decode=True) == file
    row = session.execute(select(QueuedMail.body, QueuedMail.html, QueuedMail.file)).one()
    assert tuple(row) == ("", "", None)


def test_the_same_letter_has_the_same_id_whenever_it_is_sent(session: Session) -> None:
    """Where the line broke after the text: an administrator sends it again, and mail programs show one."""
    queue(session)
    with running_sink() as sink:
        sink.answers["TEXT"] = ""
        assert drain(session, sink) == 0
        sink.answers.clear()
        row = session.scalars(select(QueuedMail)).one()
        row.failed_at, row.error = None, ""
        session.commit()
        assert drain(session, sink, days=3) == 1
    assert len(sink.mails) == 2
    assert parsed(sink, 0)["Message-ID"] == parsed(sink, 1)["Message-ID"]


def test_a_worker_that_dies_between_the_servers_yes_and_its_own_note_sends_nothing_again(session: Session) -> None:
    """The only window: the letter is marked as begun before the text goes out, and nobody begins it a second time."""
    queue(session)
    [letter] = take_batch(session, now=NOW)
    assert begin_letter(session, letter)  # the text goes out here, the server says yes, and the worker is killed
    with running_sink() as sink:
        assert drain(session, sink, days=2) == 0
        assert sink.mails == []
    assert (list_queue(session)[0].state, list_queue(session)[0].error) == ("failed", "in-doubt")


@pytest.mark.parametrize(
    ("verb", "answer", "failures"),
    [
        ("RCPT", "550 nobody here", 1),
        ("TEXT", "552 mailbox full for ever", 1),
        ("RCPT", "450 come back later", 0),
        ("TEXT", "554 looks like spam", 0),
        ("MAIL", "550 we do not know you", 0),
    ],
)
def test_what_blames_the_mailbox_counts_against_the_address(
    session: Session, verb: str, answer: str, failures: int
) -> None:
    queue(session)
    with running_sink() as sink:
        sink.answers[verb] = answer
        drain(session, sink)
    assert [line.failures for line in list_refusing(session)] == [failures] * bool(failures)


def test_refusals_add_up_until_one_letter_arrives(session: Session) -> None:
    with running_sink() as sink:
        sink.answers["RCPT"] = "550 nobody here"
        for number in range(3):
            queue(session, number)
            drain(session, sink)
        [line] = list_refusing(session)
        assert (line.address, line.failures, line.answer) == ("ama@example.org", 3, "550 nobody here")
        assert count_queue(session) == (0, 3)
        sink.answers.clear()
        queue(session, 4)
        assert drain(session, sink) == 1
    assert list_refusing(session) == []


def test_the_list_of_administrators_leaves_files_where_they_are(session: Session) -> None:
    queue(session, html="<p>x</p>" * 1000, file=b"x" * 10_000)
    session.expunge_all()
    list_queue(session)
    assert session.scalar(select(func.length(QueuedMail.html))) == 8000
