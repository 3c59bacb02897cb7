"""Signed-in browsers: when they end, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.domain.community import Grant, Role
from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.services.credentials import change_password
from elearn.services.roles import grant_role
from elearn.services.sessions import close_session, end_session, find_viewer, list_open_sessions, open_session
from elearn.storage.accounts import Account, WebSession
from tests.makers import NOW
from tests.signed_up import PASSWORD, make_account

NEW = "another four plain words"


def test_the_database_holds_no_cookie(session: Session) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    assert session.scalars(select(WebSession.token_hash)).one() != "cookie"


@pytest.mark.parametrize(("days", "alive"), [(29, True), (30, False)])
def test_a_learner_stays_signed_in_for_a_month_of_silence(session: Session, days: int, alive: bool) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    assert (find_viewer(session, token="cookie", now=NOW + timedelta(days=days)) is not None) is alive


def test_using_it_keeps_it_but_not_beyond_ninety_days(session: Session) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    for day in range(0, 90, 20):
        assert find_viewer(session, token="cookie", now=NOW + timedelta(days=day)) is not None
    assert find_viewer(session, token="cookie", now=NOW + timedelta(days=90)) is None


def test_a_role_makes_the_session_short(session: Session) -> None:
    account_id = make_account(session)
    grant_role(session, by=None, account_id=account_id, grant=Grant(Role.COORDINATOR, "AFRALO", NOW.date()), now=NOW)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    assert find_viewer(session, token="cookie", now=NOW + timedelta(minutes=119)) is not None
    assert find_viewer(session, token="cookie", now=NOW + timedelta(minutes=119 + 120)) is None
    for hours in range(1, 13):
        open_ = find_viewer(session, token="cookie", now=NOW + timedelta(hours=hours))
    assert open_ is None


def test_a_role_change_ends_open_sessions(session: Session) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    grant_role(session, by=None, account_id=account_id, grant=Grant(Role.TRANSLATOR, "fr", NOW.date()), now=NOW)
    assert find_viewer(session, token="cookie", now=NOW) is None


def test_looking_writes_at_most_every_five_minutes(session: Session) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)

    def seen_after(minutes: int) -> int:
        find_viewer(session, token="cookie", now=NOW + timedelta(minutes=minutes))
        session.expire_all()
        return int((session.scalars(select(WebSession.seen_at)).one() - NOW).total_seconds() // 60)

    assert [seen_after(minutes) for minutes in (1, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "\ud800", "x" * 10_000])
def test_a_cookie_of_nobody(session: Session, token: str) -> None:
    assert find_viewer(session, token=token, now=NOW) is None
    close_session(session, token=token, now=NOW)


def test_signed_out_is_signed_out(session: Session) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    close_session(session, token="cookie", now=NOW)
    assert find_viewer(session, token="cookie", now=NOW) is None
    close_session(session, token="cookie", now=NOW)


def test_a_new_password_ends_every_session_and_opens_one(session: Session) -> None:
    account_id = make_account(session)
    for token in ("phone", "laptop"):
        open_session(session, account_id=account_id, token=token, now=NOW)
    change_password(
        session, account_id=account_id, current=PASSWORD, new=NEW, token="fresh", network="203.0.113.7", now=NOW
    )
    assert [find_viewer(session, token=token, now=NOW) is not None for token in ("phone", "laptop", "fresh")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("current", "new", "problems"),
    [
        ("wrong", NEW, {"current": "password-wrong"}),
        (PASSWORD, "short", {"new": "password-short"}),
        (PASSWORD, "Diallo1234", {"new": "password-own"}),
    ],
)
def test_a_new_password_that_is_refused_changes_nothing(
    session: Session, current: str, new: str, problems: dict[str, str]
) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    before = session.get_one(Account, account_id).password_hash
    with pytest.raises(Refused) as refused:
        change_password(session, account_id=account_id, current=current, new=new, token="t", network="", now=NOW)
    assert refused.value.problems == problems
    assert session.get_one(Account, account_id).password_hash == before
    assert find_viewer(session, token="cookie", now=NOW) is not None


def test_a_borrowed_phone_is_no_way_to_guess(session: Session) -> None:
    account_id = make_account(session)

    def guess() -> str:
        try:
            change_password(session, account_id=account_id, current="wrong", new=NEW, token="t", network="", now=NOW)
        except Refused:
            return "wrong"
        except Throttled:
            return "throttled"
        return "changed"

    assert [guess() for _ in range(7)] == ["wrong"] * 5 + ["throttled"] * 2


def test_a_person_sees_and_ends_her_own_sessions_only(session: Session) -> None:
    account_id = make_account(session)
    other_id = make_account(session, "other@example.org")
    open_session(session, account_id=account_id, token="phone", now=NOW)
    open_session(session, account_id=account_id, token="laptop", now=NOW + timedelta(minutes=1))
    open_session(session, account_id=other_id, token="hers", now=NOW)
    later = NOW + timedelta(minutes=2)
    lines = list_open_sessions(session, account_id=account_id, token="phone", now=later)
    assert [line.current for line in lines] == [False, True]
    uid = session.get_one(Account, account_id).uid
    end_session(session, account_id=account_id, uid=uid, session_id=lines[0].id, now=later)
    assert find_viewer(session, token="laptop", now=later) is None
    assert find_viewer(session, token="phone", now=later) is not None
    [hers] = list_open_sessions(session, account_id=other_id, token="", now=later)
    with pytest.raises(NotFound):
        end_session(session, account_id=account_id, uid=uid, session_id=hers.id, now=later)
    assert find_viewer(session, token="hers", now=later) is not None
