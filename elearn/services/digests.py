"""Digests: the report of a region for its coordinators, the next steps for learners. Each once per period.

A digest is one transaction: the row that says it is made, its links and the letter in the queue stand or fall together,
so a worker that dies in the middle leaves nothing, and two at once make one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from elearn.domain.access import Viewer, may_see_region
from elearn.domain.course import Course
from elearn.domain.digests import A_WEEK, Moved, figures_of, moved_since, period_of
from elearn.domain.mail import Kind, Pace
from elearn.domain.next_steps import Step, next_steps
from elearn.domain.rollup import Report
from elearn.services.audit import write_entry
from elearn.services.community import list_grants
from elearn.services.learning import find_progress
from elearn.services.links import find_link, issue_link
from elearn.services.mail import Bulk, Words, queue_bulk
from elearn.services.mail_choices import unsubscribe_tokens
from elearn.services.reports import progress_report
from elearn.storage import digests as storage
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.digests import LinkRow, Reader

PEOPLE_AT_ONCE = 200
_A_DAY = timedelta(days=1)

# Readers and links go through as they are read.
__all__ = [
    "LinkRow",
    "Press",
    "Reader",
    "RegionDigest",
    "Written",
    "find_digest_scope",
    "list_digest_links",
    "list_due",
    "list_due_weekly",
    "make_digest",
    "make_weekly",
    "revoke_digest_link",
]


@dataclass(frozen=True, slots=True)
class RegionDigest:
    """`since` None: the first one, so nothing to compare with. `waiting` memberships wait to be confirmed."""

    report: Report
    since: date | None
    moved: tuple[Moved, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as the edge made it; `unsubscribe` is an address."""

    words: Words
    unsubscribe: str
    html: str
    file_name: str = ""
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """How the edge writes: (reader, what, token of the digest's own link, unsubscribe token) -> letter."""

    region: Callable[[Reader, RegionDigest, str, str], Written]
    weekly: Callable[[Reader, Sequence[Step], str], Written]
    new_token: Callable[[], str]
    secret: bytes


def list_due(session: Session, *, today: date) -> list[Reader]:
    """Coordinators whose digest of this month or week is not made. Two statements."""
    readers = {_key(reader, today): reader for reader in storage.list_coordinators(session, today)}
    made = storage.list_keys(session, list(readers)) if readers else set()
    return [reader for key, reader in readers.items() if key not in made]


def list_due_weekly(session: Session, *, today: date, after: int = 0) -> list[Reader]:
    """The next learners who want the weekly digest and have had none in the last seven days."""
    return storage.list_weekly_readers(session, before=today - A_WEEK + _A_DAY, after=after, limit=PEOPLE_AT_ONCE)


def make_digest(session: Session, reader: Reader, *, courses: Sequence[str], press: Press, now: datetime) -> bool:
    """Queue the digest of one region for one coordinator. False when it is made already, also by another worker now."""
    today = now.date()
    report = progress_report(session, ralo=reader.ralo, courses=courses, today=today)
    begin_writing(session)
    last = storage.find_last(session, account_id=reader.account_id, kind=Kind.DIGEST, ralo=reader.ralo)
    if not storage.add_digest(session, _values(reader, Kind.DIGEST, _key(reader, today), today, figures_of(report))):
        session.rollback()
        return False
    moved = moved_since(report, last[1]) if last else ()
    digest = RegionDigest(report, last[0] if last else None, moved, storage.count_declared(session, reader.ralo))
    token = press.new_token()
    issue_link(session, purpose=Kind.DIGEST, token=token, account_id=reader.account_id, now=now, detail=reader.ralo)
    stop = _unsubscribe(session, reader, Kind.DIGEST, press, now)
    written = press.region(reader, digest, token, stop)
    _queue(session, reader, written, kind=Kind.DIGEST, key=_key(reader, today), now=now)
    session.commit()
    return True


def make_weekly(session: Session, reader: Reader, *, courses: Sequence[Course], press: Press, now: datetime) -> bool:
    """Queue the next steps for one learner; somebody with nothing left to do is noted and gets no letter."""
    today = now.date()
    steps = next_steps(courses, find_progress(session, learner=reader.uid))
    key = f"weekly {reader.account_id} {period_of(Pace.WEEK, today)}"
    begin_writing(session)
    if not storage.add_digest(session, _values(reader, Kind.WEEKLY, key, today, {})):
        session.rollback()
        return False
    if steps:
        stop = _unsubscribe(session, reader, Kind.WEEKLY, press, now)
        _queue(session, reader, press.weekly(reader, steps, stop), kind=Kind.WEEKLY, key=key, now=now)
    session.commit()
    return bool(steps)


def find_digest_scope(session: Session, *, token: str, now: datetime) -> str | None:
    """The RALO whose counts this link opens: while it lives and its owner still may see that region."""
    link = find_link(session, purpose=Kind.DIGEST, token=token, now=now)
    if link is None or link.account_id is None:
        return None
    account = get_account(session, link.account_id)
    grants = list_grants(session, account.id)
    owner = Viewer(account.id, account.uid, account.name, account.language, account.country, grants)
    may = account.disabled_at is None and may_see_region(owner, link.detail, now.date())
    return link.detail if may else None


def list_digest_links(session: Session, *, account_id: int, now: datetime) -> list[LinkRow]:
    """A person's own links that still open something."""
    return storage.list_links(session, account_id, now)


def revoke_digest_link(session: Session, *, account_id: int, uid: str, link_id: int, now: datetime) -> None:
    """One of a person's own links opens nothing from now on. Twice is once; somebody else's is left alone."""
    begin_writing(session)
    storage.delete_link(session, account_id=account_id, link_id=link_id)
    write_entry(session, actor=uid, action="digest-link-end", now=now)
    session.commit()


def _key(reader: Reader, today: date) -> str:
    return f"digest {reader.ralo} {reader.account_id} {period_of(reader.pace, today)}"


def _values(reader: Reader, kind: Kind, key: str, today: date, figures: Mapping[str, object]) -> dict[str, object]:
    return {
        "key": key,
        "account_id": reader.account_id,
        "kind": kind.value,
        "ralo": reader.ralo,
        "made_on": today,
        "figures": dict(figures),
    }


def _unsubscribe(session: Session, reader: Reader, kind: Kind, press: Press, now: datetime) -> str:
    people = [(reader.account_id, reader.uid)]
    return unsubscribe_tokens(session, secret=press.secret, people=people, kind=kind, now=now)[reader.account_id]


def _queue(session: Session, reader: Reader, written: Written, *, kind: Kind, key: str, now: datetime) -> None:
    letter = Bulk(
        kind=kind,
        account_id=reader.account_id,
        recipient=reader.email,
        language=reader.language,
        words=written.words,
        unsubscribe=written.unsubscribe,
        dedupe=key,
        html=written.html,
        file_name=written.file_name,
        file=written.file,
    )
    queue_bulk(session, [letter], now=now)
