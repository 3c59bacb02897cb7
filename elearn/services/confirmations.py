"""An e-mail address is confirmed, or changed, by the link in a letter to that address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.domain.addresses import clean_email, email_key, problem_of_email
from elearn.domain.errors import NotFound, Refused
from elearn.services.audit import write_entry
from elearn.services.credentials import reauthenticate
from elearn.services.links import find_link, issue_link, use_link
from elearn.services.mail import Compose, queue_mail
from elearn.services.throttling import take_try
from elearn.storage.accounts import Account, find_account_by_key, get_account
from elearn.storage.base import begin_writing

PURPOSE = "address"


def request_confirmation(session: Session, *, account_id: int, token: str, compose: Compose, now: datetime) -> None:
    """Send the link to the person's own address. Raises Throttled after three letters in a short time."""
    account = get_account(session, account_id)
    take_try(session, {"reset-account": account.uid}, now=now)
    begin_writing(session)
    _send(session, account, account.email, token=token, compose=compose, now=now)
    session.commit()


def request_new_address(
    session: Session, *, account_id: int, email: str, password: str, token: str, compose: Compose, now: datetime
) -> None:
    """Send a link to another address, which becomes the person's when she follows it. Asks for the password.

    An address that has an account already gets no letter, and this page does not say so: it answers alike.
    """
    account = get_account(session, account_id)
    reauthenticate(session, account_id=account_id, password=password, field="email_password", now=now)
    problem = problem_of_email(email)
    if problem:
        raise Refused({"email": problem})
    take_try(session, {"reset-account": account.uid}, now=now)
    begin_writing(session)
    owner = find_account_by_key(session, email_key(email))
    if owner is None or owner.id == account_id:
        _send(session, get_account(session, account_id), clean_email(email), token=token, compose=compose, now=now)
    session.commit()


def find_address(session: Session, *, token: str, now: datetime) -> str | None:
    """The address that this link confirms, while it works."""
    link = find_link(session, purpose=PURPOSE, token=token, now=now)
    return link.detail if link else None


def confirm_address(session: Session, *, token: str, now: datetime) -> None:
    """The link was followed: its address is the person's, and confirmed.

    Raises NotFound for a link that is used, over or of another purpose, or whose address somebody else has got since.
    """
    begin_writing(session)
    link = use_link(session, purpose=PURPOSE, token=token, now=now)
    account = get_account(session, link.account_id or 0, lock=True)
    account.email, account.email_key, account.confirmed_at = link.detail, email_key(link.detail), now
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise NotFound("link", PURPOSE) from error
    write_entry(session, actor=account.uid, action="address", now=now)
    session.commit()


def _send(session: Session, account: Account, email: str, *, token: str, compose: Compose, now: datetime) -> None:
    issue_link(session, purpose=PURPOSE, token=token, account_id=account.id, detail=email, now=now)
    words = compose(account.language, account.name, token)
    queue_mail(session, recipient=email, subject=words.subject, body=words.body, language=account.language, now=now)
    write_entry(session, actor=account.uid, action="address-asked", now=now)
