"""A group with people, and who looks after it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from tests.makers import make_als, make_member
from tests.web.entering import enter


@pytest.fixture
def group(web_session: Session) -> dict[str, str]:
    """KE-01 with two declared members, one confirmed; KE-02 beside it, FR-01 elsewhere. Name -> uid."""
    make_als(web_session, "KE-01", name="Baobab <b>Circle</b>")
    make_als(web_session, "KE-02")
    make_als(web_session, "FR-01", country="FR", language="fr")
    people = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "Bo")}
    return {**people, "Chi": make_member(web_session, "Chi", als="KE-01", status="confirmed")}


@pytest.fixture
def coordinator(app: Flask, web_session: Session, group: dict[str, str]) -> FlaskClient:
    assert group
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
