"""Joining by link: the invited, and the first administrator."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.access import is_administrator
from elearn.domain.errors import NotFound, Refused
from elearn.services.accounts import Applicant, disable_account
from elearn.services.invitations import (
    accept_administration,
    accept_invitation,
    find_invitation,
    first_admin_link,
    invite,
    make_link,
)
from elearn.services.mail import Words, list_queue
from elearn.services.resets import can_reset
from elearn.services.sessions import find_viewer, open_session
from elearn.services.sign_in import sign_in
from elearn.storage.accounts import Account
from elearn.storage.community import RoleGrant
from elearn.storage.progress import PeopleCount
from tests.makers import NOW, make_als, make_member, make_standing
from tests.signed_up import PASSWORD, make_account

CHIEF = Applicant("Chief", "chief@example.org", "SN", None, "fr")


def letter(language: str, name: str, token: str) -> Words:
    return Words(f"invitation {language}", f"{name} {token}")


def invited(session: Session, token: str = "link") -> int:  # noqa: S107 - a link of fictitious people
    make_als(session, "KE-01")
    uid = make_member(session, "Ana", als="KE-01", joined=False)
    account_id = session.scalars(select(Account.id).where(Account.uid == uid)).one()
    invite(session, account_id=account_id, token=token, compose=letter, now=NOW)
    session.commit()
    return account_id


def counts(session: Session) -> tuple[int, int]:
    session.expire_all()
    row = session.scalars(select(PeopleCount)).one()
    return row.members, row.invited


def accept(session: Session, *, token: str = "link", password: str = PASSWORD, name: str = "Ana Diop") -> int:  # noqa: S107 - a link of fictitious people
    return accept_invitation(session, token=token, name=name, password=password, language="fr", now=NOW)


def test_the_invited_person_joins_and_is_counted(session: Session) -> None:
    account_id = invited(session)
    assert counts(session) == (1, 1)
    assert [line.body for line in list_queue(session)] == ["Ana link"]
    found = find_invitation(session, token="link", now=NOW)
    assert found is not None
    assert (found.name, found.language) == ("Ana", "en")
    assert accept(session) == account_id
    assert counts(session) == (1, 0)
    account = session.get_one(Account, account_id)
    assert (account.name, account.language, account.joined_at, account.confirmed_at) == ("Ana Diop", "fr", NOW, NOW)
    assert sign_in(session, email=account.email, password=PASSWORD, token="t", network="", now=NOW)


def test_what_was_ticked_for_her_counts_from_now(session: Session) -> None:
    account_id = invited(session)
    make_standing(session, session.get_one(Account, account_id).uid, "ip")
    accept(session)
    assert counts(session) == (1, 0)


def test_a_link_works_once_for_thirty_days(session: Session) -> None:
    invited(session)
    assert find_invitation(session, token="link", now=NOW + timedelta(days=30)) is None
    accept(session)
    assert find_invitation(session, token="link", now=NOW) is None
    with pytest.raises(NotFound):
        accept(session)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"password": "short"}, {"password": "password-short"}),
        ({"name": "\u200b"}, {"name": "name-missing"}),
        ({"name": "Marianne", "password": "Marianne1234"}, {"password": "password-own"}),
        ({"name": "", "password": ""}, {"name": "name-missing", "password": "password-missing"}),
    ],
)
def test_what_is_refused_leaves_the_link_alive(
    session: Session, change: dict[str, str], problems: dict[str, str]
) -> None:
    invited(session)
    with pytest.raises(Refused) as refused:
        accept(session, **change)
    assert refused.value.problems == problems
    assert accept(session)


def test_of_eight_at_once_one_joins(engine: Engine) -> None:
    with Session(engine) as session:
        invited(session)

    def join(_: int) -> bool:
        with Session(engine) as session:
            try:
                accept(session)
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(join, range(8))) == 1
    with Session(engine) as session:
        assert counts(session) == (1, 0)


def test_a_disabled_person_cannot_join(session: Session) -> None:
    account_id = invited(session)
    disable_account(session, uid=session.get_one(Account, account_id).uid, by="", now=NOW)
    assert find_invitation(session, token="link", now=NOW) is None


def test_the_operator_hands_over_a_link_that_fits(session: Session) -> None:
    make_account(session)
    account_id = invited(session)
    email = session.get_one(Account, account_id).email
    assert make_link(session, email="AISSATOU@exemple.sn", token="one", now=NOW) == "reset"
    assert can_reset(session, token="one", now=NOW)
    assert make_link(session, email=email, token="two", now=NOW) == "invitation"
    assert find_invitation(session, token="link", now=NOW) is None
    assert accept(session, token="two") == account_id
    assert session.get_one(Account, account_id).confirmed_at is None
    for nobody in ("nobody@example.org", "", "\x00"):
        with pytest.raises(NotFound):
            make_link(session, email=nobody, token="three", now=NOW)


def administer(session: Session, token: str = "chief", *, uid: str = "c" * 32, email: str = CHIEF.email) -> int:  # noqa: S107 - a link of fictitious people
    applicant = Applicant(CHIEF.name, email, CHIEF.country, None, "fr")
    return accept_administration(
        session, applicant, token=token, password=PASSWORD, uid=uid, network="203.0.113.7", now=NOW
    )


def test_the_first_administrator(session: Session) -> None:
    assert first_admin_link(session, token="older", now=NOW) == "older"
    assert first_admin_link(session, token="chief", now=NOW) == "chief"
    assert find_invitation(session, token="older", now=NOW) is None
    found = find_invitation(session, token="chief", now=NOW)
    assert found is not None
    assert found.purpose == "administrator"
    account_id = administer(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    viewer = find_viewer(session, token="cookie", now=NOW)
    assert viewer is not None
    assert is_administrator(viewer, NOW.date())
    assert first_admin_link(session, token="more", now=NOW) is None
    assert find_invitation(session, token="chief", now=NOW) is None
    with pytest.raises(NotFound):
        administer(session, uid="d" * 32, email="second@example.org")


def test_a_taken_address_leaves_the_administrators_link_alive(session: Session) -> None:
    make_account(session)
    first_admin_link(session, token="chief", now=NOW)
    with pytest.raises(Refused) as refused:
        administer(session, email="aissatou@exemple.sn")
    assert refused.value.problems == {"email": "email-taken"}
    assert administer(session)


def test_a_disabled_administrator_is_none(session: Session) -> None:
    first_admin_link(session, token="chief", now=NOW)
    administer(session)
    disable_account(session, uid="c" * 32, by="", now=NOW)
    assert first_admin_link(session, token="again", now=NOW) == "again"


def test_of_four_first_administrators_at_once_there_is_one(engine: Engine) -> None:
    with Session(engine) as session:
        first_admin_link(session, token="chief", now=NOW)

    def become(number: int) -> bool:
        with Session(engine) as session:
            try:
                administer(session, uid=f"{number:032x}", email=f"chief{number}@example.org")
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(become, range(4))) == 1
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(RoleGrant)) == 1
        assert session.scalar(select(func.count()).select_from(Account)) == 1


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "\ud800", "x" * 10_000])
def test_a_link_of_nobody(session: Session, token: str) -> None:
    assert find_invitation(session, token=token, now=NOW) is None
    with pytest.raises(NotFound):
        accept(session, token=token)
