"""The files of a group's people as a browser gets them: sent while they are read; given up, they leave nothing open."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.domain.community import Role
from elearn.extensions import db
from elearn.storage.community import Look
from tests.makers import make_als, make_member
from tests.web.entering import enter

GROUP = "/en/regions/afralo/KE-01"


@pytest.fixture
def representative(app: Flask, web_session: Session) -> FlaskClient:
    make_als(web_session, "KE-01")
    for name in ("Ama", "Bo"):
        make_member(web_session, name, als="KE-01")
    return enter(app, web_session, (Role.REPRESENTATIVE, "KE-01"))


def test_the_head_comes_first_and_a_file_given_up_leaves_nothing_open(
    app: Flask, web_session: Session, representative: FlaskClient
) -> None:
    answer = representative.get(f"{GROUP}.csv")
    assert answer.is_streamed
    assert answer.content_length is None
    pieces = iter(answer.response)
    assert bytes(next(pieces)).count(b"\n") == 1
    assert looks(web_session) == 0
    assert b"Ama" in bytes(next(pieces))
    assert looks(web_session) == 2
    answer.close()
    with app.app_context():
        assert db.engine.pool.checkedout() == 0


def looks(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Look)) or 0


def test_asking_for_the_head_alone_looks_at_nobody(representative: FlaskClient, web_session: Session) -> None:
    for ending in ("csv", "json"):
        assert representative.head(f"{GROUP}.{ending}").status_code == 200
    assert looks(web_session) == 0


def test_files_are_for_keeping_and_for_nobody_else(representative: FlaskClient) -> None:
    for ending, kind in (("csv", "text/csv"), ("xlsx", "application/vnd"), ("json", "application/json")):
        answer = representative.get(f"{GROUP}.{ending}")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert (answer.mimetype or "").startswith(kind)
    assert answer.get_json()["people"][0]["name"] == "Ama"
    named = representative.get(f"{GROUP}.csv").headers["Content-Disposition"]
    assert named == 'attachment; filename="KE-01-2026-11-22.csv"'


def test_the_page_leads_to_its_files(representative: FlaskClient) -> None:
    page = representative.get(GROUP).text
    for ending in ("csv", "xlsx", "json"):
        assert f'href="KE-01.{ending}"' in page
