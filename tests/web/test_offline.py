"""What the site answers to a page that keeps answers and saves courses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import LANGUAGES, Config
from elearn.app import create_app

NONCE = {"X-Nonce": "0123456789abcdef" * 2}
QUIZ, LESSON = "/fr/c/ip/ip-addresses-quiz", "/fr/c/ip/reading-ipv6"


def test_a_script_is_told_where_to_go_on_with_its_own_nonce(client: FlaskClient) -> None:
    told = client.post(LESSON + "/done", headers=NONCE)
    assert told.status_code == 200
    assert told.json is not None
    assert told.json["nonce"] == NONCE["X-Nonce"]
    assert told.json["to"].startswith("/fr/c/ip/")
    assert told.headers["Cache-Control"] == "private, no-store"
    assert "guest" in told.headers["Set-Cookie"]
    sent = client.post(QUIZ, data={"bits": "c"}, headers=NONCE)
    assert sent.json is not None
    assert client.get(sent.json["to"]).status_code == 200


@pytest.mark.parametrize("nonce", ["", "short", "Z" * 32, "a" * 33, "<script>"])
def test_anything_else_is_a_form_of_a_browser(client: FlaskClient, nonce: str) -> None:
    assert client.post(LESSON + "/done", headers={"X-Nonce": nonce}).status_code == 303


def test_a_form_with_faults_is_sent_again_by_the_browser(client: FlaskClient) -> None:
    told = client.post(QUIZ, data={"bits": "no such answer"}, headers=NONCE)
    assert told.json == {"nonce": NONCE["X-Nonce"]}
    assert client.post(QUIZ, data={"bits": "no such answer"}).status_code == 422


def test_another_site_cannot_send_with_a_nonce(client: FlaskClient) -> None:
    assert client.post(LESSON + "/done", headers={**NONCE, "Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_signing_out_is_confirmed_to_the_script(client: FlaskClient) -> None:
    told = client.post("/ar/sign-out", headers=NONCE)
    assert told.json == {"nonce": NONCE["X-Nonce"], "to": "/ar/"}


@pytest.mark.parametrize(
    ("path", "saved"),
    [
        *((path, True) for path in ("/c/ip", "/c/ip/reading-ipv6", "/c/ip/ip-addresses-quiz", "/off")),
        *((path, False) for path in ("/", "/help", "/me", "/sign-in", "/c/ip/print")),
    ],
)
def test_only_pages_that_may_be_kept_say_so(client: FlaskClient, path: str, *, saved: bool) -> None:
    for _ in range(2):  # the second answer comes from memory
        assert (client.get("/en" + path).headers.get("X-Offline") == "1") is saved


def test_the_page_of_what_is_kept_is_found_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/off", headers={"Accept-Language": "ar"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ar/off")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_what_is_kept_works_without_a_person(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/off")
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert "<noscript>" in page.text


def test_the_manifest_names_what_is_installed(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    assert manifest.get_json(force=True)["display"] == "standalone"
    for icon in manifest.get_json(force=True)["icons"]:
        assert client.get(icon["src"]).status_code == 200


@pytest.mark.parametrize("change", [{"saving": "no"}, {"environment": "node"}])
def test_where_nothing_may_be_saved_the_worker_takes_itself_away(app: Flask, change: dict[str, str]) -> None:
    config: Config = app.config["ELEARN"]
    other = create_app(replace(config, **change)).test_client()  # type: ignore[arg-type]  # a table of arguments
    worker = other.get("/sw.js").text
    assert "unregister" in worker
    assert "indexedDB" not in worker
    assert '"fetch"' not in worker
    page = other.get("/en/c/ip").text
    assert 'id="save"' not in page
    assert "manifest" not in page
    assert "off.js" not in page
    assert 'id="out"' in page, "answers are kept all the same"
    ours = app.test_client()
    assert "unregister" not in ours.get("/sw.js").text
    assert 'id="save"' in ours.get("/en/c/ip").text
