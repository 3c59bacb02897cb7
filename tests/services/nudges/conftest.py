"""A group with people in every state."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.makers import make_als, make_member, make_standing


@pytest.fixture
def people(session: Session) -> dict[str, str]:
    """Name -> uid: a group in Kenya with people in every state of `ip`, one elsewhere, and a coordinator."""
    make_als(session, "KE-01")
    make_als(session, "FR-01", country="FR")
    uids = {name: make_member(session, name, als="KE-01") for name in ("Ama", "Bo", "Chi", "Dee", "Efe")}
    uids["Ina"] = make_member(session, "Ina", als="KE-01", joined=False, language="ar")
    uids["Una"] = make_member(session, "Una", als="KE-01", named=False, language="fr")
    uids["Gus"] = make_member(session, "Gus")
    uids["Eve"] = make_member(session, "Eve", als="FR-01", country="FR")
    uids["Coco"] = make_member(session, "Coco", country="FR")
    make_standing(session, uids["Chi"], "ip", days_ago=29)
    make_standing(session, uids["Dee"], "ip", days_ago=30)
    make_standing(session, uids["Efe"], "ip", days_ago=60, finished=True)
    make_standing(session, uids["Bo"], "start", days_ago=1)
    return uids
