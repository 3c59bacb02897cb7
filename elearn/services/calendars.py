"""A person's own calendar: the secret address of it, and what stands in it.

The address is made of a random number and the site's key (`domain.tokens.derive_token`), so her account page can show
it again, while the table holds its hash and that number alone: a stolen database opens nobody's calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.domain.course import pick
from elearn.domain.programmes import Programme
from elearn.domain.regions import ralo_of
from elearn.domain.tokens import PURPOSES, derive_token
from elearn.domain.webinars import Webinar
from elearn.services.audit import write_entry
from elearn.services.learning import find_progress
from elearn.services.links import find_link, issue_link
from elearn.services.programmes import own_programmes
from elearn.storage.accounts import Account, get_account
from elearn.storage.base import begin_writing
from elearn.storage.community import find_open_membership
from elearn.storage.reminders import list_reminders
from elearn.storage.tokens import find_detail, revoke_tokens

PURPOSE = PURPOSES["feed"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is to be done. `title` is in `language`."""

    key: str
    title: str
    language: str
    day: date


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """What one person's calendar holds; nothing in it names her. `language` is that of her letters."""

    language: str
    webinars: tuple[Webinar, ...]
    deadlines: tuple[Deadline, ...]


def find_calendar_token(session: Session, *, account_id: int, uid: str, secret: bytes) -> str | None:
    """The secret of her address, None while she has none."""
    nonce = find_detail(session, purpose=PURPOSE.code, account_id=account_id)
    return None if nonce is None else derive_token(secret, PURPOSE.code, uid, nonce)


def renew_calendar(session: Session, *, account_id: int, uid: str, secret: bytes, nonce: str, now: datetime) -> None:
    """A new address; an earlier one opens nothing from now on. `nonce` is random."""
    begin_writing(session)
    get_account(session, account_id, lock=True)
    revoke_tokens(session, purpose=PURPOSE.code, account_id=account_id)
    token = derive_token(secret, PURPOSE.code, uid, nonce)
    issue_link(session, purpose=PURPOSE.code, token=token, account_id=account_id, now=now, detail=nonce)
    write_entry(session, actor=uid, action="calendar-made", now=now)
    session.commit()


def end_calendar(session: Session, *, account_id: int, uid: str, now: datetime) -> None:
    """Her address opens nothing any more. Twice is once."""
    begin_writing(session)
    revoke_tokens(session, purpose=PURPOSE.code, account_id=account_id)
    write_entry(session, actor=uid, action="calendar-ended", now=now)
    session.commit()


def open_calendar(session: Session, *, token: str, webinars: Iterable[Webinar], now: datetime) -> OwnCalendar | None:
    """What this address opens: None when it is ended, was never there, or its owner is switched off.

    In it: events for her region or for all, those of courses that she has begun, those of which she is reminded, and
    the last days of her programmes.
    """
    link = find_link(session, purpose=PURPOSE.code, token=token, now=now)
    account = get_account(session, link.account_id) if link and link.account_id else None
    if account is None or account.disabled_at is not None:
        return None
    own = own_programmes(session, account_id=account.id, uid=account.uid, today=now.date())
    return OwnCalendar(
        language=account.language,
        webinars=_hers(session, account, webinars),
        deadlines=tuple(_deadline(one.programme, account.language) for one in own),
    )


def _hers(session: Session, account: Account, webinars: Iterable[Webinar]) -> tuple[Webinar, ...]:
    home = find_open_membership(session, account.id)
    ralo = home.home.ralo if home else ralo_of(account.country) or ""
    courses = {course for course, stand in find_progress(session, learner=account.uid).items() if stand.started}
    asked = list_reminders(session, account.id)
    return tuple(one for one in webinars if one.concerns(ralo) or one.course in courses or one.id in asked)


def _deadline(programme: Programme, language: str) -> Deadline:
    title, spoken = pick(programme.titles, language, programme.language)
    return Deadline(programme.key, title, spoken, programme.deadline)
