"""A group with people in every state, and who looks after it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from tests.makers import make_als, make_member, make_standing
from tests.web.entering import enter


@pytest.fixture
def people(web_session: Session) -> dict[str, str]:
    """Name -> uid of a group in Kenya with people of three languages."""
    make_als(web_session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(web_session, "FR-01", country="FR")
    uids = {
        "Ama <i>": make_member(web_session, "Ama <i>", als="KE-01"),
        "أمينة": make_member(web_session, "أمينة", als="KE-01", language="ar"),
        "Ольга": make_member(web_session, "Ольга", als="KE-01", language="ru"),
        "Secret": make_member(web_session, "Secret", als="KE-01", named=False),
        "Ina": make_member(web_session, "Ina", als="KE-01", joined=False),
        "Eve": make_member(web_session, "Eve", als="FR-01", country="FR"),
    }
    make_standing(web_session, uids["Ольга"], "start", days_ago=40)
    return uids


@pytest.fixture
def coordinator(app: Flask, web_session: Session, people: dict[str, str]) -> FlaskClient:
    assert people
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
