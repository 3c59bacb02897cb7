"""Sending an issue: a preview to oneself, then once to every subscriber, a piece at a time.

Asking writes one row. The jobs process feeds the mail queue from it: the place in the list of subscribers moves in the
transaction that queues, so that a worker that dies queues nobody twice and the next one goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.content.release import encode_issues
from elearn.domain.access import Viewer
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.mail import NEWSLETTER
from elearn.domain.newsletter import Issue
from elearn.services.audit import write_entry
from elearn.services.mail import Bulk, Words, queue_bulk
from elearn.services.subscriptions import count_subscribers, retire_refusing, stop_token
from elearn.storage import mailings as storage
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.mailings import Mailing
from elearn.storage.subscribers import list_active_after

# Letters of an issue that wait in the queue at a time: each is a copy, and what people ask for comes in between.
AHEAD = 500


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as the edge made it; `unsubscribe` is an address."""

    words: Words
    html: str
    unsubscribe: str


# (issue, language, token of the link that ends the subscription) -> letter
Write = Callable[[Issue, str, str], Written]


@dataclass(frozen=True, slots=True)
class State:
    """Where an issue is. `previewed`: this person has asked for a preview of it as it is now."""

    sending: Mailing | None
    previewed: bool

    @property
    def under_way(self) -> bool:
        return self.sending is not None and self.sending.finished_at is None


def digest_of(issue: Issue) -> str:
    """Changes with every word of it in every language."""
    return hashlib.sha256(encode_issues((issue,))).hexdigest()


def list_states(session: Session, issues: tuple[Issue, ...], *, account_id: int) -> dict[str, State]:
    """By the id of the issue."""
    sendings = storage.list_sendings(session)
    return {
        issue.id: State(
            sendings.get(issue.id),
            storage.find_preview(session, account_id=account_id, issue=issue.id, digest=digest_of(issue)) is not None,
        )
        for issue in issues
    }


def request_preview(session: Session, issue: Issue, *, by: Viewer, language: str, event: str, now: datetime) -> None:
    """One letter of this issue to the administrator who asks. The same `event` (32 hex) twice is one.

    Raises Refused for a language that is none.
    """
    if language not in LANGUAGES:
        raise Refused({"language": "language-missing"})
    begin_writing(session)
    storage.add_mailing(session, _values(issue, f"preview {event}", by, now) | _to(by, language))
    session.commit()


def start_sending(session: Session, issue: Issue, *, by: Viewer, now: datetime) -> None:
    """Send this issue to everybody who is subscribed now. An issue is sent once: twice, or two at once, is once.

    Who may: administrators. Raises Refused with `preview-first` until this person has had a preview of exactly this
    content, and with `nobody-subscribed`.
    """
    digest = digest_of(issue)
    begin_writing(session)
    total = sum(count_subscribers(session).values())
    if storage.find_preview(session, account_id=by.account_id, issue=issue.id, digest=digest) is None:
        session.rollback()
        raise Refused({"issue": "preview-first"})
    if not total:
        session.rollback()
        raise Refused({"issue": "nobody-subscribed"})
    if storage.add_mailing(session, _values(issue, f"send {issue.id}", by, now) | {"total": total}):
        write_entry(session, actor=by.uid, action="newsletter", about=f"{issue.id} {total}", now=now)
    session.commit()


def stop_sending(session: Session, issue_id: str, *, by: Viewer, now: datetime) -> None:
    """Nobody else gets this issue; what is in the queue still goes. Twice is once. Raises NotFound."""
    begin_writing(session)
    sending = storage.list_sendings(session).get(issue_id)
    if sending is None:
        session.rollback()
        raise NotFound("issue", issue_id)
    if sending.finished_at is None:
        storage.set_mailing(session, sending.id, finished_at=now, stopped=True)
        write_entry(session, actor=by.uid, action="newsletter-stop", about=f"{issue_id} {sending.queued}", now=now)
    session.commit()


def _values(issue: Issue, key: str, by: Viewer, now: datetime) -> dict[str, object]:
    return {"key": key, "issue": issue.id, "digest": digest_of(issue), "asked_by": by.uid, "asked_at": now}


def _to(by: Viewer, language: str) -> dict[str, object]:
    return {"preview_to": by.account_id, "language": language, "total": 1}


def is_sending(session: Session) -> bool:
    """Whether something is to be fed into the queue."""
    found = storage.has_open(session)
    session.rollback()
    return found


def feed_queue(session: Session, *, issues: Mapping[str, Issue], write: Write, secret: bytes, now: datetime) -> int:
    """Queue the next letters of what is being sent, as many as there is room for. How many; one transaction.

    Two workers at once share the work: what one has, the other passes over. An issue that the release has no more is
    stopped.
    """
    begin_writing(session)
    mailing = storage.lock_open(session)
    if mailing is None:
        session.rollback()
        return 0
    issue = issues.get(mailing.issue)
    if issue is None:
        storage.set_mailing(session, mailing.id, finished_at=now, stopped=True)
        queued = 0
    elif mailing.preview_to is not None:
        queued = _feed_preview(session, mailing, issue, write, now)
    else:
        queued = _feed_sending(session, mailing, issue, write=write, secret=secret, now=now)
    session.commit()
    return queued


def _feed_preview(session: Session, mailing: Mailing, issue: Issue, write: Write, now: datetime) -> int:
    """The link that ends a subscription leads to a page that says it is none: nobody can end one by testing."""
    account = get_account(session, mailing.preview_to or 0)
    written = write(issue, mailing.language, "preview")
    letter = _letter(written, account.email, mailing.language, f"newsletter-preview {mailing.id}")
    queue_bulk(session, [letter], now=now)
    storage.set_mailing(session, mailing.id, queued=1, finished_at=now)
    return 1


def _feed_sending(
    session: Session, mailing: Mailing, issue: Issue, *, write: Write, secret: bytes, now: datetime
) -> int:
    room = AHEAD - storage.count_waiting(session, NEWSLETTER)
    if room <= 0:
        return 0
    retire_refusing(session, now=now)
    people = list_active_after(session, mailing.after_id, limit=room)
    letters = [
        _letter(
            write(issue, person.language, stop_token(secret, person.uid)),
            person.email,
            person.language,
            f"newsletter {mailing.id} {person.id}",
        )
        for person in people
    ]
    queue_bulk(session, letters, now=now)
    over: dict[str, object] = {"finished_at": now} if len(people) < room else {}
    after = people[-1].id if people else mailing.after_id
    storage.set_mailing(session, mailing.id, queued=mailing.queued + len(people), after_id=after, **over)
    return len(people)


def _letter(written: Written, recipient: str, language: str, dedupe: str) -> Bulk:
    return Bulk(
        kind=NEWSLETTER,
        account_id=None,
        recipient=recipient,
        language=language,
        words=written.words,
        unsubscribe=written.unsubscribe,
        dedupe=dedupe,
        html=written.html,
    )
