"""The mail queue. Use cases put letters in within their own transaction; `elearn jobs run` hands them over.

A letter is written in the language of who gets it. Services know no sentences, so they take a `Compose` from the edge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.addresses import email_key
from elearn.domain.errors import NotFound
from elearn.domain.mail import LEASE, blames_mailbox, wait_before_try
from elearn.storage import mail as queue
from elearn.storage import mail_choices as choices
from elearn.storage.accounts import Account, QueuedMail
from elearn.storage.base import begin_writing

BEGUN = "sending"
IN_DOUBT = "in-doubt"
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says."""

    subject: str
    body: str


# (language, name of who gets it, token of the link in it) -> words
Compose = Callable[[str, str, str], Words]


@dataclass(frozen=True, slots=True)
class Bulk:
    """A letter that nobody has to get (RFC 8058). The same `dedupe` is never queued twice; `unsubscribe` an address.

    `account_id` None: to a subscriber of the newsletter.
    """

    kind: str
    account_id: int | None
    recipient: str
    language: str
    words: Words
    unsubscribe: str
    dedupe: str
    html: str = ""
    file_name: str = ""
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that a worker has taken; it is this worker's alone until `lease`."""

    id: int
    recipient: str
    subject: str
    body: str
    language: str
    tries: int
    created_at: datetime
    lease: datetime
    unsubscribe: str = ""
    html: str = ""
    file_name: str = ""
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail as administrators see it. The body is shown while it waits and empty once it was sent."""

    id: int
    recipient: str
    subject: str
    body: str
    state: str
    error: str
    tries: int
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefusingAddress:
    """`address` is folded for comparison; `failures` letters in a row were refused for good."""

    address: str
    failures: int
    answer: str
    last_at: datetime


def queue_mail(
    session: Session,
    *,
    recipient: str,
    subject: str,
    body: str,
    language: str,
    now: datetime,
    dedupe: str | None = None,
) -> bool:
    """Put a letter into the queue. No commit: it goes out exactly when the use case stands.

    The same `dedupe` (at most 80 characters) twice is one letter, also from two processes at once; False then.
    """
    values = {
        "recipient": recipient,
        "subject": " ".join(subject.split())[:300],
        "body": body,
        "language": language,
        "dedupe": dedupe,
        "created_at": now,
        "next_try_at": now,
        "tries": 0,
        "error": "",
    }
    return queue.add_mail(session, values)


def queue_bulk(session: Session, letters: Sequence[Bulk], *, now: datetime) -> None:
    """Many letters in one statement. No commit. The caller sees to it that no `dedupe` is there: twice raises."""
    queue.add_letters(session, [bulk_values(letter, now) for letter in letters])


def bulk_values(letter: Bulk, now: datetime) -> dict[str, object]:
    """The letter as a row of the queue."""
    return {
        "created_at": now,
        "next_try_at": now,
        "tries": 0,
        "error": "",
        "recipient": letter.recipient,
        "subject": " ".join(letter.words.subject.split())[:300],
        "body": letter.words.body,
        "language": letter.language,
        "dedupe": letter.dedupe,
        "account_id": letter.account_id,
        "kind": str(letter.kind),
        "unsubscribe": letter.unsubscribe,
        "html": letter.html,
        "file_name": letter.file_name,
        "file": letter.file,
    }


def drop_waiting(session: Session, *, account_id: int, kind: str) -> None:
    """Letters that wait for somebody who wants no more of them. One that is being handed over still goes. No commit."""
    queue.delete_waiting(session, account_id=account_id, kind=str(kind), begun=BEGUN)


def queue_letter(session: Session, *, to: Account, compose: Compose, token: str, now: datetime) -> None:
    """A letter to a person, in her language. No commit."""
    words = compose(to.language, to.name, token)
    queue_mail(session, recipient=to.email, subject=words.subject, body=words.body, language=to.language, now=now)


def list_queue(session: Session, *, limit: int = 100) -> list[MailLine]:
    """The newest letters, for administrators."""
    return [_line(row) for row in queue.list_mail(session, limit=limit)]


def count_queue(session: Session) -> tuple[int, int]:
    """(letters that wait, letters given up)."""
    return queue.count_mail(session)


def list_refusing(session: Session, *, limit: int = 100) -> list[RefusingAddress]:
    """Addresses that have refused letters since the last one they took, for administrators."""
    rows = choices.list_bounces(session, limit=limit)
    return [RefusingAddress(row.email_key, row.failures, row.answer, row.last_at) for row in rows]


def take_batch(session: Session, *, now: datetime, limit: int = 20) -> list[Letter]:
    """Letters to send now. Nobody else gets them before the lease ends; then those never begun come round again.

    One that was begun and never settled (the worker died) may have been sent: it is put aside for an administrator. One
    that comes too late to be of use is forgotten.
    """
    begin_writing(session)
    lease = now + LEASE
    letters: list[Letter] = []
    for row in queue.lock_due(session, now, limit=limit):
        if row.error == BEGUN:
            queue.set_mail(session, row.id, failed_at=now, error=IN_DOUBT)
            continue
        if row.expires_at is not None and row.expires_at <= now:
            queue.delete_mail(session, row.id)
            continue
        letter = _letter(row, lease)
        queue.set_mail(session, letter.id, next_try_at=lease, tries=letter.tries)
        letters.append(letter)
    session.commit()
    return letters


def begin_letter(session: Session, letter: Letter) -> bool:
    """Say that this letter is being handed over now. False when the lease was lost: then it must not be sent."""
    begin_writing(session)
    mine = queue.find_begun(session, letter.id, letter.lease) is not None
    if mine:
        queue.set_mail(session, letter.id, error=BEGUN)
    session.commit()
    return mine


def mark_sent(session: Session, letter: Letter, *, now: datetime) -> None:
    """The mail server took it. The text is forgotten: it may hold a link."""
    begin_writing(session)
    queue.set_mail(session, letter.id, sent_at=now, error="", **_FORGOTTEN)
    choices.delete_bounce(session, email_key(letter.recipient))
    session.commit()


def mark_refused(
    session: Session, letter: Letter, *, error: str, permanent: bool, now: datetime, code: int = 0
) -> None:
    """The mail server did not take it: later again, or given up when it said never or when it was tried often enough.

    A `code` (of SMTP) that blames the mailbox counts against its address. Nothing happens to a letter that is settled,
    or leased to somebody else by now.
    """
    wait = None if permanent else wait_before_try(letter.tries)
    begin_writing(session)
    if queue.find_begun(session, letter.id, letter.lease) is not None:
        settled = {"failed_at": now} if wait is None else {"next_try_at": now + wait}
        queue.set_mail(session, letter.id, error=error[:300], **settled)
        if permanent and blames_mailbox(code):
            choices.add_bounce(session, email_key(letter.recipient), error, now)
    session.commit()


def mark_doubtful(session: Session, letter: Letter, *, now: datetime) -> None:
    """The text went out and no answer came: it waits for an administrator, who knows whether twice would hurt."""
    begin_writing(session)
    queue.set_mail(session, letter.id, failed_at=now, error=IN_DOUBT)
    session.commit()


def send_again(session: Session, *, mail_id: int, now: datetime) -> None:
    """An administrator lets a given-up letter go round once more. Twice is once. Raises NotFound for any other."""
    begin_writing(session)
    row = session.get(QueuedMail, mail_id)
    if row is None or row.sent_at is not None:
        raise NotFound("mail", str(mail_id))
    if row.failed_at is not None:
        queue.set_mail(session, mail_id, failed_at=None, error="", tries=0, next_try_at=now)
    session.commit()


# What is forgotten of a letter that was taken: it may hold links.
_FORGOTTEN = {"body": "", "html": "", "file": None}


def _letter(row: QueuedMail, lease: datetime) -> Letter:
    return Letter(
        row.id,
        row.recipient,
        row.subject,
        row.body,
        row.language,
        row.tries + 1,
        row.created_at,
        lease,
        row.unsubscribe,
        row.html,
        row.file_name,
        row.file,
    )


def _line(row: QueuedMail) -> MailLine:
    state = "sent" if row.sent_at else "failed" if row.failed_at else "waiting"
    settled_at = row.sent_at or row.failed_at
    return MailLine(
        row.id, row.recipient, row.subject, row.body, state, row.error, row.tries, row.created_at, settled_at
    )
