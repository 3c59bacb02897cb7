"""Signing in: throttled by account and by network, the same answer and work for known and unknown addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from sqlalchemy.orm import Session

from elearn.domain.addresses import email_key, problem_of_email
from elearn.domain.errors import Refused
from elearn.domain.networks import shorten_network
from elearn.domain.tokens import hash_token
from elearn.services.audit import KEPT, write_entry
from elearn.services.guests import claim_guest
from elearn.services.passwords import hash_password, must_rehash, verify_password
from elearn.services.sessions import add_session
from elearn.services.throttling import forgive, give_back, take_try
from elearn.storage.accounts import Account, find_account_by_key, get_account, set_password
from elearn.storage.audit import was_here
from elearn.storage.base import begin_writing
from elearn.storage.sessions import delete_session

ACCOUNT, NETWORK, ACTION = "sign-in-account", "sign-in-network", "sign-in"
WRONG = {"password": "sign-in-wrong"}


@dataclass(frozen=True, slots=True)
class SignedIn:
    account_id: int
    uid: str
    language: str


def sign_in(
    session: Session,
    *,
    email: str,
    password: str,
    token: str,
    network: str,
    now: datetime,
    guest: str | None = None,
    previous: str | None = None,
) -> SignedIn:
    """Open a session under the new `token`; the `previous` one of this browser ends. Answers of `guest` become hers.

    Raises Refused({"password": "sign-in-wrong"}) for a wrong password, an unknown, invited or disabled account alike,
    Throttled when too many were wrong. Tries are counted before the password is looked at.
    """
    account = None if problem_of_email(email) else find_account_by_key(session, email_key(email))
    prefix = shorten_network(network)
    subject = throttle_subject(session, email, account, prefix, now)
    take_try(session, {ACCOUNT: subject, NETWORK: prefix}, now=now)
    known = account.password_hash if account else None
    right = verify_password(known, password)
    if account is None or known is None or not right or account.disabled_at:
        refuse(session, account, prefix, now)
    rehashed = hash_password(password) if must_rehash(known) else known
    begin_writing(session)
    account = get_account(session, account.id, lock=True)
    if account.password_hash != known or account.disabled_at:  # changed while the password was being looked at
        refuse(session, account, prefix, now)
    set_password(session, account.id, rehashed)
    forgive(session, ACCOUNT, subject)
    give_back(session, NETWORK, prefix)
    if previous:
        delete_session(session, hash_token(previous))
    add_session(session, account_id=account.id, token=token, now=now)
    if guest is not None:
        claim_guest(session, guest=guest, account=account.uid, now=now)
    write_entry(session, actor=account.uid, action=ACTION, network=prefix, now=now)
    session.commit()
    return SignedIn(account.id, account.uid, account.language)


def throttle_subject(session: Session, email: str, account: Account | None, prefix: str, now: datetime) -> str:
    """What tries on an account are counted under. From a network where its owner signed in before, they are counted
    apart: whoever tries from elsewhere, without a pause even, does not make her wait."""
    key, actor = email_key(email), account.uid if account else "nobody"  # asked for both: it takes time too
    known_here = was_here(session, actor=actor, action=ACTION, network=prefix, since=now - KEPT)
    return f"{key} {prefix}" if known_here and prefix else key


def refuse(session: Session, account: Account | None, prefix: str, now: datetime) -> NoReturn:
    """Log it and give the one answer."""
    uid = account.uid if account else ""
    begin_writing(session)
    write_entry(session, actor=uid, action=ACTION, result="wrong", network=prefix, now=now)
    session.commit()
    raise Refused(WRONG)
