"""People's accounts: who may have one, making it, finding it, disabling it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.addresses import clean_email, email_key, problem_of_email
from elearn.domain.errors import Refused
from elearn.domain.languages import DEFAULT, LANGUAGES
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.domain.networks import shorten_network
from elearn.domain.regions import ralo_of
from elearn.services.audit import write_entry
from elearn.services.community import list_als_of_region, open_membership
from elearn.services.guests import claim_guest
from elearn.services.passwords import hash_password, problem_of_new_password
from elearn.services.sessions import end_sessions
from elearn.services.throttling import take_try
from elearn.storage.accounts import Account, find_account_by_key, get_account_by_uid
from elearn.storage.base import begin_writing
from elearn.storage.tokens import revoke_tokens
from elearn.storage.upserts import insert_new


@dataclass(frozen=True, slots=True)
class Applicant:
    """What somebody says of herself at sign-up, as typed. Without `als_code` she is an individual member."""

    name: str
    email: str
    country: str
    als_code: str | None
    language: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as operators see it."""

    id: int
    uid: str
    name: str
    email: str
    joined: bool
    disabled: bool


def sign_up(  # noqa: PLR0913 - the fields of the form
    session: Session,
    *,
    name: str,
    email: str,
    password_hash: str,
    country: str,
    als_code: str | None,
    language: str,
    guest: str | None,
    uid: str,
    now: datetime,
) -> int:
    """Make an account and return its id. The membership is declared; the answers of `guest` become hers.

    Raises Refused with every field that is wrong. Twice, or fifty at once: the first one stands and the others are told
    `email-taken`; an address that was invited is told `email-invited`, for only its link proves whose it is.
    """
    applicant = Applicant(name, email, country, als_code, language)
    problems = problems_of(session, applicant)
    if problems:
        raise Refused(problems)
    begin_writing(session)
    account = add_account(session, applicant, password_hash=password_hash, uid=uid, now=now)
    if guest is not None:
        claim_guest(session, guest=guest, account=uid, now=now)
    session.commit()
    return account.id


def register(
    session: Session,
    applicant: Applicant,
    *,
    password: str,
    guest: str | None,
    uid: str,
    network: str,
    now: datetime,
    found: Mapping[str, str] | None = None,
) -> int:
    """`sign_up` with the password as typed, throttled by network. Raises Refused with all problems at once, those that
    the page `found` by itself among them."""
    password_hash = prepare_sign_up(session, applicant, password=password, network=network, now=now, found=found)
    return sign_up(
        session,
        name=applicant.name,
        email=applicant.email,
        password_hash=password_hash,
        country=applicant.country,
        als_code=applicant.als_code,
        language=applicant.language,
        guest=guest,
        uid=uid,
        now=now,
    )


def prepare_sign_up(
    session: Session,
    applicant: Applicant,
    *,
    password: str,
    network: str,
    now: datetime,
    found: Mapping[str, str] | None = None,
) -> str:
    """The hash of a password that may be taken, by somebody whose other fields are right.

    Whether the address has an account is looked up only after the throttle: nobody tries addresses by the thousand.
    """
    problems = {**(found or {}), **problems_of(session, applicant, lookup=False)}
    problem = problem_of_new_password(password, own=(applicant.name, applicant.email))
    if problem:
        problems["password"] = problem
    if problems:
        raise Refused(problems)
    take_try(session, {"sign-up-network": shorten_network(network)}, now=now)
    taken = problem_of_taken(session, applicant.email)
    if taken:
        raise Refused({"email": taken})
    return hash_password(password)


def add_account(session: Session, applicant: Applicant, *, password_hash: str, uid: str, now: datetime) -> Account:
    """The rows of a new account and its declared membership. No commit. Raises Refused when somebody was faster."""
    row = {
        "uid": uid,
        "name": clean_name(applicant.name),
        "name_sort": sort_key(applicant.name),
        "email": clean_email(applicant.email),
        "email_key": email_key(applicant.email),
        "password_hash": password_hash,
        "country": applicant.country,
        "language": applicant.language if applicant.language in LANGUAGES else DEFAULT,
        "named": True,
        "demo": False,
        "created_at": now,
        "joined_at": now,
    }
    if not insert_new(session, Account, row, unique="email_key"):
        session.rollback()
        raise Refused({"email": "email-taken"})
    account = get_account_by_uid(session, uid)
    open_membership(
        session,
        account_id=account.id,
        als_code=applicant.als_code or None,
        country=applicant.country,
        status="declared",
        today=now.date(),
        now=now,
    )
    write_entry(session, actor=uid, action="sign-up", now=now)
    return account


def problems_of(session: Session, applicant: Applicant, *, lookup: bool = True) -> Mapping[str, str]:
    """Field -> code for everything wrong with what a person says of herself, in the order of the form."""
    ralo = ralo_of(applicant.country)
    email = problem_of_email(applicant.email)
    found = {
        "name": problem_of_name(applicant.name),
        "email": email or (problem_of_taken(session, applicant.email) if lookup else None),
        "country": None if ralo else "country-missing",
        "als": problem_of_als(session, ralo, applicant.als_code),
    }
    return {field: code for field, code in found.items() if code}


def problem_of_taken(session: Session, email: str) -> str | None:
    """`email-taken` or `email-invited` when this mailbox, in any spelling, has an account already."""
    account = find_account_by_key(session, email_key(email))
    if account is None:
        return None
    return "email-taken" if account.joined_at else "email-invited"


def problem_of_als(session: Session, ralo: str | None, als_code: str | None) -> str | None:
    """An ALS of the country's region, or none: the region follows the country."""
    if not als_code or ralo is None:
        return None
    return None if als_code in {line.code for line in list_als_of_region(session, ralo)} else "als-elsewhere"


def find_by_email(session: Session, email: str) -> AccountLine | None:
    """By address in any spelling; None for what is no address. Who may: operators and use cases, never a page."""
    account = None if problem_of_email(email) else find_account_by_key(session, email_key(email))
    if account is None:
        return None
    joined, disabled = account.joined_at is not None, account.disabled_at is not None
    return AccountLine(account.id, account.uid, account.name, account.email, joined, disabled)


def disable_account(session: Session, *, uid: str, by: str, now: datetime) -> None:
    """Nobody signs in as this person from now on, and open sessions end. What she did is kept. Twice is once.

    Who may: an administrator (`by` is her uid) or the operator (`by` empty).
    """
    begin_writing(session)
    account = get_account_by_uid(session, uid)
    account.disabled_at = account.disabled_at or now
    session.flush()
    end_sessions(session, account_id=account.id)
    for purpose in ("reset", "invitation"):
        revoke_tokens(session, purpose=purpose, account_id=account.id)
    write_entry(session, actor=by, action="disable", about=uid, now=now)
    session.commit()
