"""Two groups of AFRALO, one of EURALO, their people, and who looks after them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from tests.makers import make_als, make_member, make_standing
from tests.web.entering import enter


@pytest.fixture
def community(web_session: Session) -> dict[str, str]:
    """AFRALO with a busy ALS, an empty one and an individual member; EURALO with one ALS. Name -> uid."""
    make_als(web_session, "KE-01", name="=Baobab <b>Circle</b>")
    make_als(web_session, "SN-01", country="SN", name="Cercle « Karité »", language="fr")
    make_als(web_session, "FR-01", country="FR", name="Amis du Web", language="fr")
    uids = {name: make_member(web_session, name, als="KE-01") for name in ("Ama <i>", "Bo", "Chi")}
    uids["Didi"] = make_member(web_session, "Didi", als="KE-01", joined=False)
    uids["Secret"] = make_member(web_session, "Secret", als="KE-01", named=False)
    uids["Gus"] = make_member(web_session, "Gus", country="NG")
    uids["Eve"] = make_member(web_session, "Eve", als="FR-01", country="FR")
    make_standing(web_session, uids["Ama <i>"], "ip", days_ago=10, finished=True)
    make_standing(web_session, uids["Bo"], "ip", days_ago=2)
    make_standing(web_session, uids["Chi"], "start", days_ago=45)
    make_standing(web_session, uids["Gus"], "start", days_ago=1, finished=True)
    make_standing(web_session, uids["Eve"], "ip", days_ago=1, finished=True)
    return uids


@pytest.fixture
def coordinator(app: Flask, web_session: Session, community: dict[str, str]) -> FlaskClient:
    assert community
    return enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
