"""What a person sees and changes of herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.domain.zones import ZONES
from elearn.services.audit import write_entry
from elearn.storage.accounts import get_account
from elearn.storage.base import begin_writing
from elearn.storage.looks import list_looks

LOOKS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as its own person sees it. `zone` is empty while she has chosen none: nothing guesses it."""

    name: str
    email: str
    country: str
    language: str
    named: bool
    confirmed: bool
    zone: str = ""


@dataclass(frozen=True, slots=True)
class LookLine:
    """Somebody with a role looked at this person's states."""

    name: str
    page: str
    at: datetime


def get_profile(session: Session, account_id: int) -> Profile:
    account = get_account(session, account_id)
    confirmed = account.confirmed_at is not None
    return Profile(
        account.name, account.email, account.country, account.language, account.named, confirmed, account.zone
    )


def change_profile(
    session: Session, *, account_id: int, name: str, language: str, named: bool, now: datetime, zone: str | None = None
) -> None:
    """A person's own name and language, her time zone (None: as it is, empty: none), and whether reports name her.

    Raises Refused; again changes nothing.
    """
    problem = problem_of_name(name)
    problems = {"name": problem} if problem else {}
    if language not in LANGUAGES:
        problems["language"] = "language-missing"
    if zone and zone not in ZONES:
        problems["zone"] = "zone-unknown"
    if problems:
        raise Refused(problems)
    begin_writing(session)
    account = get_account(session, account_id, lock=True)
    account.name, account.name_sort, account.language = clean_name(name), sort_key(name), language
    account.named = named
    account.zone = account.zone if zone is None else zone
    write_entry(session, actor=account.uid, action="profile", now=now)
    session.commit()


def set_named(session: Session, *, account_id: int, named: bool, now: datetime) -> None:
    """False: "count me, don't name me". Holds at once, for every report."""
    profile = get_profile(session, account_id)
    change_profile(session, account_id=account_id, name=profile.name, language=profile.language, named=named, now=now)


def list_lookers(session: Session, account_id: int) -> list[LookLine]:
    """Who looked at this person's states, the latest first, at most fifty."""
    return [LookLine(*row) for row in list_looks(session, account_id, limit=LOOKS_SHOWN)]
