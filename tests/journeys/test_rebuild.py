"""Derived tables thrown away and folded again from the events: the same page, CSV and JSON, byte for byte."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT, Config
from elearn.app import create_app
from elearn.domain.community import Role
from elearn.extensions import db, open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.catalogue import load_catalogue
from elearn.services.demonstration import Size, load_demonstration
from elearn.services.publishing import publish
from elearn.services.rebuild import rebuild_progress
from elearn.services.sessions import open_session as open_web_session
from elearn.storage.accounts import Account
from elearn.storage.attempts import AttemptRow, ResponseRow
from elearn.storage.community import RoleGrant
from elearn.storage.progress import CountVersion, CourseCount, DayCount, PeopleCount, ProgressRow
from tests.makers import NOW
from tests.web.pages import CheckingClient

DERIVED = (ResponseRow, AttemptRow, ProgressRow, PeopleCount, CourseCount, DayCount, CountVersion)
ADDRESSES = [
    "/en/regions/afralo",
    "/ar/regions/afralo?view=list&sort=-ip",
    "/en/regions/afralo.csv",
    "/en/regions/afralo.json",
    "/api/v1/reports/progress?ralo=AFRALO",
]


@pytest.fixture
def populated(database_url: str, tmp_path: Path) -> str:
    """A demonstration community with real histories in the course IPv4 and IPv6, on either database."""
    courses = tmp_path / "courses"
    shutil.copytree(ROOT / "courses/ip", courses / "ip")
    shutil.copytree(ROOT / "courses/_shared", courses / "_shared")
    with open_session(database_url) as session:
        then = NOW - timedelta(days=400)
        publish(session, roots=[courses], languages=LANGUAGES, author="tests", note="", now=then)
        catalogue = load_catalogue(session)
        assert catalogue
        load_demonstration(
            session,
            size=Size(als=60, learners=40, seed=3),
            courses=catalogue.site.courses,
            published_at=then,
            password_for=lambda _address: "three plain words here",
            keep_passwords=True,
            now=NOW,
        )
    return database_url


def test_the_region_is_the_same_after_truncate_and_rebuild(populated: str, tmp_path: Path) -> None:
    before = region(populated, tmp_path)
    engine = create_engine(populated)
    with Session(engine) as session:
        for table in DERIVED:
            session.query(table).delete()
        session.commit()
    emptied = region(populated, tmp_path)
    assert emptied != before
    with Session(engine) as session:
        rebuild_progress(session, now=NOW)
    engine.dispose()
    assert region(populated, tmp_path) == before


def region(database_url: str, tmp_path: Path) -> list[bytes]:
    """What the AFRALO coordinator gets from a worker that has just started."""
    instance = tmp_path / "instance"
    compile_catalogues(instance / "translations")
    app = create_app(
        Config(
            database_url=database_url,
            secret_key="k" * 40,
            courses_path=(ROOT / "courses",),
            instance_path=instance,
            base_url="http://localhost",
        )
    )
    app.config["CLOCK"] = lambda: NOW
    app.test_client_class = CheckingClient
    client = app.test_client()
    with app.app_context():
        token = f"token {len(list(tmp_path.iterdir()))} {id(app)}"
        open_web_session(db.session(), account_id=coordinator_id(db.session()), token=token, now=NOW)
        client.set_cookie("session", token)
    answers = [client.get(address) for address in ADDRESSES]
    assert [answer.status_code for answer in answers] == [200] * len(ADDRESSES)
    with app.app_context():
        db.engine.dispose()
    return [answer.data for answer in answers]


def coordinator_id(session: Session) -> int:
    """The demonstration's AFRALO coordinator."""
    statement = select(Account.id).join(RoleGrant, RoleGrant.account_id == Account.id)
    found = session.scalars(statement.where(RoleGrant.role == Role.COORDINATOR, RoleGrant.scope == "AFRALO")).first()
    assert found
    return found
