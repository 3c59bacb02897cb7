"""A group of AFRALO and one of EURALO, their people with names that try things, and who looks after them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from tests.makers import make_als, make_member
from tests.web.entering import enter


@pytest.fixture
def people(web_session: Session) -> dict[str, str]:
    make_als(web_session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(web_session, "FR-01", country="FR", name="Amis du Web", language="fr")
    found = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "+Bo", "Chi")}
    found["Secret"] = make_member(web_session, "Secret", als="KE-01", named=False)
    found["Eve"] = make_member(web_session, "Eve", als="FR-01", country="FR")
    return found


@pytest.fixture
def coordinator(app: Flask, web_session: Session, people: dict[str, str]) -> FlaskClient:
    assert people
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
