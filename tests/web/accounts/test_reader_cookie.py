"""The one cookie that scripts read: whose the session is, as long as it is open, and never on a public page."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.storage.accounts import Account
from tests.makers import NOW
from tests.signed_up import PASSWORD, make_account

EMAIL = "aissatou@exemple.sn"


def sign_in(client: FlaskClient, password: str = PASSWORD) -> TestResponse:
    return client.post("/fr/sign-in?next=/fr/c/ip", data={"email": EMAIL, "password": password})


def told(response: TestResponse) -> str | None:
    """What the answer says of the cookie; None when nothing."""
    found = [mark for mark in response.headers.getlist("Set-Cookie") if mark.startswith("reader=")]
    return found[0] if found else None


def test_it_comes_with_the_session_and_goes_with_it(client: FlaskClient, web_session: Session) -> None:
    account = web_session.get(Account, make_account(web_session))
    assert account
    mark = told(sign_in(client)) or ""
    assert re.match(rf"reader={account.uid}\.[0-9a-f]{{8}};", mark)
    assert "HttpOnly" not in mark
    assert {"Path=/", "SameSite=Lax"} <= set(mark.split("; "))
    assert f'data-u="{account.uid}"' in client.get("/fr/account").text
    assert told(client.get("/fr/account")) is None, "it is there already"
    assert "Max-Age=0" in (told(client.post("/fr/sign-out")) or "")
    again = told(sign_in(client)) or ""
    assert (again[:40], again == mark) == (mark[:40], False), "another session of the same person is told apart"


def test_a_wrong_password_and_public_pages_set_nothing(client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    assert told(sign_in(client, "something else")) is None
    sign_in(client)
    page = client.get("/fr/help")
    assert (page.status_code, told(page), 'data-u="' in page.text) == (200, None, False)


def test_a_session_that_is_over_takes_it_along(app: Flask, client: FlaskClient, web_session: Session) -> None:
    make_account(web_session)
    sign_in(client)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)
    assert "Max-Age=0" in (told(client.get("/fr/me")) or "")
    assert told(client.get("/fr/me")) is None
