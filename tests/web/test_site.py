"""Health, readiness, errors of the database, cross-site posts, headers: what holds for every address."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Config
from elearn.app import create_app
from tests.web.pages import CheckingClient

EVERYWHERE = ["/en/", "/en/me", "/healthz", "/nope", "/en/c/nope", "/api/v1/me/progress", "/robots.txt"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    assert len(headers.getlist("Content-Security-Policy")) == 1
    assert "charset=utf-8" in headers["Content-Type"] or headers["Content-Type"] == "application/json"


def test_a_site_on_https_says_so_for_a_year(config: Config) -> None:
    secure = Config(**{**{name: getattr(config, name) for name in config.__slots__}, "base_url": "https://x.example"})
    client = create_app(secure).test_client()
    for path in EVERYWHERE:
        assert client.get(path).headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", ["/en/me", "/en/sign-in", "/nope"])
def test_personal_pages_are_never_stored(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in headers["Vary"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_a_post_from_another_site_does_not_run(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    sent = client.post("/en/c/ip/reading-ipv6/done", headers=headers, data={"secret": "repeat me not"})
    assert sent.status_code == status
    assert "repeat me not" not in sent.text
    if status == 403:
        assert "Set-Cookie" not in sent.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused(client: FlaskClient, method: str) -> None:
    assert client.open("/en/c/ip", method=method).status_code in (403, 405)


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"alive": True}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json
    assert ready.json["ready"] is True


def _site_without(config: Config, url: str) -> FlaskClient:
    app = create_app(Config(**{**{n: getattr(config, n) for n in config.__slots__}, "database_url": url}))
    app.test_client_class = CheckingClient
    return app.test_client()


def test_an_empty_database_is_told_and_not_a_crash(config: Config, sqlite_url: str) -> None:
    client = _site_without(config, sqlite_url)
    assert client.get("/readyz").json == {"ready": False, "why": "migration-missing"}
    assert client.get("/healthz").status_code == 200


def test_an_older_migration_is_told(config: Config, tmp_path: Path) -> None:
    client = _site_without(config, f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert client.get("/readyz").status_code == 503
    page = client.get("/ar/c/ip")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"


def test_a_database_that_is_gone_leaves_the_public_pages_up(app: Flask, client: FlaskClient, config: Config) -> None:
    lesson = client.get("/fr/c/ip/reading-ipv6").data
    path = Path(config.database_url.removeprefix("sqlite:///"))
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    for file in path.parent.glob("published.sqlite3*"):
        file.unlink()
    path.mkdir()  # a folder where the file was: it cannot be opened any more
    app.extensions["elearn.published"]._asked_at = float("-inf")  # noqa: SLF001 - as if a second had passed
    assert client.get("/fr/c/ip/reading-ipv6").data == lesson
    assert client.get("/readyz").json == {"ready": False, "why": "database"}
    refused = client.post("/fr/c/ip/reading-ipv6/done")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"


def test_a_locked_database_is_a_page_and_nothing_half_written(
    client: FlaskClient, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elearn.storage.base.BUSY_TIMEOUT_MS", 50)
    path = config.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert client.post("/fr/c/ip/reading-ipv6/done").status_code == 503
        other.execute("ROLLBACK")
        assert other.execute("SELECT count(*) FROM event").fetchone() == (0,)
    assert client.post("/fr/c/ip/reading-ipv6/done").status_code == 303


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_metrics_answer_this_machine_only(client: FlaskClient, header: str) -> None:
    assert "elearn_answers_total" in client.get("/metrics").text
    assert client.get("/metrics", headers={header: "1.2.3.4"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404


def test_forwarded_addresses_are_believed_only_behind_a_known_proxy(app: Flask) -> None:
    @app.get("/who")
    def who() -> str:
        return "unreachable: no policy"

    assert app.test_client().get("/who").status_code == 404


def test_a_body_that_broke_off_keeps_nothing(client: FlaskClient) -> None:
    """The line dropped in the middle of an upload: half the answers are no answers."""
    whole = b"rev=&seed=0&bits=c&person=a"
    sent = client.post(
        "/en/c/ip/ip-addresses-quiz",
        input_stream=io.BytesIO(whole[:20]),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"CONTENT_LENGTH": str(len(whole))},
    )
    assert sent.status_code == 400
    assert "Set-Cookie" not in sent.headers


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream", ""])
def test_only_forms_are_read_as_forms(client: FlaskClient, kind: str) -> None:
    assert client.post("/en/c/ip/ip-addresses-quiz", data=b'{"bits": "c"}', content_type=kind).status_code == 415


@pytest.mark.parametrize("host", ["evil.example", "localhost"])
def test_no_redirect_repeats_the_host(client: FlaskClient, host: str) -> None:
    sent = client.get("/en", headers={"Host": host})
    assert (sent.status_code, sent.headers["Location"]) == (308, "/en/")


def test_head_on_a_page_nobody_has_fetched(client: FlaskClient) -> None:
    sent = client.head("/fr/c/ip")
    assert sent.headers["Cache-Control"] == "public, max-age=60"
    assert sent.headers["ETag"]
    assert sent.data == b""


@pytest.mark.parametrize("odd", ["seed=100", "seed=&seed=3", f"x={'a' * 200}&seed=7", "seed=03"])
def test_an_odd_address_never_decides_what_others_see(client: FlaskClient, odd: str) -> None:
    """A page is kept under exactly the seed that it was made with."""
    quiz = "/en/c/ip/ip-addresses-quiz"
    client.get(f"{quiz}?{odd}")
    for seed in ("3", "7", "10"):
        assert f'name="seed" value="{seed}"' in client.get(f"{quiz}?seed={seed}").text
    assert 'name="seed" value="0"' in client.get(f"{quiz}?utm=1").text
