"""Signing in: the owner always gets in, guessing does not, and nobody learns who has an account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from elearn.domain.errors import Refused, Throttled
from elearn.services import passwords
from elearn.services.accounts import disable_account
from elearn.services.guests import open_guest
from elearn.services.sessions import find_viewer
from elearn.services.sign_in import sign_in
from elearn.storage.accounts import Account, AuditEntry, WebSession
from elearn.storage.identity import find_person
from tests.makers import NOW, make_member
from tests.signed_up import PASSWORD, make_account

EMAIL = "aissatou@exemple.sn"


def attempt(
    session: Session,
    password: str = PASSWORD,
    *,
    email: str = EMAIL,
    network: str = "203.0.113.7",
    token: str | None = None,
    now: datetime = NOW,
) -> str:
    """`in`, the code of the refusal, or `throttled`."""
    try:
        sign_in(session, email=email, password=password, token=token or str(uuid4()), network=network, now=now)
    except Refused as refused:
        return refused.problems["password"]
    except Throttled:
        return "throttled"
    return "in"


@pytest.mark.parametrize("email", [EMAIL, "AISSATOU@EXEMPLE.SN", " aissatou@exemple.sn"])
def test_the_right_password_opens_a_session(session: Session, email: str) -> None:
    account_id = make_account(session)
    assert attempt(session, email=email, token="new") == "in"
    viewer = find_viewer(session, token="new", now=NOW)
    assert viewer is not None
    assert viewer.account_id == account_id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong"),
        (EMAIL, ""),
        (EMAIL, PASSWORD.upper()),
        (EMAIL, PASSWORD + " "),
        (EMAIL, "\ud800"),
        (EMAIL, "x" * 100_000),
        ("nobody@exemple.sn", PASSWORD),
        ("no address", PASSWORD),
        ("\x00", PASSWORD),
        ("\ud800@exemple.sn", PASSWORD),
        ("invited", PASSWORD),
        ("disabled@exemple.sn", PASSWORD),
    ],
)
def test_everything_else_gets_the_same_answer(session: Session, email: str, password: str) -> None:
    make_account(session)
    invited = make_member(session, "Invited", joined=False)
    disabled = session.get_one(Account, make_account(session, "disabled@exemple.sn"))
    disable_account(session, uid=disabled.uid, by="", now=NOW)
    address = f"{invited[:12]}@example.org" if email == "invited" else email
    with pytest.raises(Refused) as refused:
        sign_in(session, email=address, password=password, token="new", network="", now=NOW)
    assert refused.value.problems == {"password": "sign-in-wrong"}
    assert session.scalar(select(func.count()).select_from(WebSession)) == 0


class CountingHasher(PasswordHasher):
    """Counts what costs: one look at a password, one new hash."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self.work = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.work += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
        self.work += 1
        return super().verify(hash, password)


@pytest.mark.parametrize("email", [EMAIL, "nobody@exemple.sn", "no address", "invited"])
def test_known_and_unknown_cost_one_hash(session: Session, monkeypatch: pytest.MonkeyPatch, email: str) -> None:
    make_account(session)
    make_member(session, "Invited", joined=False)
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "HASHER", hasher)
    assert attempt(session, "wrong", email=email) == "sign-in-wrong"
    assert hasher.work == 1


def test_twenty_wrong_from_one_network_are_throttled_whatever_the_address(session: Session) -> None:
    outcomes = [attempt(session, "wrong", email=f"person{number}@example.org") for number in range(20)]
    assert outcomes == ["sign-in-wrong"] * 15 + ["throttled"] * 5


def test_twenty_networks_on_one_account_are_throttled_and_the_owner_gets_in_after_the_wait(session: Session) -> None:
    make_account(session)
    outcomes = [attempt(session, "wrong", network=f"198.51.{number}.1") for number in range(20)]
    assert outcomes == ["sign-in-wrong"] * 5 + ["throttled"] * 15
    assert attempt(session) == "throttled"
    assert attempt(session, now=NOW + timedelta(seconds=2)) == "in"


