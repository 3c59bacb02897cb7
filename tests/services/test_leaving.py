"""Whichever way somebody leaves a group, her post there ends that day, and so do her sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.access import Viewer
from elearn.domain.community import Grant, Role
from elearn.services.approvals import decide_members
from elearn.services.community import close_membership, list_grants
from elearn.services.join_links import ask_to_join, find_shown_link, make_join_link
from elearn.services.moves import move_member
from elearn.services.people_import import import_people
from elearn.services.roles import grant_role
from elearn.services.sessions import find_viewer, open_session
from elearn.storage.accounts import Account, AuditEntry
from elearn.storage.base import begin_writing
from tests.makers import NOW, make_als, make_member

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
BY = "c" * 32
COORDINATOR = Viewer(0, BY, "C", "en", "KE", (Grant(Role.COORDINATOR, "AFRALO", YESTERDAY),))
KEY = b"k" * 40


def refused(session: Session, account: Account) -> str:
    uids = [account.uid]
    decide_members(session, ralo="AFRALO", als_code="KE-01", uids=uids, confirm=False, by=BY, now=NOW)
    return BY


def imported(session: Session, account: Account) -> str:
    body = f"name,email,als\nAma,{account.email},KE-02\n".encode()
    import_people(session, body=body, new_uid=str, now=NOW, by=BY, ralo="AFRALO")
    return BY


def moved(session: Session, account: Account) -> str:
    move_member(session, by=COORDINATOR, ralo="AFRALO", als_code="KE-01", uid=account.uid, to="KE-02", now=NOW)
    return BY


def followed_a_link(session: Session, account: Account) -> str:
    make_join_link(session, ralo="AFRALO", als_code="KE-02", days="30", by=BY, nonce="n", secret=KEY, now=NOW)
    shown = find_shown_link(session, ralo="AFRALO", als_code="KE-02", secret=KEY, now=NOW)
    assert shown
    assert shown.token
    ask_to_join(session, token=shown.token, account_id=account.id, now=NOW)
    return account.uid


def closed(session: Session, account: Account) -> str:
    begin_writing(session)
    close_membership(session, account_id=account.id, by=BY, now=NOW)
    session.commit()
    return BY


@pytest.mark.parametrize("leave", [refused, imported, moved, followed_a_link, closed])
def test_whoever_leaves_a_group_has_no_post_there(session: Session, leave: Callable[[Session, Account], str]) -> None:
    for code in ("KE-01", "KE-02"):
        make_als(session, code)
    make_member(session, "Ama", als="KE-01")
    account = session.scalars(select(Account)).one()
    posts = (
        Grant(Role.REPRESENTATIVE, "KE-01", YESTERDAY, alternate=True),
        Grant(Role.REPRESENTATIVE, "KE-02", YESTERDAY),
        Grant(Role.TRANSLATOR, "fr", YESTERDAY),
    )
    for grant in posts:
        grant_role(session, by=None, account_id=account.id, grant=grant, now=NOW)
    open_session(session, account_id=account.id, token="t" * 40, now=NOW)
    by = leave(session, account)
    session.rollback()
    ended = Grant(Role.REPRESENTATIVE, "KE-01", YESTERDAY, YESTERDAY, alternate=True)
    assert list_grants(session, account.id) == (ended, *posts[1:])
    assert find_viewer(session, token="t" * 40, now=NOW) is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "role-ended")).one()
    assert (entry.actor, entry.object) == (by, f"representative KE-01 {account.uid}")


def test_whoever_stays_keeps_the_post(session: Session) -> None:
    make_als(session)
    make_member(session, "Ama", als="KE-01")
    account = session.scalars(select(Account)).one()
    post = Grant(Role.REPRESENTATIVE, "KE-01", YESTERDAY)
    grant_role(session, by=None, account_id=account.id, grant=post, now=NOW)
    body = f"name,email,als\nAma,{account.email},KE-01\n".encode()
    import_people(session, body=body, new_uid=str, now=NOW, by=BY, ralo="AFRALO")
    assert list_grants(session, account.id) == (post,)
