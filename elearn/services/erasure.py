"""A person is forgotten: her account and what she did go, and nothing that still lies somewhere brings her back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.domain.errors import Refused
from elearn.services.audit import write_entry
from elearn.services.community import close_membership
from elearn.services.credentials import reauthenticate
from elearn.storage.accounts import delete_account, get_account
from elearn.storage.attempts import delete_attempts
from elearn.storage.base import begin_writing
from elearn.storage.erasures import add_erased, delete_traces, empty_events, empty_quarantine
from elearn.storage.events import lock_log
from elearn.storage.identity import list_aliases
from elearn.storage.progress import delete_progress
from elearn.storage.role_holders import list_role_holders
from elearn.storage.subscribers import delete_by_address


def erase_person(session: Session, *, account_id: int, password: str, now: datetime) -> None:
    """Delete this account and what its person did, also under uids that were linked to it, in one transaction.

    Who may: the person, with her password. Raises Refused, Throttled; NotFound the second time. Of her events stay
    id, device, number and the time of arrival, so that nobody asks for them again; her uids stay as hashes, so that a
    phone or laptop that sends them again is told `erased`. The only administrator cannot go.
    """
    holders = list_role_holders(session, now.date())
    administrators = {holder.account_id for holder in holders if holder.role == Role.ADMINISTRATOR}
    if administrators == {account_id}:
        raise Refused({"password": "last-administrator"})
    reauthenticate(session, account_id=account_id, password=password, field="password", now=now)
    begin_writing(session)
    account = get_account(session, account_id, lock=True)
    uid = account.uid
    lock_log(session)
    uids = {uid, *list_aliases(session, [uid])}
    close_membership(session, account_id=account_id, now=now, by=uid)
    delete_attempts(session, uids)
    delete_progress(session, uids)
    add_erased(session, uids, now)
    empty_events(session, uids)
    empty_quarantine(session, uids)
    delete_traces(session, uids, account_id)
    write_entry(session, actor=uid, action="erase", now=now)
    delete_by_address(session, account.email_key)
    delete_account(session, account_id)
    session.commit()
