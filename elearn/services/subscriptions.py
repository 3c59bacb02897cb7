"""Subscribing to the newsletter: asked for by anybody, confirmed from the address itself, ended with one click.

No answer and no log line tells whether an address is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.addresses import clean_email, email_key, problem_of_email
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.mail import BOUNCES_TOLERATED, NEWSLETTER
from elearn.domain.networks import shorten_network
from elearn.domain.tokens import PURPOSES, derive_token, hash_token
from elearn.services.audit import write_entry
from elearn.services.community import get_als
from elearn.services.mail import BEGUN, Words, queue_mail
from elearn.services.throttling import take_try
from elearn.storage import subscribers as storage
from elearn.storage.base import begin_writing

PURPOSE = PURPOSES["newsletter"]
# (language, name of the group that asks or empty, token) -> words
ComposeRequest = Callable[[str, str, str], Words]


@dataclass(frozen=True, slots=True)
class Request:
    """An address that somebody wants to subscribe. `token` is of the letter, `uid` (32 hex) and `secret` of the row."""

    email: str
    language: str
    token: str
    uid: str
    secret: bytes
    network: str


@dataclass(frozen=True, slots=True)
class Group:
    """The ALS whose list it is, as its representative says; `by` is a uid."""

    ralo: str
    als_code: str
    by: str


@dataclass(frozen=True, slots=True)
class GroupSubscription:
    id: int
    email: str
    language: str
    asked_at: datetime
    confirmed_at: datetime | None


def stop_token(secret: bytes, uid: str) -> str:
    """The token of the link that ends a subscription: the same in every letter, made again for each."""
    return derive_token(secret, PURPOSE.code, uid)


def request_subscription(
    session: Session, request: Request, *, compose: ComposeRequest, now: datetime, group: Group | None = None
) -> None:
    """Send a letter with the link that subscribes this address; nothing is subscribed before it is used.

    The same is done, and takes as long, for an address that is subscribed already: its link confirms the language anew.
    Raises Refused for an address or language that is none, Throttled alike for known and unknown ones; NotFound for
    another RALO's ALS. An earlier letter's link is dead.
    """
    problems = {"email": problem_of_email(request.email) or "", "language": ""}
    if request.language not in LANGUAGES:
        problems["language"] = "language-missing"
    if any(problems.values()):
        raise Refused({field: code for field, code in problems.items() if code})
    als = get_als(session, ralo=group.ralo, als_code=group.als_code) if group else None
    key = email_key(request.email)
    take_try(session, {"news-address": key, "news-network": shorten_network(request.network)}, now=now)
    begin_writing(session)
    asked = {
        "asked_language": request.language,
        "asked_als_id": als.id if als else None,
        "asked_at": now,
        "link_hash": hash_token(request.token),
        "link_until": PURPOSE.expires_at(now),
    }
    _ask(session, request, key, asked)
    words = compose(request.language, als.line.name if als else "", request.token)
    recipient = clean_email(request.email)
    queue_mail(session, recipient=recipient, subject=words.subject, body=words.body, language=request.language, now=now)
    if group:
        write_entry(session, actor=group.by, action="newsletter-asked", about=group.als_code, now=now)
    session.commit()


def _ask(session: Session, request: Request, key: str, asked: Mapping[str, object]) -> None:
    row = {
        **asked,
        "uid": request.uid,
        "email": clean_email(request.email),
        "email_key": key,
        "language": request.language,
        "stop_hash": hash_token(stop_token(request.secret, request.uid)),
    }
    if not storage.add_subscriber(session, row):
        storage.ask_again(session, key, **asked)


def find_request(session: Session, *, token: str, now: datetime) -> str | None:
    """The address that this link subscribes, while it works; looking changes nothing."""
    row = storage.find_by_link(session, hash_token(token), now)
    return row.email if row else None


def confirm_subscription(session: Session, *, token: str, now: datetime) -> None:
    """The link was used. Raises NotFound the second time, and for one that is over."""
    begin_writing(session)
    if not storage.use_link(session, hash_token(token), now):
        session.rollback()
        raise NotFound("link", PURPOSE.code)
    session.commit()


def is_stop_link(session: Session, *, token: str) -> bool:
    """Whether this link ends a subscription, or has ended one."""
    return storage.find_by_stop(session, hash_token(token)) is not None


def end_subscription(session: Session, *, token: str, now: datetime) -> None:
    """No more issues for whoever holds the link, and none that waits. Twice is once. Raises NotFound."""
    begin_writing(session)
    row = storage.find_by_stop(session, hash_token(token))
    if row is None:
        session.rollback()
        raise NotFound("link", PURPOSE.code)
    if row.ended_at is None:
        storage.delete_waiting_letters(session, email=row.email, kind=NEWSLETTER, begun=BEGUN)
        storage.end_subscribers(session, [row.id], why="asked", now=now)
    session.commit()


def retire_refusing(session: Session, *, now: datetime) -> int:
    """Subscriptions of addresses that refused three letters in a row are over. How many they were. No commit."""
    ids = storage.list_refusing_subscribers(session, failures=BOUNCES_TOLERATED)
    if ids:
        storage.end_subscribers(session, ids, why="refused", now=now)
    return len(ids)


def count_subscribers(session: Session) -> dict[str, int]:
    """Those who get the next issue, by language."""
    return storage.count_active(session)


def list_group_subscriptions(session: Session, *, ralo: str, als_code: str) -> list[GroupSubscription]:
    """The lists of this ALS. Raises NotFound for another RALO's ALS."""
    rows = storage.list_of_als(session, get_als(session, ralo=ralo, als_code=als_code).id)
    return [GroupSubscription(row.id, row.email, row.asked_language, row.asked_at, row.confirmed_at) for row in rows]


def end_group_subscription(
    session: Session, *, ralo: str, als_code: str, subscription_id: int, by: str, now: datetime
) -> None:
    """A list of this ALS gets no more issues. Twice is once; another group's is left alone. Raises NotFound."""
    begin_writing(session)
    als = get_als(session, ralo=ralo, als_code=als_code)
    row = next((row for row in storage.list_of_als(session, als.id) if row.id == subscription_id), None)
    # One that only was asked for by this group, and is somebody's own already, stays that person's.
    if row is not None and (row.als_id == als.id or row.confirmed_at is None):
        storage.delete_waiting_letters(session, email=row.email, kind=NEWSLETTER, begun=BEGUN)
        storage.end_subscribers(session, [row.id], why="group", now=now)
        write_entry(session, actor=by, action="newsletter-ended", about=als_code, now=now)
    session.commit()
