"""Signing up: who gets an account, what is refused, the fiftieth request at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.domain.errors import Refused, Throttled
from elearn.services.accounts import Applicant, disable_account, find_by_email, register, sign_up
from elearn.services.guests import find_guest, open_guest
from elearn.services.profiles import change_profile, get_profile, set_named
from elearn.services.sessions import find_viewer, open_session
from elearn.storage.accounts import Account, AuditEntry
from elearn.storage.community import Membership
from elearn.storage.identity import find_person
from tests.makers import NOW, make_als, make_member
from tests.signed_up import PASSWORD, make_account, password_hash

UID = "a" * 32
GOOD = Applicant("Aïssatou Diallo", "aissatou@exemple.sn", "SN", None, "fr")


def test_somebody_signs_up_and_is_an_individual_member_of_her_region(session: Session) -> None:
    account_id = make_account(session)
    account = session.get_one(Account, account_id)
    assert (account.name, account.email, account.named) == ("Aïssatou Diallo", "aissatou@exemple.sn", True)
    assert account.confirmed_at is None
    membership = session.scalars(select(Membership)).one()
    assert (membership.account_id, membership.als_id, membership.ralo) == (account_id, None, "AFRALO")
    assert membership.status == "declared"


def test_somebody_signs_up_in_an_als(session: Session) -> None:
    make_als(session, "SN-01", country="SN")
    make_account(session, als="SN-01")
    assert session.scalars(select(Membership.als_id)).one() is not None


def test_the_name_is_cleaned_on_the_way_in(session: Session) -> None:
    account_id = make_account(session, name="  \u202eAdmin\u202c   Zoe\u0308 ")
    assert session.get_one(Account, account_id).name == "Admin Zoë"


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"name": " "}, {"name": "name-missing"}),
        ({"name": "Ann\x00"}, {"name": "name-unreadable"}),
        ({"name": "Ann\ud800"}, {"name": "name-unreadable"}),
        ({"name": "x" * 100_000}, {"name": "name-long"}),
        ({"name": "x\r\nBcc: y@example.org"}, {"name": "name-unreadable"}),
        ({"email": "aissatou.exemple.sn"}, {"email": "email-at"}),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, {"email": "email-unreadable"}),
        ({"email": "a\x00@example.org"}, {"email": "email-unreadable"}),
        ({"country": ""}, {"country": "country-missing"}),
        ({"country": "sn"}, {"country": "country-missing"}),
        ({"country": "\x00"}, {"country": "country-missing"}),
        ({"als_code": "CA-01"}, {"als": "als-elsewhere"}),
        ({"als_code": "\x00"}, {"als": "als-elsewhere"}),
        ({"password": "short"}, {"password": "password-short"}),
        ({"password": "Aissatou2026"}, {"password": "password-own"}),
        ({"password": "motdepasse1"}, {"password": "password-common"}),
        (
            {"name": "", "email": "", "country": "XX", "password": ""},
            {
                "name": "name-missing",
                "email": "email-missing",
                "country": "country-missing",
                "password": "password-missing",
            },
        ),
    ],
)
def test_what_is_refused_at_sign_up(session: Session, change: dict[str, str], problems: dict[str, str]) -> None:
    make_als(session, "CA-01", country="CA")
    fields = {"name": GOOD.name, "email": GOOD.email, "country": GOOD.country, "als_code": None, "password": PASSWORD}
    fields.update(change)
    password = fields.pop("password") or ""
    with pytest.raises(Refused) as refused:
        register(
            session,
            Applicant(**fields, language="fr"),  # type: ignore[arg-type] # rows of the table above
            password=password,
            guest=None,
            uid=UID,
            network="203.0.113.7",
            now=NOW,
        )
    assert refused.value.problems == problems
    assert session.scalar(select(func.count()).select_from(Account)) == 0


@pytest.mark.parametrize("spelling", ["AISSATOU@exemple.SN", " aissatou@exemple.sn ", "aissatou＠exemple．sn"])
def test_one_mailbox_has_one_account(session: Session, spelling: str) -> None:
    make_account(session)
    with pytest.raises(Refused) as refused:
        make_account(session, spelling)
    assert refused.value.problems == {"email": "email-taken"}


def test_an_invited_address_is_joined_by_its_link_only(session: Session) -> None:
    uid = make_member(session, "Invited", joined=False)
    with pytest.raises(Refused) as refused:
        make_account(session, f"{uid[:12]}@example.org")
    assert refused.value.problems == {"email": "email-invited"}


def test_fifty_at_once_make_one_account(engine: Engine) -> None:
    password_hash()

    def try_it(number: int) -> str:
        with Session(engine) as session:
            try:
                sign_up(
                    session,
                    name="Ana",
                    email="ana@example.org",
                    password_hash=password_hash(),
                    country="SN",
                    als_code=None,
                    language="fr",
                    guest=None,
                    uid=f"{number:032x}",
                    now=NOW,
                )
            except Refused as refused:
                return str(refused.problems["email"])
            return "made"

    with ThreadPoolExecutor(50) as pool:
        outcomes = sorted(pool.map(try_it, range(50)))
    assert outcomes == ["email-taken"] * 49 + ["made"]
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1
        assert session.scalar(select(func.count()).select_from(Membership)) == 1


def test_sign_up_is_throttled_by_network_before_addresses_are_looked_up(session: Session) -> None:
    make_account(session)

    def try_it(email: str) -> str:
        try:
            applicant = Applicant("Eve", email, "SN", None, "fr")
            register(session, applicant, password=PASSWORD, guest=None, uid=UID, network="203.0.113.9", now=NOW)
        except Refused as refused:
            return refused.problems["email"]
        except Throttled:
            return "throttled"
        return "made"

    outcomes = [try_it("aissatou@exemple.sn") for _ in range(45)]
    assert outcomes[:40] == ["email-taken"] * 40
    assert set(outcomes[40:]) == {"throttled"}


def test_the_answers_of_a_guest_become_hers(session: Session) -> None:
    guest = "9" * 32
    open_guest(session, token="cookie", uid=guest, now=NOW)
    register(session, GOOD, password=PASSWORD, guest=guest, uid=UID, network="", now=NOW)
    assert find_person(session, guest) == UID
    assert find_guest(session, token="cookie", now=NOW) is None


def test_find_by_email_takes_any_spelling_and_no_nonsense(session: Session) -> None:
    make_account(session, "user@bücher.example")
    found = find_by_email(session, "USER@xn--bcher-kva.example")
    assert found is not None
    assert found.email == "user@bücher.example"
    assert find_by_email(session, "\x00") is None
    assert find_by_email(session, "nobody@example.org") is None


def test_disabling_ends_sessions_at_once_and_twice_is_once(session: Session) -> None:
    account_id = make_account(session)
    uid = session.get_one(Account, account_id).uid
    open_session(session, account_id=account_id, token="cookie", now=NOW)
    assert find_viewer(session, token="cookie", now=NOW) is not None
    disable_account(session, uid=uid, by="f" * 32, now=NOW)
    disable_account(session, uid=uid, by="f" * 32, now=NOW + timedelta(days=1))
    assert find_viewer(session, token="cookie", now=NOW) is None
    assert session.get_one(Account, account_id).disabled_at == NOW


def test_a_person_changes_her_name_and_whether_she_is_named(session: Session) -> None:
    account_id = make_account(session)
    change_profile(session, account_id=account_id, name=" Aïda  Diop ", language="pt", named=True, now=NOW)
    set_named(session, account_id=account_id, named=False, now=NOW)
    profile = get_profile(session, account_id)
    assert (profile.name, profile.language, profile.named) == ("Aïda Diop", "pt", False)
    with pytest.raises(Refused) as refused:
        change_profile(session, account_id=account_id, name="\u200b", language="xx", named=True, now=NOW)
    assert refused.value.problems == {"name": "name-missing", "language": "language-missing"}


def test_the_log_holds_no_names_and_no_addresses(session: Session) -> None:
    make_account(session)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.result) == ("sign-up", "done")
    assert "aissatou" not in f"{entry.actor}{entry.object}".lower()
