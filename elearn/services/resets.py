"""A forgotten password: the same answer for every address, a link that works once within half an hour."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.addresses import email_key, problem_of_email
from elearn.domain.errors import NotFound, Refused
from elearn.domain.networks import shorten_network
from elearn.services.audit import write_entry
from elearn.services.credentials import replace_password
from elearn.services.links import Link, find_link, get_link, issue_link, use_link
from elearn.services.mail import Compose, queue_letter
from elearn.services.passwords import hash_password, problem_of_new_password, verify_password
from elearn.services.throttling import take_try
from elearn.storage.accounts import Account, find_account_by_key, get_account
from elearn.storage.base import begin_writing

PURPOSE = "reset"


def request_reset(
    session: Session,
    *,
    email: str,
    token: str,
    network: str,
    compose: Compose,
    compose_invitation: Compose,
    now: datetime,
) -> None:
    """Queue a letter with a link when this address has an account; say nothing either way and do the same work.

    Somebody who was invited and has not joined gets her invitation again. Raises Refused when it is no address,
    Throttled alike for known and unknown ones.
    """
    problem = problem_of_email(email)
    if problem:
        raise Refused({"email": problem})
    key = email_key(email)
    take_try(session, {"reset-account": key, "reset-network": shorten_network(network)}, now=now)
    verify_password(None, token)  # the work that hides in the answer's time whether there was a letter to write
    account = find_account_by_key(session, key)
    if account is None or account.disabled_at:
        return
    begin_writing(session)
    if account.joined_at:
        make_reset(session, account_id=account.id, token=token, now=now)
    else:
        issue_link(session, purpose="invitation", token=token, account_id=account.id, detail="mail", now=now)
    letter = compose if account.joined_at else compose_invitation
    queue_letter(session, to=account, compose=letter, token=token, now=now)
    write_entry(session, actor="", action="reset-asked", about=account.uid, network=network, now=now)
    session.commit()


def make_reset(session: Session, *, account_id: int, token: str, now: datetime) -> None:
    """The link itself, bound to the password of today: any change of it kills the link. No commit."""
    account = get_account(session, account_id)
    detail = password_mark(account)
    issue_link(session, purpose=PURPOSE, token=token, account_id=account_id, detail=detail, now=now)


def can_reset(session: Session, *, token: str, now: datetime) -> bool:
    """True while the link works. Looking uses nothing up."""
    link = find_link(session, purpose=PURPOSE, token=token, now=now)
    return link is not None and fits(link, get_account(session, link.account_id or 0))


def reset_password(session: Session, *, token: str, password: str, now: datetime) -> None:
    """A new password by link. Ends all sessions of that account.

    Raises NotFound for a link that is used, over, of another purpose or from before the last change; Refused when the
    password is no good (the link stays alive).
    """
    link = get_link(session, purpose=PURPOSE, token=token, now=now)
    account = get_account(session, link.account_id or 0)
    if not fits(link, account):
        raise NotFound("link", PURPOSE)
    problem = problem_of_new_password(password, own=(account.name, account.email))
    if problem:
        raise Refused({"password": problem})
    password_hash = hash_password(password)
    begin_writing(session)
    link = use_link(session, purpose=PURPOSE, token=token, now=now)
    if not fits(link, get_account(session, account.id, lock=True)):  # changed while the new one was being hashed
        session.rollback()
        raise NotFound("link", PURPOSE)
    replace_password(session, account_id=account.id, password_hash=password_hash)
    write_entry(session, actor=account.uid, action="password-reset", now=now)
    session.commit()


def fits(link: Link, account: Account) -> bool:
    """True while the account has the password it had when the link was made, and is not disabled."""
    return link.detail == password_mark(account) and account.disabled_at is None


def password_mark(account: Account) -> str:
    """What binds a link to the password in force: changes with it and tells nothing about it."""
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()
