"""The link with which people ask to become members: one per ALS, shown again, over, revoked, followed twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused
from elearn.services.accounts import Applicant
from elearn.services.counts import rebuild_counts
from elearn.services.join_links import (
    ask_to_join,
    find_door,
    find_shown_link,
    make_join_link,
    revoke_link,
    sign_up_by_link,
)
from elearn.storage.accounts import Account
from elearn.storage.base import begin_writing
from elearn.storage.community import Als, Membership
from elearn.storage.join_links import JoinLink
from tests.makers import NOW, make_als, make_member

KEY = b"k" * 40
HERE = {"ralo": "AFRALO", "als_code": "KE-01"}


def make(session: Session, nonce: str = "n", *, days: str = "30", now: datetime = NOW, key: bytes = KEY) -> None:
    make_join_link(session, days=days, by="b" * 32, nonce=nonce, secret=key, now=now, **HERE)


def token(session: Session, now: datetime = NOW) -> str:
    shown = find_shown_link(session, secret=KEY, now=now, **HERE)
    assert shown
    assert shown.token
    return shown.token


def come(session: Session, link: str, email: str = "ama@example.org", *, country: str = "KE") -> int:
    applicant = Applicant("Ama", email, country, None, "en")
    uid = f"{hash(email) & (2**128 - 1):032x}"
    return sign_up_by_link(
        session, applicant, token=link, password="three plain words", guest=None, uid=uid, network="", now=NOW
    )


def place(session: Session, account_id: int) -> tuple[str, str]:
    begin_writing(session)
    assert rebuild_counts(session) == 0
    session.rollback()
    statement = select(Als.code, Membership.status).join(Als)
    row = session.execute(statement.where(Membership.account_id == account_id, Membership.until.is_(None))).one()
    return row[0], row[1]


def test_a_link_leads_to_its_group_until_its_last_day_and_only_its_hash_is_kept(session: Session) -> None:
    make_als(session)
    make(session)
    door = find_door(session, token=token(session), now=NOW)
    assert door
    assert (door.ralo, door.als.code) == ("AFRALO", "KE-01")
    assert token(session) not in str(session.execute(select(JoinLink.__table__)).all())
    assert find_door(session, token=token(session), now=NOW + timedelta(days=30)) is None
    assert find_door(session, token="x", now=NOW) is None
    shown = find_shown_link(session, secret=KEY, now=NOW + timedelta(days=31), **HERE)
    assert shown
    assert not shown.alive


def test_while_a_link_is_alive_there_is_no_second_one(engine: Engine) -> None:
    with Session(engine) as session:
        make_als(session)

    def press(number: int) -> None:
        with Session(engine) as session:
            make(session, f"nonce {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    with Session(engine) as session:
        assert session.scalar(select(func.count(JoinLink.id))) == 1
        first = token(session)
        make(session, "later", now=NOW + timedelta(days=40))
        assert token(session, NOW + timedelta(days=40)) != first


def test_a_revoked_link_is_dead_at_once_and_twice_is_once(session: Session) -> None:
    make_als(session)
    make(session)
    link = token(session)
    come(session, link)
    for _ in range(2):
        revoke_link(session, by="b" * 32, now=NOW, **HERE)
    assert find_door(session, token=link, now=NOW) is None
    with pytest.raises(NotFound):
        come(session, link, "bo@example.org")
    assert find_shown_link(session, secret=KEY, now=NOW, **HERE) is None
    assert session.scalar(select(func.count(Account.id))) == 1


def test_with_another_key_the_link_works_and_cannot_be_shown(session: Session) -> None:
    make_als(session)
    make(session)
    link = token(session)
    shown = find_shown_link(session, secret=b"l" * 40, now=NOW, **HERE)
    assert shown
    assert shown.token is None
    assert find_door(session, token=link, now=NOW)
    make(session, "another", key=b"l" * 40)
    assert find_door(session, token=link, now=NOW) is None


def test_somebody_new_is_a_declared_member_from_whichever_country_and_counted(session: Session) -> None:
    make_als(session)
    make(session)
    account_id = come(session, token(session), country="FR")
    assert place(session, account_id) == ("KE-01", "declared")
    with pytest.raises(Refused) as caught:
        come(session, token(session))
    assert caught.value.problems == {"email": "email-taken"}
    shown = find_shown_link(session, secret=KEY, now=NOW, **HERE)
    assert shown
    assert shown.joined == 1


def test_an_account_asks_once_and_leaves_where_it_was(session: Session) -> None:
    make_als(session)
    make_als(session, "KE-02")
    make(session)
    make_member(session, "Ama", als="KE-02", status="confirmed")
    account_id = session.scalars(select(Account.id)).one()
    for _ in range(2):
        ask_to_join(session, token=token(session), account_id=account_id, now=NOW)
    assert place(session, account_id) == ("KE-01", "declared")
    shown = find_shown_link(session, secret=KEY, now=NOW, **HERE)
    assert shown
    assert shown.joined == 1


def test_a_life_that_nobody_offers_is_refused(session: Session) -> None:
    make_als(session)
    with pytest.raises(Refused) as caught:
        make(session, days="99999")
    assert caught.value.problems == {"days": "choice-missing"}
