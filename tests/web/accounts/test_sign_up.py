"""Signing up: at once, everything kept that was typed, hostile fields, the letter that confirms."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.languages import LANGUAGES
from elearn.storage.accounts import Account, WebSession
from elearn.storage.community import Membership, RoleGrant
from tests.makers import NOW, make_als, make_member
from tests.signed_up import PASSWORD, make_account
from tests.web.accounts.forms import EMAIL, FIELDS, count, letter_link, problems, sign_up


def attribute(response: TestResponse, path: str, name: str) -> str | None:
    element = html5lib.parse(response.text, namespaceHTMLElements=False).find(f".//{path}")
    assert element is not None, path
    value: str | None = element.get(name)
    return value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page", ["sign-up", "sign-up?country=SN", "sign-in", "password/forgot", "password/forgot?sent=1"]
)
def test_every_page_in_every_language(client: FlaskClient, language: str, page: str) -> None:
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers


def test_sign_up_signs_in_at_once(client: FlaskClient, web_session: Session) -> None:
    response = sign_up(client)
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/me?welcome=1#m")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert client.get("/fr/account").status_code == 200
    assert count(web_session, Membership) == 1


def test_the_cookie_follows_the_base_url(app: Flask) -> None:
    config = app.config["ELEARN"]
    app.config["ELEARN"] = type(config)(
        **{name: getattr(config, name) for name in config.__slots__} | {"base_url": "https://localhost"}
    )
    cookie = sign_up(app.test_client()).headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_letter_asks_to_confirm_the_address(client: FlaskClient, web_session: Session) -> None:
    sign_up(client)
    link = letter_link(web_session)
    assert link.startswith("/fr/confirm/")
    assert EMAIL in client.get(link).text
    assert web_session.scalars(select(Account.confirmed_at)).one() is None
    assert client.post(link).headers["Location"] == "/fr/account"
    web_session.rollback()
    assert web_session.scalars(select(Account.confirmed_at)).one() == NOW
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


def test_choosing_a_country_shows_the_groups_of_its_region_its_own_first(
    client: FlaskClient, web_session: Session
) -> None:
    make_als(web_session, "KE-01", country="KE", name="Circle of Nairobi")
    make_als(web_session, "SN-01", country="SN", name="Cercle de Dakar", language="fr")
    make_als(web_session, "CA-01", country="CA", name="Ottawa")
    page = client.get("/fr/sign-up?country=SN").text
    assert page.index("Cercle de Dakar") < page.index("Circle of Nairobi")
    assert "Ottawa" not in page
    assert "Circle of Nairobi" not in client.get("/fr/sign-up").text


@pytest.mark.parametrize("country", ["XX", "sn", "<script>", "\x00", "%F0%9F", "x" * 5000])
def test_a_country_that_is_none_shows_no_groups(client: FlaskClient, country: str) -> None:
    page = client.get("/fr/sign-up", query_string={"country": country}).text
    assert "<script>" not in page
    assert "optgroup" not in page


def test_showing_the_groups_keeps_what_was_typed_and_makes_nothing(client: FlaskClient, web_session: Session) -> None:
    make_als(web_session, "SN-01", country="SN", name="Cercle de Dakar")
    response = sign_up(client, show="groups")
    assert response.status_code == 200
    assert "Cercle de Dakar" in response.text
    assert "Aïssatou Diallo" in response.text
    assert PASSWORD not in response.text
    assert count(web_session, Account) == 0


def test_a_refused_form_keeps_everything_but_the_password(client: FlaskClient, web_session: Session) -> None:
    response = sign_up(client, email="aissatou.exemple.sn", password="short")
    assert response.status_code == 422
    assert problems(response) == ["email", "password"]
    assert attribute(response, "input[@id='name']", "value") == "Aïssatou Diallo"
    assert attribute(response, "input[@id='email']", "value") == "aissatou.exemple.sn"
    assert attribute(response, "input[@id='email']", "aria-invalid") == "true"
    assert attribute(response, "input[@id='email']", "aria-describedby") == "email-h email-e"
    assert attribute(response, "select[@id='country']/option[@selected]", "value") == "SN"
    assert attribute(response, "input[@id='password']", "value") in (None, "")
    assert attribute(response, "div[@id='errors']", "tabindex") == "-1"
    assert count(web_session, Account) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_is_refused_in_every_language(client: FlaskClient, language: str) -> None:
    response = client.post(f"/{language}/sign-up", data={})
    assert response.status_code == 422
    assert problems(response) == ["name", "email", "country", "password"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "Ann\x00"}, ["name"]),
        ({"name": "x" * 100_000}, ["name"]),
        ({"name": "\u202e\u2066"}, ["name"]),
        ({"name": '"><script>alert(1)</script>', "country": ""}, ["country"]),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, ["email"]),
        ({"als": "no-such"}, ["als"]),
        ({"password": "motdepasse1"}, ["password"]),
        ({"password": "Diallo-2026"}, ["password"]),
    ],
)
def test_hostile_fields(client: FlaskClient, fields: dict[str, str], wrong: list[str]) -> None:
    response = sign_up(client, **fields)
    assert response.status_code == 422
    assert problems(response) == wrong
    assert "<script>alert" not in response.text


def test_bytes_that_are_no_text_are_seen_as_such(client: FlaskClient, web_session: Session) -> None:
    body = b"name=%ED%A0%80Ann&email=ann%40example.org&password=three+plain+words+here&country=SN&als="
    response = client.post("/fr/sign-up", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303
    assert web_session.scalars(select(Account.name)).one() == "%ED%A0%80Ann"


def test_extra_fields_are_ignored(client: FlaskClient, web_session: Session) -> None:
    sign_up(client, role="administrator", is_admin="1", joined_at="", confirmed_at="2020-01-01", uid="f" * 32, demo="1")
    account = web_session.scalars(select(Account)).one()
    assert (account.confirmed_at, account.demo) == (None, False)
    assert account.uid != "f" * 32
    assert count(web_session, RoleGrant) == 0
    assert client.get("/fr/admin").status_code == 404


def test_doubled_fields_take_the_first(client: FlaskClient, web_session: Session) -> None:
    client.post("/fr/sign-up", data={**FIELDS, "name": ["Ana", "Eve"]})
    assert web_session.scalars(select(Account.name)).one() == "Ana"


def test_a_taken_address_is_told(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    response = sign_up(client, email="AISSATOU@exemple.sn")
    assert response.status_code == 422
    assert problems(response) == ["email"]


def test_cross_site_posts_do_not_run(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    for path in (
        "sign-up",
        "sign-in",
        "sign-out",
        "account",
        "password/forgot",
        "password/reset/x",
        "confirm/x",
        "admin",
    ):
        answer = client.post(f"/fr/{path}", data=FIELDS, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
        assert "Diallo" not in answer.text
    assert count(web_session, WebSession) == 0


def test_an_invitation_is_accepted(client: FlaskClient, web_session: Session) -> None:
    uid = make_member(web_session, "Ana", joined=False, language="fr")
    client.post("/en/password/forgot", data={"email": f"{uid[:12]}@example.org"})
    link = letter_link(web_session)
    assert link.startswith("/fr/invitation/")
    page = client.get(link).text
    assert 'value="Ana"' in page
    assert f"<bdi>{uid[:12]}@example.org</bdi>" in page
    refused = client.post(link, data={"name": "", "password": "short"})
    assert refused.status_code == 422
    assert problems(refused) == ["name", "password"]
    response = client.post(link, data={"name": "Ana Diop", "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/me#m")
    assert "Ana Diop" in client.get("/fr/account").text
    assert client.get(link).status_code == 410


def test_what_was_typed_is_never_a_template(app: Flask) -> None:
    unchecked = FlaskClient(app, app.response_class)
    page = unchecked.post("/fr/sign-up", data={**FIELDS, "name": "{{7*7}}{% x %}%(x)s${y}", "country": ""}).text
    assert "{{7*7}}{% x %}%(x)s${y}" in page


def test_showing_the_groups_after_hostile_bytes(client: FlaskClient) -> None:
    response = sign_up(client, name="Ann\x00\x1b\ufffe", show="groups")
    assert response.status_code == 200
    assert 'value="Ann"' in response.text
