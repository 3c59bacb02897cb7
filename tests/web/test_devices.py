"""One's own phone is ticked at the sign-in, listed, told to send no more; an account is deleted in its own browser."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.storage.accounts import Account
from tests.makers import NOW
from tests.published import uid
from tests.signed_up import PASSWORD, make_account
from tests.web.conftest import Clock
from tests.web.sync.deliveries import DEV, EMAIL, error_of, own, send

META = '<meta name="own-device" content="yes">'
SIGN_IN = {"email": EMAIL, "password": PASSWORD}
SIGN_UP = {"name": "Aïssatou Diallo", "email": EMAIL, "password": PASSWORD, "country": "SN", "als": ""}


@pytest.fixture
def account(web_session: Session) -> int:
    return make_account(web_session)


@pytest.fixture
def signed_in(client: FlaskClient, account: int) -> FlaskClient:
    assert account
    assert client.post("/fr/sign-in", data={**SIGN_IN, "own_device": "yes"}).status_code == 303
    return client


def grant(client: FlaskClient, dev: str = DEV) -> str:
    answer = client.post("/sync/v1/grants", json={"dev": dev})
    assert answer.status_code == 201
    return str(answer.get_json()["grant"])


def test_the_personal_page_asks_for_a_grant_until_there_is_one(signed_in: FlaskClient) -> None:
    for address in ("/fr/me", "/fr/account", "/fr/account/devices"):
        assert signed_in.get(address).text.count(META) == 1
    grant(signed_in)
    assert META not in signed_in.get("/fr/me").text


def test_the_result_page_does_too_and_no_public_page(signed_in: FlaskClient) -> None:
    sent = signed_in.post("/fr/c/ip/ip-addresses-quiz", data={"rev": "", "seed": "0", "bits": "c"})
    assert META in signed_in.get(sent.headers["Location"]).text
    for address in ("/fr/", "/fr/c/ip", "/fr/c/ip/reading-ipv6", "/fr/c/ip/ip-addresses-quiz"):
        assert "own-device" not in signed_in.get(address).text


def test_signing_up_has_the_field_too(client: FlaskClient) -> None:
    assert 'name="own_device"' in client.get("/en/sign-up").text
    assert client.post("/fr/sign-up", data={**SIGN_UP, "own_device": "yes"}).status_code == 303
    assert META in client.get("/fr/me").text


@pytest.mark.parametrize("ticked", [{}, {"own_device": ""}])
def test_nothing_is_asked_for_on_a_phone_that_others_use(
    client: FlaskClient, account: int, ticked: dict[str, str]
) -> None:
    assert account
    answer = client.post("/fr/sign-in", data=SIGN_IN | ticked)
    assert not [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("own-device")]
    assert META not in client.get("/fr/me").text


def test_who_signs_in_next_on_that_phone_is_not_taken_for_its_owner(signed_in: FlaskClient) -> None:
    signed_in.post("/fr/sign-out")
    assert META not in signed_in.get("/fr/me").text
    signed_in.post("/fr/sign-in", data=SIGN_IN)
    assert META not in signed_in.get("/fr/me").text


def test_what_came_from_a_phone_is_counted_and_it_can_be_told_to_send_no_more(
    app: Flask, signed_in: FlaskClient, clock: Clock
) -> None:
    token, other = grant(signed_in), grant(signed_in, "b" * 32)
    phone = app.test_client()
    for _ in range(2):
        assert send(phone, token, own("1", 1), own("2", 2)).status_code == 200
    page = signed_in.get("/en/account/devices").text
    assert "2 answers and lessons came from it" in page
    assert "Has sent nothing yet." in page
    ids = re.findall(r'name="device" value="(\d+)"', page)
    assert len(ids) == 2
    gone = signed_in.post("/en/account/devices", data={"device": ids[1]})
    assert gone.headers["Location"] == "/en/account/devices?done=1#done"
    assert signed_in.post("/en/account/devices", data={"device": ids[1]}).status_code == 404
    assert error_of(send(phone, token, own("3", 3))) == (401, "grant_revoked")
    assert send(phone, other, own("4")).get_json()["acked"] == [uid("4")]
    clock.pass_by(days=181)
    assert error_of(send(phone, other, own("5"))) == (401, "grant_expired")


@pytest.mark.parametrize("device", ["", "0", "x", "-1", "9" * 30, "\u0661"])
def test_there_is_no_such_device(signed_in: FlaskClient, device: str) -> None:
    assert signed_in.post("/en/account/devices", data={"device": device}).status_code == 404


def test_nobody_ends_what_is_another_persons(app: Flask, signed_in: FlaskClient, web_session: Session) -> None:
    token = grant(signed_in)
    make_account(web_session, "ben@example.org", name="Ben")
    ben = app.test_client()
    ben.post("/fr/sign-in", data={"email": "ben@example.org", "password": PASSWORD})
    page = signed_in.get("/en/account/devices").text
    device = re.findall(r'name="device" value="(\d+)"', page)[0]
    assert ben.post("/en/account/devices", data={"device": device}).status_code == 404
    assert 'name="device"' not in ben.get("/en/account/devices").text
    assert send(app.test_client(), token).status_code == 200


def test_two_tabs_may_both_ask_and_a_later_grant_replaces_them(
    app: Flask, signed_in: FlaskClient, clock: Clock
) -> None:
    tokens = [grant(signed_in), grant(signed_in)]
    phone = app.test_client()
    assert [send(phone, token).status_code for token in tokens] == [200, 200]
    assert signed_in.get("/en/account/devices").text.count('name="device"') == 1
    clock.pass_by(days=2)
    newest = grant(signed_in)
    assert [error_of(send(phone, token))[1] for token in tokens] == ["grant_unknown"] * 2
    assert send(phone, newest).status_code == 200


def test_twenty_devices_live_and_the_oldest_give_way(app: Flask, signed_in: FlaskClient, clock: Clock) -> None:
    tokens = []
    for number in range(22):
        clock.pass_by(seconds=1)
        tokens.append(grant(signed_in, f"{number:032x}"))
    phone = app.test_client()
    alive = [send(phone, token, dev=f"{number:032x}").status_code for number, token in enumerate(tokens)]
    assert alive == [401] * 2 + [200] * 20


def test_deleting_an_account_needs_its_password_and_ends_here(
    app: Flask, signed_in: FlaskClient, web_session: Session
) -> None:
    token = grant(signed_in)
    send(app.test_client(), token, own("1", 1))
    assert signed_in.get("/en/account/delete").status_code == 200
    refused = signed_in.post("/en/account/delete", data={"password": "not this one"})
    assert (refused.status_code, "not this one" in refused.text) == (422, False)
    gone = signed_in.post("/en/account/delete", data={"password": PASSWORD})
    assert gone.headers["Location"] == "/en/account/deleted"
    assert any(value.startswith("session=;") for value in gone.headers.getlist("Set-Cookie"))
    assert signed_in.get("/en/account/deleted").status_code == 200
    assert signed_in.get("/en/account").status_code == 303
    web_session.rollback()
    assert web_session.scalars(select(Account.id)).all() == []
    body = send(app.test_client(), token, own("1", 1), own("2", 2)).get_json()
    assert (body["acked"], body["erased"]) == ([], [uid("1"), uid("2")])
    assert NOW
