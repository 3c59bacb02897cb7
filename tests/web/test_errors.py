"""Error pages: in the reader's language, with what to do next and a number; 500 and 503 without anything that fails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn.domain.errors import Gone, Throttled, Unavailable
from elearn.domain.languages import LANGUAGES
from elearn.extensions import current
from elearn.web import errors

QUIZ = "/c/ip/ip-addresses-quiz"
FORM = "application/x-www-form-urlencoded"
ASKED: dict[int, tuple[str, str, dict[str, Any]]] = {
    400: ("POST", "/c/ip/reading-ipv6/done", {"data": b"a=b", "environ_overrides": {"CONTENT_LENGTH": "9"}}),
    403: ("POST", QUIZ, {"headers": {"Sec-Fetch-Site": "cross-site"}}),
    404: ("GET", "/nowhere", {}),
    405: ("DELETE", "/help", {}),
    413: ("POST", QUIZ, {"data": b"x" * 1_100_000, "content_type": FORM}),
    415: ("POST", QUIZ, {"data": b"{}", "content_type": "application/json"}),
}
RAISED = {
    410: Gone("lesson", "old", "ip"),
    429: Throttled(7),
    500: RuntimeError("a secret"),
    503: Unavailable("database"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ASKED)
def test_what_was_asked_wrongly(client: FlaskClient, status: int, language: str) -> None:
    method, path, more = ASKED[status]
    answer = client.open(f"/{language}{path}", method=method, **{"content_type": FORM, **more})
    assert answer.status_code == status
    assert_says_what_to_do(answer.text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", RAISED)
def test_what_goes_wrong_here(app: Flask, status: int, language: str) -> None:
    def fail(**_values: object) -> str:
        raise RAISED[status]

    app.view_functions["catalogue.help_page"] = fail
    answer = app.test_client().get(f"/{language}/help")
    assert answer.status_code == status
    assert_says_what_to_do(answer.text, language)
    assert "secret" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def assert_says_what_to_do(page: str, language: str) -> None:
    """A next step, the way to help, and the number to tell; the client has looked at the rest."""
    assert re.search(r"<code>(?!0{8})[0-9a-f]{8}</code>", page)
    assert f'class="b" href="/{language}/"' in page
    assert f'href="/{language}/help#contact"' in page
    assert 'class="lead"' in page


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("x"), 500), (Unavailable("database"), 503)])
def test_their_pages_need_no_template_and_no_database(
    app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    """Everything else is broken: the page is there, with the headers of every page."""

    def broken(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(errors, "render_template", broken)
    monkeypatch.setattr(current, "session", broken)
    app.view_functions["catalogue.help_page"] = broken
    answer = app.test_client().get("/ar/help")
    assert answer.status_code == status
    assert_says_what_to_do(answer.text, "ar")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_each_fault_has_a_number_of_its_own(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail(**_values: object) -> str:
        raise RuntimeError

    app.view_functions["catalogue.help_page"] = fail
    client = app.test_client()
    numbers = [re.findall(r"<code>([0-9a-f]{8})</code>", client.get("/en/help").text)[0] for _ in range(2)]
    assert numbers[0] != numbers[1]
    assert [getattr(record, "ref", "") for record in caplog.records if record.name == "elearn"] == numbers
