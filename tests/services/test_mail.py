"""The mail queue, and a real mail server at its end."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email import message_from_string

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound
from elearn.jobs.mail import Drained, Route, drain_queue
from elearn.services.mail import begin_letter, list_queue, queue_mail, send_again, take_batch
from elearn.storage.accounts import QueuedMail
from tests.makers import NOW
from tests.smtp import Sink, running_sink

BASE = "https://learn.example.org"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as server:
        yield server


def queue(
    session: Session, recipient: str = "ana@example.org", subject: str = "Hello", dedupe: str | None = None
) -> None:
    queue_mail(
        session, recipient=recipient, subject=subject, body="Line\n.\nend é", language="en", now=NOW, dedupe=dedupe
    )
    session.commit()


def drain(session: Session, sink: Sink, *, later: timedelta = timedelta(0)) -> Drained:
    return drain_queue(session, Route.read(sink.url, BASE), clock=lambda: NOW + later)


def state(session: Session) -> tuple[str, str]:
    session.expire_all()
    [line] = list_queue(session)
    return line.state, line.error


def test_a_letter_arrives_once_and_its_text_is_forgotten(session: Session, sink: Sink) -> None:
    queue(session, subject="Votre mot de passe : é")
    assert drain(session, sink) == Drained(sent=1)
    assert drain(session, sink, later=timedelta(days=1)) == Drained()
    [(_, recipient, text)] = sink.mails
    message = message_from_string(text, policy=email.policy.default)
    assert recipient == "ana@example.org"
    assert message["From"] == "At-Large Learning <elearn@learn.example.org>"
    assert message["Subject"] == "Votre mot de passe : é"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == "Line\n.\nend é\n"
    assert list_queue(session)[0].body == ""
    assert state(session) == ("sent", "")


def test_an_address_in_another_script_travels_as_it_is(session: Session, sink: Sink) -> None:
    queue(session, "用户@例子.广告")
    assert drain(session, sink) == Drained(sent=1)
    [(options, recipient, text)] = sink.mails
    assert "SMTPUTF8" in options
    assert recipient == "用户@例子.广告"
    assert "To: 用户@例子.广告" in text


def test_a_plain_local_part_needs_no_new_server(session: Session) -> None:
    with running_sink(international=False) as old:
        queue(session, "user@bücher.example")
        assert drain(session, old) == Drained(sent=1)
        assert old.mails[0][1] == "user@xn--bcher-kva.example"


def test_a_server_without_smtputf8_is_told_to_the_administrator(session: Session) -> None:
    with running_sink(international=False) as old:
        queue(session, "用户@例子.广告")
        assert drain(session, old) == Drained(refused=1)
        assert old.mails == []
    assert state(session)[0] == "failed"
    assert "SMTPUTF8" in state(session)[1]


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: everybody@example.org", "Hi\nX: y", "Hi\x85z"])
def test_a_subject_stays_one_line(session: Session, sink: Sink, subject: str) -> None:
    queue(session, subject=subject)
    drain(session, sink)
    message = message_from_string(sink.mails[0][2], policy=email.policy.default)
    assert message["Bcc"] is None
    assert message["X"] is None


@pytest.mark.parametrize(
    ("verb", "answer", "expected"),
    [
        ("RCPT", "550 nobody here", ("failed", "550 nobody here")),
        ("RCPT", "450 come back later", ("waiting", "450 come back later")),
        ("MAIL", "552 no", ("failed", "552 no")),
        ("DATA", "451 not now", ("waiting", "451 no text wanted")),
        ("TEXT", "554 spam", ("failed", "554 spam")),
        ("TEXT", "452 disk full", ("waiting", "452 disk full")),
        ("RCPT", "", ("waiting", "SMTPServerDisconnected")),
        ("TEXT", "", ("failed", "in-doubt")),
    ],
)
def test_what_the_server_says_decides(
    session: Session, sink: Sink, verb: str, answer: str, expected: tuple[str, str]
) -> None:
    sink.answers[verb] = answer
    queue(session)
    assert drain(session, sink).sent == 0
    assert state(session) == expected


def test_later_it_is_tried_again_with_growing_pauses_and_then_given_up(session: Session, sink: Sink) -> None:
    sink.answers["RCPT"] = "450 later"
    queue(session)
    later, tries = timedelta(0), 0
    while state(session)[0] == "waiting":
        tries += drain(session, sink, later=later).refused
        later += max(timedelta(minutes=1), later / 20)
    assert tries == 9
    assert timedelta(days=1) < later < timedelta(days=4)
    sink.answers.clear()
    send_again(session, mail_id=list_queue(session)[0].id, now=NOW)
    send_again(session, mail_id=list_queue(session)[0].id, now=NOW)
    assert drain(session, sink) == Drained(sent=1)
    with pytest.raises(NotFound):
        send_again(session, mail_id=list_queue(session)[0].id, now=NOW)


def test_one_bad_letter_holds_up_no_other(session: Session, sink: Sink) -> None:
    queue(session, "用户@例子.广告")
    for number in range(30):
        queue(session, f"person{number}@example.org")
    sink.international = False
    assert drain(session, sink) == Drained(sent=30, refused=1)


def test_a_letter_that_cannot_be_written_holds_up_no_other(session: Session, sink: Sink) -> None:
    queue(session)
    session.execute(update(QueuedMail).values(language="xx"))
    queue(session, "bo@example.org")
    assert drain(session, sink) == Drained(sent=1, refused=1)
    assert drain(session, sink) == Drained()
    assert [mail[1] for mail in sink.mails] == ["bo@example.org"]
    assert {(line.state, line.error) for line in list_queue(session)} == {("sent", ""), ("failed", "KeyError")}


def test_a_server_that_is_gone_leaves_everything_waiting(session: Session) -> None:
    with running_sink() as gone:
        url = gone.url
    queue(session)
    assert drain_queue(session, Route.read(url, BASE), clock=lambda: NOW) == Drained(refused=1)
    assert state(session) == ("waiting", "ConnectionRefusedError")


def test_a_worker_that_dies_before_sending_loses_nothing(session: Session, sink: Sink) -> None:
    queue(session)
    assert len(take_batch(session, now=NOW)) == 1
    assert drain(session, sink, later=timedelta(minutes=9)) == Drained()
    assert drain(session, sink, later=timedelta(minutes=10)) == Drained(sent=1)


def test_a_worker_that_dies_while_sending_sends_nothing_twice(session: Session, sink: Sink) -> None:
    queue(session)
    [letter] = take_batch(session, now=NOW)
    assert begin_letter(session, letter)
    assert drain(session, sink, later=timedelta(days=1)) == Drained()
    assert sink.mails == []
    assert state(session) == ("failed", "in-doubt")


def test_a_lease_that_was_lost_is_not_used(session: Session) -> None:
    queue(session)
    [late] = take_batch(session, now=NOW)
    [early] = take_batch(session, now=NOW + timedelta(minutes=11))
    assert not begin_letter(session, late)
    assert begin_letter(session, early)


def test_many_workers_send_each_letter_once(engine: Engine, sink: Sink) -> None:
    with Session(engine) as session:
        for number in range(40):
            queue(session, f"person{number}@example.org")

    def work(_: int) -> int:
        with Session(engine) as session:
            return drain(session, sink).sent

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 40
    assert sorted(mail[1] for mail in sink.mails) == sorted(f"person{number}@example.org" for number in range(40))


def test_the_same_dedupe_is_one_letter_also_at_once(engine: Engine) -> None:
    def ask(_: int) -> None:
        with Session(engine) as session:
            queue(session, dedupe="digest 2026-11-22 somebody")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(20)))
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(QueuedMail)) == 1


def test_nothing_is_queued_when_the_use_case_fails(session: Session) -> None:
    queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=NOW)
    session.rollback()
    assert list_queue(session) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", ("smtp", "localhost", 25, "", "", "elearn@learn.example.org")),
        (
            "smtps://u:p%40w@mail.example.org",
            ("smtps", "mail.example.org", 465, "u", "p@w", "elearn@learn.example.org"),
        ),
        (
            "smtp+starttls://mail.example.org/?from=learn@example.org",
            ("smtp+starttls", "mail.example.org", 587, "", "", "learn@example.org"),
        ),
        ("smtp://127.0.0.1:2525", ("smtp", "127.0.0.1", 2525, "", "", "elearn@learn.example.org")),
    ],
)
def test_the_mail_address_says_where_to(url: str, expected: tuple[object, ...]) -> None:
    route = Route.read(url, BASE)
    assert (route.scheme, route.host, route.port, route.user, route.password, route.sender) == expected


def test_the_clock_is_asked_for_each_letter(session: Session, sink: Sink) -> None:
    queue(session)
    asked: list[datetime] = []

    def clock() -> datetime:
        asked.append(NOW + timedelta(seconds=len(asked)))
        return asked[-1]

    drain_queue(session, Route.read(sink.url, BASE), clock=clock)
    assert list_queue(session)[0].settled_at in asked
