"""Somebody signed in, and her phone with and without a grant."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.signed_up import PASSWORD, make_account
from tests.web.sync.deliveries import DEV, EMAIL


@pytest.fixture
def account(web_session: Session) -> int:
    return make_account(web_session)


@pytest.fixture
def signed_in(client: FlaskClient, account: int) -> FlaskClient:
    assert account
    assert client.post("/fr/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def granted(signed_in: FlaskClient) -> dict[str, str]:
    answer = signed_in.post("/sync/v1/grants", json={"dev": DEV})
    assert answer.status_code == 201
    given: dict[str, str] = answer.get_json()
    return given


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """A client without any cookie."""
    return app.test_client()
