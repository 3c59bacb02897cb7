"""The page about our own practice: true for whoever asks, so kept nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn.web.practice import protocol_version

EXAMPLE = "δοκιμή@παράδειγμα.δοκιμή"


@pytest.mark.parametrize(
    ("address", "version"),
    [
        ("192.0.2.1", 4),
        ("2001:db8::1", 6),
        ("::1", 6),
        ("::ffff:192.0.2.1", 4),
        ("", 0),
        ("unix:", 0),
        ("fe80::1%eth0", 6),
    ],
)
def test_the_version_of_an_address(address: str, version: int) -> None:
    assert protocol_version(address) == version


@pytest.mark.parametrize(("address", "said"), [("192.0.2.1", "over IPv4"), ("2001:db8::1", "over IPv6")])
def test_everybody_is_told_her_own_and_no_cache_keeps_it(client: FlaskClient, address: str, said: str) -> None:
    answer = client.get("/en/practice", environ_base={"REMOTE_ADDR": address})
    assert said in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert address not in answer.text


@pytest.mark.parametrize(
    ("stated", "said"), [("yes", "is signed, say"), ("no", "is not signed yet"), ("unknown", "have not said")]
)
def test_what_the_operator_states_about_dnssec(app: Flask, stated: str, said: str) -> None:
    app.config["ELEARN"] = replace(app.config["ELEARN"], dnssec=stated)
    assert said in app.test_client().get("/en/practice").text


def test_the_address_on_the_page_is_one_that_signs_up(client: FlaskClient) -> None:
    assert EXAMPLE in client.get("/en/practice").text
    person = {"name": "Eleni", "email": EXAMPLE, "password": "four plain words here", "country": "GR", "als": ""}
    assert client.post("/en/sign-up", data=person).status_code == 303
