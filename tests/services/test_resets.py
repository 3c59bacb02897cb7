"""A forgotten password: one answer for all, one use, half an hour, this purpose only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from elearn.domain.errors import NotFound, Refused, Throttled
from elearn.services.accounts import disable_account
from elearn.services.confirmations import (
    confirm_address,
    find_address,
    request_confirmation,
    request_new_address,
)
from elearn.services.credentials import change_password
from elearn.services.invitations import find_invitation
from elearn.services.mail import Words
from elearn.services.resets import can_reset, request_reset, reset_password
from elearn.services.sessions import find_viewer, open_session
from elearn.services.sign_in import sign_in
from elearn.storage.accounts import Account, QueuedMail, Token
from tests.makers import NOW, make_member
from tests.signed_up import PASSWORD, make_account

EMAIL = "aissatou@exemple.sn"
NEW = "another four plain words"


def reset_letter(language: str, name: str, token: str) -> Words:
    return Words(f"reset {language}", f"{name} {token}")


def invitation_letter(language: str, name: str, token: str) -> Words:
    return Words(f"invitation {language}", f"{name} {token}")


def ask(session: Session, email: str = EMAIL, *, token: str = "link", minutes: int = 0) -> None:  # noqa: S107 - a link of fictitious people
    request_reset(
        session,
        email=email,
        token=token,
        network="203.0.113.7",
        compose=reset_letter,
        compose_invitation=invitation_letter,
        now=NOW + timedelta(minutes=minutes),
    )


def letters(session: Session) -> list[tuple[str, str, str]]:
    session.expire_all()
    return [(mail.recipient, mail.subject, mail.body) for mail in session.scalars(select(QueuedMail))]


def test_the_link_goes_to_the_stored_address_in_her_language(session: Session) -> None:
    make_account(session)
    ask(session, " AISSATOU@exemple.sn")
    assert letters(session) == [(EMAIL, "reset fr", "Aïssatou Diallo link")]


def test_a_look_alike_address_never_gets_the_letter(session: Session) -> None:
    make_account(session, "straße@exemple.sn")
    ask(session, "strasse@exemple.sn")
    assert [letter[0] for letter in letters(session)] == ["straße@exemple.sn"]


def test_the_database_holds_no_link(session: Session) -> None:
    make_account(session)
    ask(session)
    assert session.scalars(select(Token.token_hash)).one() != "link"


def test_an_unknown_or_disabled_address_gets_no_letter_and_the_same_answer(session: Session) -> None:
    account_id = make_account(session)
    disable_account(session, uid=session.get_one(Account, account_id).uid, by="", now=NOW)
    ask(session)
    ask(session, "nobody@exemple.sn")
    assert letters(session) == []


def test_somebody_invited_gets_her_invitation_again(session: Session) -> None:
    uid = make_member(session, "Ana", joined=False)
    ask(session, f"{uid[:12]}@example.org")
    assert [letter[1] for letter in letters(session)] == ["invitation en"]
    assert find_invitation(session, token="link", now=NOW) is not None


def test_known_and_unknown_are_throttled_alike(session: Session) -> None:
    make_account(session)

    def outcomes(email: str) -> list[str]:
        found = []
        for number in range(5):
            try:
                ask(session, email, token=f"{email}{number}")
            except Throttled:
                found.append("throttled")
            else:
                found.append("asked")
        return found

    assert outcomes(EMAIL) == outcomes("nobody@exemple.sn") == ["asked"] * 3 + ["throttled"] * 2


def test_a_new_password_ends_all_sessions(session: Session) -> None:
    account_id = make_account(session)
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    ask(session)
    reset_password(session, token="link", password=NEW, now=NOW)
    assert find_viewer(session, token="cookie", now=NOW) is None
    assert sign_in(session, email=EMAIL, password=NEW, token="t", network="", now=NOW).account_id == account_id


@pytest.mark.parametrize(("minutes", "works"), [(0, True), (29, True), (30, False)])
def test_half_an_hour(session: Session, minutes: int, works: bool) -> None:
    make_account(session)
    ask(session)
    assert can_reset(session, token="link", now=NOW + timedelta(minutes=minutes)) is works


def test_twice_is_refused(session: Session) -> None:
    make_account(session)
    ask(session)
    reset_password(session, token="link", password=NEW, now=NOW)
    with pytest.raises(NotFound):
        reset_password(session, token="link", password="yet more plain words", now=NOW)


def test_looking_uses_nothing_up(session: Session) -> None:
    make_account(session)
    ask(session)
    assert [can_reset(session, token="link", now=NOW) for _ in range(3)] == [True] * 3


def test_a_bad_password_leaves_the_link_alive(session: Session) -> None:
    make_account(session)
    ask(session)
    with pytest.raises(Refused) as refused:
        reset_password(session, token="link", password="short", now=NOW)
    assert refused.value.problems == {"password": "password-short"}
    reset_password(session, token="link", password=NEW, now=NOW)


def test_a_newer_link_kills_the_older(session: Session) -> None:
    make_account(session)
    ask(session, token="first")
    ask(session, token="second")
    assert [can_reset(session, token=token, now=NOW) for token in ("first", "second")] == [False, True]


def test_a_password_changed_since_kills_the_link(session: Session) -> None:
    account_id = make_account(session)
    ask(session)
    session.execute(update(Account).where(Account.id == account_id).values(password_hash="another"))
    session.commit()
    with pytest.raises(NotFound):
        reset_password(session, token="link", password=NEW, now=NOW)


def test_changing_the_password_kills_the_link(session: Session) -> None:
    account_id = make_account(session)
    ask(session)
    change_password(session, account_id=account_id, current=PASSWORD, new=NEW, token="t", network="", now=NOW)
    assert not can_reset(session, token="link", now=NOW)


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "\ud800", "x" * 10_000, "../link", "LINK"])
def test_a_link_of_nobody(session: Session, token: str) -> None:
    make_account(session)
    ask(session)
    assert not can_reset(session, token=token, now=NOW)
    with pytest.raises(NotFound):
        reset_password(session, token=token, password=NEW, now=NOW)


def test_links_are_not_interchangeable(session: Session) -> None:
    account_id = make_account(session)
    ask(session, token="reset")
    request_confirmation(session, account_id=account_id, token="address", compose=reset_letter, now=NOW)
    assert not can_reset(session, token="address", now=NOW)
    assert find_address(session, token="reset", now=NOW) is None
    assert find_invitation(session, token="reset", now=NOW) is None
    with pytest.raises(NotFound):
        confirm_address(session, token="reset", now=NOW)
    with pytest.raises(NotFound):
        reset_password(session, token="address", password=NEW, now=NOW)


def test_of_two_at_once_one_sets_the_password(engine: Engine) -> None:
    with Session(engine) as session:
        make_account(session)
        ask(session)

    def use(number: int) -> bool:
        with Session(engine) as session:
            try:
                reset_password(session, token="link", password=f"{NEW} {number}", now=NOW)
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1


def test_an_address_is_confirmed_by_its_link_once(session: Session) -> None:
    account_id = make_account(session)
    request_confirmation(session, account_id=account_id, token="link", compose=reset_letter, now=NOW)
    assert find_address(session, token="link", now=NOW) == EMAIL
    confirm_address(session, token="link", now=NOW)
    assert session.get_one(Account, account_id).confirmed_at == NOW
    with pytest.raises(NotFound):
        confirm_address(session, token="link", now=NOW)


def test_another_address_becomes_hers_when_its_letter_arrived(session: Session) -> None:
    account_id = make_account(session)
    request_new_address(
        session,
        account_id=account_id,
        email="aïssatou@bücher.example",
        password=PASSWORD,
        token="link",
        compose=reset_letter,
        now=NOW,
    )
    assert session.get_one(Account, account_id).email == EMAIL
    assert letters(session)[0][0] == "aïssatou@bücher.example"
    confirm_address(session, token="link", now=NOW)
    account = session.get_one(Account, account_id)
    assert (account.email, account.email_key) == ("aïssatou@bücher.example", "aïssatou@xn--bcher-kva.example")


@pytest.mark.parametrize(
    ("email", "password", "problems"),
    [
        ("new@example.org", "wrong", {"email_password": "password-wrong"}),
        ("no address", PASSWORD, {"email": "email-unreadable"}),
        ("a@example.org\r\nBcc: b@example.org", PASSWORD, {"email": "email-unreadable"}),
    ],
)
def test_another_address_needs_the_password_and_to_be_one(
    session: Session, email: str, password: str, problems: dict[str, str]
) -> None:
    account_id = make_account(session)
    with pytest.raises(Refused) as refused:
        request_new_address(
            session, account_id=account_id, email=email, password=password, token="t", compose=reset_letter, now=NOW
        )
    assert refused.value.problems == problems
    assert letters(session) == []


def test_somebody_elses_address_gets_no_letter_and_cannot_be_taken(session: Session) -> None:
    account_id = make_account(session)
    request_new_address(
        session,
        account_id=account_id,
        email="free@example.org",
        password=PASSWORD,
        token="link",
        compose=reset_letter,
        now=NOW,
    )
    make_account(session, "free@example.org")
    with pytest.raises(NotFound):
        confirm_address(session, token="link", now=NOW)
    assert session.get_one(Account, account_id).email == EMAIL
    request_new_address(
        session,
        account_id=account_id,
        email="FREE@example.org",
        password=PASSWORD,
        token="again",
        compose=reset_letter,
        now=NOW,
    )
    assert find_address(session, token="again", now=NOW) is None
