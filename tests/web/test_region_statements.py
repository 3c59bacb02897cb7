"""What a region asks of the database does not depend on how many people learn there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.extensions import db
from elearn.services.counts import rebuild_counts
from elearn.storage.base import begin_writing
from elearn.storage.progress import ProgressRow
from tests.bench.histories import is_idle, uid_of
from tests.bench.people import add_groups, load_people
from tests.makers import NOW
from tests.statements import counted_statements
from tests.web.entering import COURSES, enter

FEW, MANY = 20, 2_000
PAGES = ("", "?view=list", "?state=started&sort=-people", "?course=ip", ".csv", ".xlsx", ".json")


@pytest.fixture
def coordinator(app: Flask, web_session: Session) -> FlaskClient:
    add_groups(web_session, NOW - timedelta(days=300))
    client = enter(app, web_session, (Role.COORDINATOR, "AFRALO"))
    client.get("/en/regions/afralo")  # the first request of a worker reads the release
    return client


def settle(session: Session, numbers: range) -> None:
    """These people come to the ALSes of all regions; most of them have learned something, some have finished."""
    places = add_groups(session, NOW)
    begin_writing(session)
    load_people(session, numbers, places, NOW - timedelta(days=300))
    rows: list[dict[str, object]] = [
        {
            "u": uid_of(number),
            "course": COURSES[number % 6],
            "state": {},
            "started": True,
            "last_active_at": NOW - timedelta(days=number % 90),
            "completed_at": NOW - timedelta(days=number % 90) if number % 3 == 0 else None,
        }
        for number in numbers
        if not is_idle(number)
    ]
    session.execute(insert(ProgressRow), rows)
    rebuild_counts(session)
    session.commit()


def asked(app: Flask, client: FlaskClient, path: str) -> list[str]:
    """What one answer asks of the database; whether there is another release is asked now and then, by the clock."""
    with app.app_context(), counted_statements(db.session()) as sent:
        assert client.get(f"/en/regions/afralo{path}").status_code == 200
    return [statement for statement in sent if statement.startswith("SELECT") and "FROM release" not in statement]


@pytest.mark.parametrize("path", PAGES)
def test_a_region_asks_the_same_of_twenty_people_and_of_two_thousand(
    app: Flask, coordinator: FlaskClient, web_session: Session, path: str
) -> None:
    settle(web_session, range(FEW))
    few = asked(app, coordinator, path)
    settle(web_session, range(FEW, MANY))
    many = asked(app, coordinator, path)
    assert many == few
    assert 4 < len(many) <= 14
    assert len(asked(app, coordinator, path)) < len(many)
    members = coordinator.get("/en/regions/afralo.json").get_json()["totals"]["members"]
    assert MANY * 0.4 < members < MANY * 0.6
