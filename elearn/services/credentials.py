"""A person's password: asked again before what matters, and changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.errors import Refused
from elearn.services.audit import write_entry
from elearn.services.passwords import hash_password, problem_of_new_password, verify_password
from elearn.services.sessions import add_session, end_sessions
from elearn.services.throttling import forgive, take_try
from elearn.storage.accounts import get_account, set_password
from elearn.storage.base import begin_writing
from elearn.storage.tokens import revoke_tokens

RULE = "change-account"


def change_password(
    session: Session, *, account_id: int, current: str, new: str, token: str, network: str, now: datetime
) -> None:
    """A new password for somebody who knows the old one. Ends all her sessions and opens one under the new `token`.

    Raises Refused, or Throttled after five wrong ones: a borrowed phone is no way to guess.
    """
    account = get_account(session, account_id)
    problem = problem_of_new_password(new, own=(account.name, account.email))
    if problem:
        raise Refused({"new": problem})
    reauthenticate(session, account_id=account_id, password=current, field="current", now=now)
    password_hash = hash_password(new)
    begin_writing(session)
    replace_password(session, account_id=account_id, password_hash=password_hash)
    add_session(session, account_id=account_id, token=token, now=now)
    write_entry(session, actor=account.uid, action="password", network=network, now=now)
    session.commit()


def replace_password(session: Session, *, account_id: int, password_hash: str) -> None:
    """The new hash; every session and every reset link of before is dead. No commit."""
    set_password(session, account_id, password_hash)
    end_sessions(session, account_id=account_id)
    revoke_tokens(session, purpose="reset", account_id=account_id)


def reauthenticate(session: Session, *, account_id: int, password: str, field: str, now: datetime) -> None:
    """Ask for the password before something that matters (ASVS 7.5.1). Raises Refused for `field`, or Throttled."""
    account = get_account(session, account_id)
    take_try(session, {RULE: account.uid}, now=now)
    if not verify_password(account.password_hash, password):
        raise Refused({field: "password-wrong"})
    begin_writing(session)
    forgive(session, RULE, account.uid)
    session.commit()
