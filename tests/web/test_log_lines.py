"""Log lines of real requests: JSON, the number of the page, and nothing that says who it was."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.services.log_lines import JsonLines
from tests.signed_up import PASSWORD, make_account

SECRETS = ("amina", "ex\\u00e9", "exemple.sn", "198.51.100", "hunter2", "a-secret-token", "Mozilla", "cookie-value")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the server's process writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("elearn")
    log.addHandler(handler)
    level = log.level
    log.setLevel(logging.INFO)  # and not by hand: what is enabled is remembered
    yield stream
    log.removeHandler(handler)
    log.setLevel(level)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_requests_that_go_wrong_leave_lines_without_people(
    client: FlaskClient, web_session: Session, lines: io.StringIO
) -> None:
    make_account(web_session)
    headers = {"User-Agent": "Mozilla/5.0", "X-Forwarded-For": "198.51.100.7", "X-Request-Id": "a-secret-token"}
    client.set_cookie("session", "cookie-value")
    client.post("/en/sign-in", data={"email": "aissatou@exemple.sn", "password": "hunter2"}, headers=headers)
    client.post("/en/sign-in", data={"email": "aissatou@exemple.sn", "password": PASSWORD}, headers=headers)
    pages = [
        client.get("/en/amina?email=amina@exemple.sn", headers=headers),
        client.get("/en/password/reset/a-secret-token", headers=headers),
        client.get("/en/regions/euralo", headers=headers),
        client.post("/en/help", data={"name": "amina"}, headers=headers),
        client.get("/en/\r\nFAKE \x1b[2J", headers=headers),
    ]
    written = lines.getvalue()
    assert not [secret for secret in SECRETS if secret in written]
    assert "\x1b" not in written
    told = read(lines)
    for page in pages:
        ref = re.search(r"<code[^>]*>([0-9a-f]{8})<", page.text)
        assert ref, page.text[-400:]
        assert [line["status"] for line in told if line.get("ref") == ref[1]] == [page.status_code]
    assert {"at", "level", "from", "message", "ref", "status", "method"} <= set(told[0])


def test_a_fault_tells_where_and_not_what(app: Flask, client: FlaskClient, lines: io.StringIO) -> None:
    """The database quotes the row that it refuses; only the class of the error and the frames are written."""

    def fail(**_: str) -> str:
        orig = Exception("Key (email)=(amina@exemple.sn) already exists")
        raise IntegrityError("INSERT", {"email": "amina@exemple.sn"}, orig)

    app.view_functions["catalogue.help_page"] = fail
    app.view_functions["site.healthz"] = lambda: str(1 / len(""))
    assert client.get("/en/help").status_code == 503
    assert client.get("/healthz").status_code == 500
    told = read(lines)
    assert [line["message"] for line in told] == ["unavailable", "unexpected error"]
    assert told[1]["error"] == ["builtins.ZeroDivisionError"]
    assert any("test_log_lines.py" in frame for frame in told[1]["frames"])
    assert "amina" not in lines.getvalue()


@pytest.mark.parametrize(("proxies", "known"), [(0, False), (1, True)])
def test_the_number_of_ones_own_proxy(
    app: Flask, client: FlaskClient, lines: io.StringIO, proxies: int, known: bool
) -> None:
    number = "0123456789abcdef0123456789abcdef"
    object.__setattr__(app.config["ELEARN"], "trusted_proxies", proxies)
    client.get("/en/nowhere", headers={"X-Request-Id": number})
    assert (read(lines)[0].get("request") == number) is known
