"""The administrators' page: the first one, roles, groups, letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from elearn.domain.languages import LANGUAGES
from elearn.services.invitations import first_admin_link
from elearn.services.mail import list_queue
from elearn.storage.accounts import Account, AuditEntry, QueuedMail
from elearn.storage.community import Als, RoleGrant
from tests.makers import NOW, make_als
from tests.signed_up import PASSWORD, make_account
from tests.web.accounts.forms import letter_link, problems, sign_in

CHIEF = {"name": "Chief", "email": "chief@example.org", "password": PASSWORD, "country": "SN"}


@pytest.fixture
def chief(client: FlaskClient, web_session: Session, config: Config) -> FlaskClient:
    """Somebody who followed the link that `./run` prints."""
    (config.instance_path / "first-administrator").touch()
    assert first_admin_link(web_session, token="first-link", now=NOW) == "first-link"
    page = client.get("/en/invitation/first-link")
    assert page.status_code == 200
    refused = client.post("/en/invitation/first-link", data={**CHIEF, "country": "", "password": "x"})
    assert problems(refused) == ["country", "password"]
    answer = client.post("/en/invitation/first-link", data=CHIEF)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/admin#m")
    return client


def send(client: FlaskClient, form: str, **fields: str) -> TestResponse:
    return client.post("/en/admin", data={"form": form, **fields})


def test_the_link_makes_one_administrator(app: Flask, chief: FlaskClient, config: Config) -> None:
    assert chief.get("/en/admin").status_code == 200
    assert not Path(config.instance_path / "first-administrator").exists()
    second = app.test_client()
    assert second.get("/en/invitation/first-link").status_code == 410
    assert second.post("/en/invitation/first-link", data={**CHIEF, "email": "x@example.org"}).status_code == 410


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_every_language(chief: FlaskClient, language: str) -> None:
    assert chief.get(f"/{language}/admin").status_code == 200


def test_nobody_else_sees_it(client: FlaskClient, web_session: Session) -> None:
    assert client.get("/en/admin").status_code == 303
    make_account(web_session)
    sign_in(client)
    assert client.get("/en/admin").status_code == 404
    assert send(client, "role").status_code == 404


def test_a_role_is_given_with_the_password_and_taken_again(
    chief: FlaskClient, app: Flask, web_session: Session
) -> None:
    account_id = make_account(web_session)
    other = app.test_client()
    sign_in(other)
    role = {"email": "AISSATOU@exemple.sn", "role": "coordinator", "scope": "AFRALO", "until": "2027-12-31"}
    assert problems(send(chief, "role", **role, password="wrong")) == ["password"]
    assert web_session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account_id)).all() == []
    assert send(chief, "role", **role, password=PASSWORD).status_code == 303
    assert other.get("/fr/account").status_code == 303
    sign_in(other)
    page = chief.get("/en/admin").text
    assert "Coordinator of a region" in page
    end = {"holder": str(account_id), "role": "coordinator", "scope": "AFRALO", "password": PASSWORD}
    assert send(chief, "end-role", **end).status_code == 303
    assert send(chief, "end-role", **end).status_code == 404
    assert other.get("/fr/account").status_code == 303
    web_session.rollback()
    actions = web_session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("role-%"))).all()
    assert actions == ["role-granted", "role-granted", "role-ended"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "nobody@example.org"}, ["email"]),
        ({"role": "king"}, ["role"]),
        ({"scope": "MARSRALO"}, ["scope"]),
        ({"scope": "\x00"}, ["scope"]),
        ({"until": "31.12.2027"}, ["until"]),
        ({"until": "2020-01-01"}, ["until"]),
        ({"email": "", "role": ""}, ["email", "role"]),
    ],
)
def test_roles_that_cannot_be(
    chief: FlaskClient, web_session: Session, fields: dict[str, str], wrong: list[str]
) -> None:
    make_account(web_session)
    role = {"email": "aissatou@exemple.sn", "role": "coordinator", "scope": "AFRALO", "until": "", "password": PASSWORD}
    refused = send(chief, "role", **{**role, **fields})
    assert refused.status_code == 422
    assert problems(refused) == wrong


def test_the_last_administrator_stays(chief: FlaskClient, web_session: Session) -> None:
    account_id = web_session.scalars(select(Account.id)).one()
    end = {"holder": str(account_id), "role": "administrator", "scope": "", "password": PASSWORD}
    refused = send(chief, "end-role", **end)
    assert refused.status_code == 422
    assert problems(refused) == ["end"]
    assert "<details open>" in refused.text
    assert chief.get("/en/admin").status_code == 200


@pytest.mark.parametrize("holder", ["", "x", "-1", "1e3", "１", "9" * 30])
def test_a_holder_that_is_none(chief: FlaskClient, holder: str) -> None:
    end = {"holder": holder, "role": "coordinator", "scope": "AFRALO", "password": PASSWORD}
    assert send(chief, "end-role", **end).status_code == 404


def test_a_group_moves_to_another_region(chief: FlaskClient, web_session: Session) -> None:
    make_als(web_session, "KE-01")
    assert send(chief, "als", als="ke-01", ralo="EURALO").status_code == 303
    web_session.rollback()
    row = web_session.execute(select(Als.ralo, Als.ralo_set_by_hand)).one()
    assert tuple(row) == ("EURALO", True)
    assert problems(send(chief, "als", als="nowhere", ralo="EURALO")) == ["als"]
    assert problems(send(chief, "als", als="KE-01\x00", ralo="EURALO")) == ["als"]
    assert problems(send(chief, "als", als="KE-01", ralo="x")) == ["ralo"]


def test_letters_wait_where_no_mail_server_is_set(chief: FlaskClient) -> None:
    assert "MAIL_URL" in chief.get("/en/admin").text


def test_a_letter_that_was_given_up_goes_out_again(chief: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    chief.post("/en/password/forgot", data={"email": "aissatou@exemple.sn"})
    link = letter_link(web_session)
    assert link in chief.get("/en/admin").text
    web_session.execute(update(QueuedMail).values(failed_at=NOW, error="550 nobody <here>"))
    web_session.commit()
    page = chief.get("/en/admin").text
    assert "550 nobody &lt;here&gt;" in page
    [number] = re.findall(r'name="mail" value="(\d+)"', page)
    assert send(chief, "mail", mail=number).status_code == 303
    web_session.rollback()
    assert list_queue(web_session)[0].state == "waiting"
    for nonsense in ("0", "x", "9" * 30, ""):
        assert send(chief, "mail", mail=nonsense).status_code == 404
