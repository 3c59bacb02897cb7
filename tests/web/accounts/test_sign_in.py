"""Signing in and out: alike for known and unknown, forgotten passwords, whose answers these are."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account, QueuedMail
from elearn.storage.base import Base
from elearn.storage.identity import find_person
from tests.signed_up import make_account
from tests.web.accounts.forms import EMAIL, NEW, count, letter_link, problems, sign_in, sign_up
from tests.web.conftest import Clock


@pytest.mark.parametrize(
    ("target", "location"),
    [("/fr/c/ip?seed=3", "/fr/c/ip?seed=3"), ("//evil.example", "/fr/me"), ("/\\evil.example", "/fr/me")],
)
def test_after_signing_in_one_stays_on_this_site(
    client: FlaskClient, web_session: Session, target: str, location: str
) -> None:
    make_account(web_session)
    assert sign_in(client, next=target).headers["Location"] == f"{location}#m"
    assert client.get("/fr/sign-in", query_string={"next": target}).headers["Location"] == location


def test_a_page_for_the_signed_in_leads_back_after_signing_in(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    asked = client.get("/fr/account")
    assert asked.status_code == 303
    page = client.get(asked.headers["Location"]).text
    found = re.search(r'name="next" value="([^"]+)"', page)
    assert found
    assert sign_in(client, next=unquote(found.group(1))).headers["Location"] == "/fr/account#m"


@pytest.mark.parametrize("email", [EMAIL, "nobody@exemple.sn", "", "\x00", "no address"])
def test_wrong_is_the_same_page_for_everybody(client: FlaskClient, web_session: Session, email: str) -> None:
    make_account(web_session)
    response = sign_in(client, email=email, password="wrong")
    assert response.status_code == 422
    assert problems(response) == ["password"]
    assert "Set-Cookie" not in response.headers
    assert "wrong" not in re.sub(r"<[^>]+>", "", response.text)


def test_too_many_tries_are_told_how_long_to_wait(client: FlaskClient, web_session: Session, clock: Clock) -> None:
    make_account(web_session)
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "2"
    assert EMAIL in response.text
    clock.pass_by(seconds=2)
    assert sign_in(client).status_code == 303


def test_a_new_session_id_at_sign_in_and_the_old_one_is_dead(app: Flask, web_session: Session) -> None:
    make_account(web_session)
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    before = client.get_cookie("session")
    assert before is not None
    thief.set_cookie("session", before.value)
    assert thief.get("/fr/account").status_code == 200
    sign_in(client)
    after = client.get_cookie("session")
    assert after is not None
    assert after.value != before.value
    assert thief.get("/fr/account").status_code == 303


def test_signing_out_ends_the_session_and_clears_caches(app: Flask, web_session: Session) -> None:
    make_account(web_session)
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert client.get("/fr/sign-out").status_code == 405
    response = client.post("/fr/sign-out")
    assert (response.status_code, response.headers["Location"]) == (303, "/fr/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert client.get_cookie("session") is None
    assert thief.get("/fr/account").status_code == 303
    assert client.post("/fr/sign-out").status_code == 303


def test_the_answers_of_this_browser_are_asked_about(client: FlaskClient) -> None:
    sent = client.post("/fr/c/ip/reading-ipv6/done")
    assert sent.status_code == 303
    assert 'name="mine"' in client.get("/fr/sign-up").text
    unanswered = sign_up(client, asked="yes")
    assert unanswered.status_code == 422
    assert problems(unanswered) == ["mine"]
    response = sign_up(client, asked="yes", mine="yes")
    assert response.status_code == 303
    assert client.get_cookie("guest") is None
    assert "reading-ipv6" in client.get("/fr/me").text or "1" in client.get("/fr/me").text


@pytest.mark.parametrize(
    ("fields", "hers"), [({}, True), ({"asked": "yes", "mine": "yes"}, True), ({"asked": "yes", "mine": "no"}, False)]
)
def test_whose_answers_they_are(client: FlaskClient, web_session: Session, fields: dict[str, str], hers: bool) -> None:
    account_id = make_account(web_session)
    client.post("/fr/c/ip/reading-ipv6/done")
    [guest] = web_session.execute(select(Base.metadata.tables["guest"].c.uid)).scalars()
    assert sign_in(client, **fields).status_code == 303
    web_session.rollback()
    uid = web_session.get_one(Account, account_id).uid
    assert (find_person(web_session, guest) == uid) is hers
    page = client.get("/fr/account").text
    assert ('value="answers"' in page) is not hers
    client.post("/fr/account", data={"form": "answers"})
    web_session.rollback()
    assert find_person(web_session, guest) == uid


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_a_forgotten_password(app: Flask, web_session: Session, host: str) -> None:
    make_account(web_session)
    client = app.test_client()
    response = client.post(
        "/en/password/forgot", data={"email": EMAIL}, headers={"Host": host, "X-Forwarded-Host": "evil.example"}
    )
    assert response.status_code == 303
    link = letter_link(web_session)
    assert "evil" not in (web_session.scalars(select(QueuedMail.body)).one())
    assert link.startswith("/fr/password/reset/")
    assert client.get(link).status_code == 200
    refused = client.post(link, data={"password": "short"})
    assert refused.status_code == 422
    assert problems(refused) == ["password"]
    assert client.post(link, data={"password": NEW}).headers["Location"] == "/fr/sign-in?changed=1#changed"
    assert client.get("/fr/sign-in?changed=1").status_code == 200
    assert client.get(link).status_code == 410
    assert client.post(link, data={"password": NEW}).status_code == 410
    assert sign_in(client, password=NEW).status_code == 303


def test_forgotten_answers_alike_for_known_and_unknown(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    answers = []
    for email in (EMAIL, "nobody@exemple.sn"):
        response = client.post("/fr/password/forgot", data={"email": email})
        headers = {name: value for name, value in response.headers if name != "Date"}
        answers.append((response.status_code, response.data, headers))
    assert answers[0] == answers[1]
    assert count(web_session, QueuedMail) == 1


@pytest.mark.parametrize("kind", ["password/reset", "confirm", "invitation"])
@pytest.mark.parametrize("token", ["x", "%00", "%ED%A0%80", "%0d%0aX:%20y", "..", "x" * 3000])
def test_a_link_of_nobody_says_what_to_do(client: FlaskClient, kind: str, token: str) -> None:
    for response in (client.get(f"/fr/{kind}/{token}"), client.post(f"/fr/{kind}/{token}", data={})):
        assert response.status_code in (404, 410)
        assert "X" not in response.headers
