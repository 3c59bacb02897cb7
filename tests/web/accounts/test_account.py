"""One's own account: name, language, password, address, other browsers, who looked."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.languages import LANGUAGES
from elearn.storage.accounts import Account, WebSession
from elearn.storage.community import Look
from tests.makers import NOW, make_member
from tests.signed_up import PASSWORD, make_account
from tests.web.accounts.forms import EMAIL, NEW, letter_link, problems, sign_in
from tests.web.conftest import Clock


class Person:
    """Somebody signed in."""

    def __init__(self, client: FlaskClient, session: Session) -> None:
        self.client = client
        self.account_id = make_account(session)
        sign_in(client)

    def send(self, form: str, **fields: str) -> TestResponse:
        return self.client.post("/fr/account", data={"form": form, **fields})


@pytest.fixture
def person(client: FlaskClient, web_session: Session) -> Person:
    return Person(client, web_session)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_account_page_in_every_language(person: Person, language: str) -> None:
    page = person.client.get(f"/{language}/account").text
    assert EMAIL in page
    assert "Aïssatou Diallo" in page


def test_name_language_and_the_named_switch(person: Person, web_session: Session) -> None:
    response = person.send("profile", name=" Aïda ", language="pt", named="no")
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/account?done=profile#done")
    assert person.client.get("/fr/account?done=profile").status_code == 200
    account = web_session.get_one(Account, person.account_id)
    assert (account.name, account.language, account.named) == ("Aïda", "pt", False)
    person.send("profile", name="Aïda", language="pt")
    web_session.rollback()
    assert web_session.get_one(Account, person.account_id).named is False
    refused = person.send("profile", name="", language="xx", named="yes", email="eve@example.org", id="1")
    assert refused.status_code == 422
    assert problems(refused) == ["name", "language"]
    web_session.rollback()
    assert web_session.get_one(Account, person.account_id).email == EMAIL


def test_a_new_password_gives_a_new_cookie_and_kills_the_old(app: Flask, person: Person) -> None:
    thief = app.test_client()
    before = person.client.get_cookie("session")
    assert before is not None
    thief.set_cookie("session", before.value)
    assert problems(person.send("password", current="wrong", new=NEW)) == ["current"]
    assert problems(person.send("password", current=PASSWORD, new="short")) == ["new"]
    assert thief.get("/fr/account").status_code == 200
    assert person.send("password", current=PASSWORD, new=NEW).status_code == 303
    assert person.client.get("/fr/account").status_code == 200
    assert thief.get("/fr/account").status_code == 303


def test_another_address(person: Person, web_session: Session) -> None:
    assert problems(person.send("address", email="x", email_password=PASSWORD)) == ["email"]
    assert problems(person.send("address", email="new@bücher.example", email_password="no")) == ["email_password"]
    assert person.send("address", email="new@bücher.example", email_password=PASSWORD).status_code == 303
    link = letter_link(web_session)
    assert "<bdi>new@bücher.example</bdi>" in person.client.get(link).text
    person.client.post(link)
    web_session.rollback()
    assert web_session.get_one(Account, person.account_id).email == "new@bücher.example"


def test_the_letter_again_until_it_is_enough(person: Person) -> None:
    outcomes = [person.send("confirm").status_code for _ in range(5)]
    assert outcomes == [303, 303, 303, 429, 429]


def test_other_browsers_are_listed_and_ended(app: Flask, person: Person, clock: Clock) -> None:
    other = app.test_client()
    clock.pass_by(minutes=1)
    sign_in(other)
    page = person.client.get("/fr/account").text
    [address] = re.findall(r"/fr/account/sessions/\d+/end", page)
    assert person.client.get(address).status_code == 405
    assert person.client.post(address).status_code == 303
    assert other.get("/fr/account").status_code == 303
    assert person.client.post(address).status_code == 404


def test_nobody_ends_the_sessions_of_others(app: Flask, person: Person, web_session: Session) -> None:
    make_account(web_session, "eve@example.org")
    eve = app.test_client()
    sign_in(eve, email="eve@example.org")
    session_id = web_session.scalars(select(WebSession.id).where(WebSession.account_id == person.account_id)).one()
    assert eve.post(f"/fr/account/sessions/{session_id}/end").status_code == 404
    assert eve.post("/fr/account/sessions/99999999999999999999/end").status_code == 404
    assert person.client.get("/fr/account").status_code == 200


def test_who_looked_is_shown(person: Person, web_session: Session) -> None:
    uid = make_member(web_session, "Coordinator of Africa")
    viewer_id = web_session.scalars(select(Account.id).where(Account.uid == uid)).one()
    web_session.add(Look(viewer_id=viewer_id, subject_id=person.account_id, at=NOW, page="member"))
    web_session.commit()
    assert "<bdi>Coordinator of Africa</bdi>" in person.client.get("/fr/account").text


@pytest.mark.parametrize("form", ["", "nothing", "\x00", "admin"])
def test_a_form_that_the_page_has_not(person: Person, form: str) -> None:
    assert person.send(form).status_code == 404