def test_the_wait_never_grows_past_a_minute(session: Session) -> None:
    make_account(session)
    now = NOW
    for number in range(30):
        now += timedelta(minutes=1)
        assert attempt(session, "wrong", network=f"198.51.{number}.1", now=now) == "sign-in-wrong"
    assert attempt(session, now=now + timedelta(seconds=59)) == "throttled"
    assert attempt(session, now=now + timedelta(seconds=60)) == "in"


def test_where_the_owner_signed_in_before_nobody_elsewhere_makes_her_wait(session: Session) -> None:
    make_account(session)
    assert attempt(session, network="192.0.2.10") == "in"
    for number in range(20):
        attempt(session, "wrong", network=f"198.51.{number}.1")
    assert attempt(session, network="192.0.2.99") == "in"
    assert attempt(session, network="203.0.113.1") == "throttled"


def test_success_clears_the_account_and_no_more_than_its_own_try_of_the_network(session: Session) -> None:
    make_account(session, "mine@example.org")
    for number in range(14):
        attempt(session, "wrong", email=f"person{number}@example.org")
    assert attempt(session, email="mine@example.org") == "in"
    assert attempt(session, "wrong", email="another@example.org") == "sign-in-wrong"
    assert attempt(session, email="mine@example.org") == "throttled"


def test_known_and_unknown_are_throttled_alike(session: Session) -> None:
    make_account(session)
    known = [attempt(session, "wrong", network=f"198.51.{number}.1") for number in range(8)]
    unknown = [
        attempt(session, "wrong", email="nobody@exemple.sn", network=f"198.51.{number}.1") for number in range(8)
    ]
    assert known == unknown


def test_fifty_guesses_at_once_are_counted_one_after_the_other(engine: Engine) -> None:
    with Session(engine) as session:
        make_account(session)

    def guess(number: int) -> str:
        with Session(engine) as session:
            return attempt(session, "wrong", network=f"198.51.{number}.1")

    with ThreadPoolExecutor(20) as pool:
        outcomes = sorted(pool.map(guess, range(50)))
    assert outcomes == ["sign-in-wrong"] * 5 + ["throttled"] * 45


def test_the_session_of_before_ends_at_sign_in(session: Session) -> None:
    make_account(session)
    assert attempt(session, token="old") == "in"
    sign_in(session, email=EMAIL, password=PASSWORD, token="new", network="", now=NOW, previous="old")
    assert find_viewer(session, token="old", now=NOW) is None
    assert find_viewer(session, token="new", now=NOW) is not None


def test_a_hash_of_before_is_made_anew(session: Session) -> None:
    account_id = make_account(session)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    session.execute(update(Account).values(password_hash=weak))
    session.commit()
    assert attempt(session) == "in"
    assert "m=19456,t=2,p=1" in (session.get_one(Account, account_id).password_hash or "")
    assert attempt(session) == "in"


def test_a_password_changed_meanwhile_lets_nobody_in(
    session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_id = make_account(session)

    class Slow(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
            with Session(engine) as other:
                other.execute(update(Account).where(Account.id == account_id).values(password_hash="another"))
                other.commit()
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Slow(time_cost=2, memory_cost=19 * 1024, parallelism=1))
    assert attempt(session) == "sign-in-wrong"
    assert session.scalar(select(func.count()).select_from(WebSession)) == 0


def test_the_answers_of_this_browser_become_hers(session: Session) -> None:
    account_id = make_account(session)
    guest = "9" * 32
    open_guest(session, token="cookie", uid=guest, now=NOW)
    sign_in(session, email=EMAIL, password=PASSWORD, token="new", network="", now=NOW, guest=guest)
    assert find_person(session, guest) == session.get_one(Account, account_id).uid


def test_right_and_wrong_are_logged_with_a_shortened_network(session: Session) -> None:
    account_id = make_account(session)
    uid = session.get_one(Account, account_id).uid
    attempt(session, "wrong")
    attempt(session, "wrong", email="nobody@exemple.sn")
    attempt(session)
    rows = session.execute(
        select(AuditEntry.actor, AuditEntry.result, AuditEntry.network)
        .where(AuditEntry.action == "sign-in")
        .order_by(AuditEntry.id)
    )
    assert [tuple(row) for row in rows] == [
        (uid, "wrong", "203.0.113.0/24"),
        ("", "wrong", "203.0.113.0/24"),
        (uid, "done", "203.0.113.0/24"),
    ]
