"""Grants: whose they are, how long they live, and that they open nothing but the door for events."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.events import time_text
from elearn.domain.sync import ASKS_A_MINUTE, GRANT_LIFE
from elearn.services.accounts import disable_account
from elearn.storage.grants import SyncGrant
from tests.makers import NOW
from tests.published import uid
from tests.signed_up import PASSWORD
from tests.web.conftest import Clock
from tests.web.sync.deliveries import DEV, EMAIL, URL, error_of, own, send, stored


def test_a_grant_says_whose_it_is_and_lives_for_half_a_year(granted: dict[str, str], web_session: Session) -> None:
    assert set(granted) == {"grant", "uid", "expires"}
    assert granted["uid"] == uid(EMAIL)
    assert granted["expires"] == time_text(NOW + GRANT_LIFE)
    assert granted["grant"] not in str(web_session.execute(select(*SyncGrant.__table__.columns)).all())


def test_nobody_gets_a_grant_without_signing_in_or_from_another_site(
    phone: FlaskClient, signed_in: FlaskClient
) -> None:
    assert error_of(phone.post("/sync/v1/grants", json={"dev": DEV})) == (401, "unauthorized")
    foreign = signed_in.post("/sync/v1/grants", json={"dev": DEV}, headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(foreign) == (403, "forbidden")
    as_a_form = signed_in.post("/sync/v1/grants", data=json.dumps({"dev": DEV}), content_type="text/plain")
    assert error_of(as_a_form)[0] == 415
    assert signed_in.get("/sync/v1/grants").status_code == 405


@pytest.mark.parametrize("asked", [None, [], {}, {"dev": "x"}, {"dev": 5}, {"dev": "A" * 32}])
def test_a_grant_needs_a_device(signed_in: FlaskClient, asked: object) -> None:
    assert error_of(signed_in.post("/sync/v1/grants", json=asked))[0] == 400


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "grant_missing"),
        ("Bearer", "grant_missing"),
        ("Basic eA==", "grant_missing"),
        ("Bearer x", "grant_unknown"),
        ("Bearer \u00fc\u0660", "grant_unknown"),
    ],
)
def test_without_a_grant_nothing_is_read(phone: FlaskClient, header: str, code: str) -> None:
    answer = phone.post(URL, data=b"{", content_type="application/json", headers={"Authorization": header})
    assert error_of(answer) == (401, code)


def test_a_session_is_no_grant(signed_in: FlaskClient) -> None:
    assert error_of(send(signed_in, "", own("1"))) == (401, "grant_missing")


def test_a_grant_is_over_after_its_days(phone: FlaskClient, granted: dict[str, str], clock: Clock) -> None:
    clock.now += GRANT_LIFE - timedelta(seconds=1)
    assert send(phone, granted["grant"]).status_code == 200
    clock.now += timedelta(seconds=1)
    assert error_of(send(phone, granted["grant"])) == (401, "grant_expired")


def test_a_new_password_and_signing_out_leave_a_grant_alone(
    phone: FlaskClient, signed_in: FlaskClient, granted: dict[str, str]
) -> None:
    new = "another four plain words"
    changed = signed_in.post("/fr/account", data={"form": "password", "current": PASSWORD, "new": new})
    assert changed.status_code == 303
    signed_in.post("/fr/sign-out")
    assert send(phone, granted["grant"], own("1")).get_json()["acked"] == [uid("1")]


def test_a_disabled_account_has_no_grants(phone: FlaskClient, granted: dict[str, str], web_session: Session) -> None:
    disable_account(web_session, uid=uid(EMAIL), by="", now=NOW)
    assert error_of(send(phone, granted["grant"], own("1"))) == (401, "grant_revoked")
    assert stored(web_session) == []


def test_a_grant_opens_nothing_that_can_be_read_or_changed(app: Flask, granted: dict[str, str]) -> None:
    """Every address, asked with the grant in the header and as cookies: the answer is that of somebody without it."""
    token = granted["grant"]
    with_it, without = app.test_client(), app.test_client()
    for name in ("session", "__Host-session", "guest"):
        with_it.set_cookie(name, token)
    names = {
        "lang": "en",
        "course": "ip",
        "lesson": "reading-ipv6",
        "part": "reading-ipv6",
        "quiz": "ip-addresses-quiz",
    }
    # The list of bundles grows from one request to the next by itself until it is whole.
    skipped = {"sync.events", "site.metrics", "packs.index"}
    for rule in app.url_map.iter_rules():
        values = {argument: names.get(argument, "1") for argument in rule.arguments}
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, values, append_unknown=False)
        for method in ("GET", "POST"):
            if method in (rule.methods or ()) and rule.endpoint not in skipped:
                headers = {"Authorization": f"Bearer {token}"}
                body = {"dev": DEV} if address.startswith("/sync/") else None
                first = with_it.open(address, method=method, headers=headers, json=body)
                second = without.open(address, method=method, json=body)
                assert (first.status_code, shape(first)) == (second.status_code, shape(second)), rule


def shape(answer: TestResponse) -> str:
    """The page without its reference number; where to of a redirect."""
    text = answer.headers.get("Location", "") + answer.get_data().decode("utf-8", "replace")
    return "".join(line for line in text.splitlines() if "ref" not in line.lower() and "/attempts/" not in line)


def test_a_grant_may_ask_so_often_a_minute(phone: FlaskClient, granted: dict[str, str], clock: Clock) -> None:
    clock.now = NOW + timedelta(seconds=15)
    for _ in range(ASKS_A_MINUTE):
        assert send(phone, granted["grant"]).status_code == 200
    refused = send(phone, granted["grant"], own("1"))
    assert error_of(refused) == (429, "throttled")
    assert refused.headers["Retry-After"] == "45"
    clock.now += timedelta(seconds=45)
    assert send(phone, granted["grant"], own("1")).get_json()["acked"] == [uid("1")]
