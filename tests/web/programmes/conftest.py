"""Two groups of AFRALO, one of EURALO, their people, and who looks after them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from tests.makers import make_als, make_member
from tests.services.summit import make_programme
from tests.web.entering import enter as sign_in


@pytest.fixture
def people(web_session: Session) -> dict[str, str]:
    """Two ALSes of AFRALO and one of EURALO; names that try things."""
    make_als(web_session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(web_session, "SN-01", country="SN", name="Cercle « Karité »", language="fr")
    make_als(web_session, "FR-01", country="FR", name="Amis du Web", language="fr")
    found = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "+Bo", "Chi")}
    found["Secret"] = make_member(web_session, "Secret", als="KE-01", named=False)
    found["Gus"] = make_member(web_session, "Gus", country="NG")
    found["Eve"] = make_member(web_session, "Eve", als="FR-01", country="FR")
    make_programme(web_session)
    return found


@pytest.fixture
def coordinator(app: Flask, web_session: Session, people: dict[str, str]) -> FlaskClient:
    assert people
    return sign_in(app, web_session, (Role.COORDINATOR, "AFRALO"))
