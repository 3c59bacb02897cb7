"""Two groups of AFRALO and their people."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.makers import make_als, make_member
from tests.published import publish_course
from tests.services.summit import make_programme


@pytest.fixture
def people(session: Session) -> dict[str, str]:
    """Ama and Bo of KE-01, Chi of KE-02, an individual member, somebody who is not named, one of EURALO."""
    publish_course(session)
    make_programme(session)
    for code, country in (("KE-01", "KE"), ("KE-02", "KE"), ("FR-01", "FR")):
        make_als(session, code, country=country)
    return {
        "Ama": make_member(session, "Ama Osei", als="KE-01"),
        "Bo": make_member(session, "Bo", als="KE-01"),
        "Chi": make_member(session, "Chi", als="KE-02"),
        "Ina": make_member(session, "Ina", country="NG"),
        "Secret": make_member(session, "Secret", als="KE-01", named=False),
        "Eve": make_member(session, "Eve", als="FR-01", country="FR"),
    }
