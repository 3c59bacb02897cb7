"""Links that make somebody a member of the site: an invitation, the operator's link, the first administrator's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.errors import NotFound, Refused
from elearn.domain.languages import LANGUAGES
from elearn.domain.names import clean_name, problem_of_name, sort_key
from elearn.services.accounts import Applicant, add_account, find_by_email, prepare_sign_up
from elearn.services.audit import write_entry
from elearn.services.counts import admit_member
from elearn.services.links import find_link, get_link, issue_link, use_link
from elearn.services.mail import Compose, queue_letter
from elearn.services.passwords import hash_password, problem_of_new_password
from elearn.services.resets import make_reset
from elearn.services.roles import give_role
from elearn.storage.accounts import get_account
from elearn.storage.administrators import has_administrator
from elearn.storage.base import begin_writing
from elearn.storage.counts import list_homes
from elearn.storage.tokens import revoke_tokens

MEMBER, ADMINISTRATOR = "invitation", "administrator"
# How the link reached her: a letter to the address proves that it is hers.
BY_MAIL, BY_HAND = "mail", "hand"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is alive. Without `email` it makes the first administrator, who says who she is."""

    purpose: str
    name: str
    email: str
    language: str


def invite(session: Session, *, account_id: int, token: str, compose: Compose, now: datetime) -> None:
    """Queue the letter with the link; an earlier link is dead. No commit. Raises NotFound when she has joined."""
    account = get_account(session, account_id)
    if account.joined_at is not None:
        raise NotFound("invitation", account.uid)
    issue_link(session, purpose=MEMBER, token=token, account_id=account_id, detail=BY_MAIL, now=now)
    queue_letter(session, to=account, compose=compose, token=token, now=now)


def make_link(session: Session, *, email: str, token: str, now: datetime) -> str:
    """For the operator to hand over: `invitation` for somebody who was invited, `reset` for somebody who has joined.

    Returns which of the two. Raises NotFound for an unknown address. Earlier links of the kind are dead.
    """
    account = find_by_email(session, email)
    if account is None:
        raise NotFound("account", email)
    begin_writing(session)
    purpose = "reset" if account.joined else MEMBER
    if purpose == MEMBER:
        issue_link(session, purpose=MEMBER, token=token, account_id=account.id, detail=BY_HAND, now=now)
    else:
        make_reset(session, account_id=account.id, token=token, now=now)
    write_entry(session, actor="", action="link", about=account.uid, result=purpose, now=now)
    session.commit()
    return purpose


def first_admin_link(session: Session, *, token: str, now: datetime) -> str | None:
    """The token of a link that makes the first administrator, or None while there is one. An earlier link is dead."""
    begin_writing(session)
    if has_administrator(session, now.date()):
        revoke_tokens(session, purpose=ADMINISTRATOR, account_id=None)
        session.commit()
        return None
    issue_link(session, purpose=ADMINISTRATOR, token=token, account_id=None, now=now)
    session.commit()
    return token


def find_invitation(session: Session, *, token: str, now: datetime) -> Invitation | None:
    """What this link invites to, while it works. Looking uses nothing up."""
    link = find_link(session, purpose=MEMBER, token=token, now=now)
    if link is not None and link.account_id is not None:
        account = get_account(session, link.account_id)
        alive = account.joined_at is None and account.disabled_at is None
        return Invitation(MEMBER, account.name, account.email, account.language) if alive else None
    if find_link(session, purpose=ADMINISTRATOR, token=token, now=now) is None:
        return None
    return None if has_administrator(session, now.date()) else Invitation(ADMINISTRATOR, "", "", "en")


def accept_invitation(session: Session, *, token: str, name: str, password: str, language: str, now: datetime) -> int:
    """The invited person joins with a name and a password; returns her account's id. Her counts move from invited.

    Raises Refused (the link stays alive), NotFound for a link that is used, over or of another purpose.
    """
    link = get_link(session, purpose=MEMBER, token=token, now=now)
    account = get_account(session, link.account_id or 0)
    problems = {
        "name": problem_of_name(name),
        "password": problem_of_new_password(password, own=(name, account.email)),
    }
    if any(problems.values()):
        raise Refused({field: code for field, code in problems.items() if code})
    password_hash = hash_password(password)
    begin_writing(session)
    link = use_link(session, purpose=MEMBER, token=token, now=now)
    account = get_account(session, account.id, lock=True)
    if account.joined_at is not None or account.disabled_at is not None:
        session.rollback()
        raise NotFound("link", MEMBER)
    account.name, account.name_sort = clean_name(name), sort_key(name)
    account.language = language if language in LANGUAGES else account.language
    account.password_hash, account.joined_at = password_hash, now
    account.confirmed_at = now if link.detail == BY_MAIL else None
    session.flush()
    home = list_homes(session, [account.uid]).get(account.uid)
    if home is not None:
        admit_member(session, account_id=account.id, home=home[0])
    write_entry(session, actor=account.uid, action="joined", now=now)
    session.commit()
    return account.id


def accept_administration(
    session: Session,
    applicant: Applicant,
    *,
    token: str,
    password: str,
    uid: str,
    network: str,
    now: datetime,
) -> int:
    """Make the first administrator's account; returns its id. Of two at once with the same link only one is made.

    Raises Refused (the link stays alive), NotFound for a link that is used or over, or when there is an administrator.
    """
    get_link(session, purpose=ADMINISTRATOR, token=token, now=now)
    password_hash = prepare_sign_up(session, applicant, password=password, network=network, now=now)
    begin_writing(session)
    use_link(session, purpose=ADMINISTRATOR, token=token, now=now)
    if has_administrator(session, now.date()):
        session.rollback()
        raise NotFound("link", ADMINISTRATOR)
    account = add_account(session, applicant, password_hash=password_hash, uid=uid, now=now)
    give_role(session, account_id=account.id, grant=Grant(Role.ADMINISTRATOR, "", now.date()), by="", now=now)
    session.commit()
    return account.id
