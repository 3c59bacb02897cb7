"""How many SQL statements the main pages cost, counted where a person asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.domain.community import Role
from elearn.extensions import db
from tests.statements import asked, counted_statements
from tests.web.entering import enter

QUIZ = "/en/c/ip/ip-addresses-quiz"


@pytest.fixture
def coordinator(app: Flask, web_session: Session) -> FlaskClient:
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))


def cost(app: Flask, ask: Callable[[], TestResponse], status: int = 200) -> int:
    """Of the second time: the first one of a worker reads the release."""
    ask()
    with app.app_context(), counted_statements(db.session()) as sent:
        assert ask().status_code == status
    return len(asked(sent))


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/en/c/ip/reading-ipv6", 0),
        (f"{QUIZ}?seed=3", 0),
        ("/fr/c/ip", 0),
        ("/ar/", 0),
        ("/en/search?q=ipv6", 2),
        ("/en/me", 6),
        ("/en/regions/afralo", 8),
    ],
)
def test_a_page_costs_few_statements(app: Flask, coordinator: FlaskClient, path: str, most: int) -> None:
    assert cost(app, lambda: coordinator.get(path)) <= most


def test_a_quiz_that_is_sent_costs_at_most_eight(app: Flask, coordinator: FlaskClient) -> None:
    rev = re.search(r'name="rev" value="([^"]+)"', coordinator.get(QUIZ).text)
    assert rev
    words = iter("abcdef")

    def send() -> TestResponse:
        form = {"rev": rev[1], "seed": "0", "directory": next(words), "bits": "c"}
        return coordinator.post(QUIZ, data=form)

    assert cost(app, send, 303) <= 8
