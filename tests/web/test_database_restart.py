"""PostgreSQL is restarted under a running site: every line to it is dead, and nobody has to be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from config import Config
from elearn.app import create_app
from elearn.extensions import db, open_session
from elearn.services.publishing import publish
from tests.makers import NOW
from tests.scaled.killing import write_courses
from tests.scaled.people import LESSON, QUIZ

CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid()"
)
FORM = {"rev": "", "seed": "0", "bits": "b", "event": "e" * 32}


@pytest.fixture
def site(postgresql_url: str, instance: Path, tmp_path: Path) -> Iterator[Flask]:
    courses = write_courses(tmp_path / "courses")
    with open_session(postgresql_url) as session:
        publish(session, roots=[courses], languages=("en",), author="", note="", now=NOW)
    config = Config(
        database_url=postgresql_url,
        secret_key="k" * 40,
        courses_path=(courses,),
        instance_path=instance,
        base_url="http://localhost",
    )
    app = create_app(config)
    app.config.update(CLOCK=lambda: NOW)
    yield app
    with app.app_context():
        db.engine.dispose()


def cut_all_lines(url: str) -> int:
    engine = create_engine(url)
    with engine.begin() as connection:
        ended = len(connection.execute(CUT).all())
    engine.dispose()
    return ended


def test_lines_that_died_between_two_requests_cost_nobody_an_answer(site: Flask, postgresql_url: str) -> None:
    client = site.test_client()
    first = client.post(QUIZ, data=FORM)
    for _ in range(3):
        assert cut_all_lines(postgresql_url) >= 1
        assert client.get(LESSON).status_code == 200
        again = client.post(QUIZ, data=FORM)
        assert (again.status_code, again.location) == (303, first.location)


def test_a_line_that_dies_under_an_answer_costs_that_one_and_leaves_nothing_half(
    site: Flask, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attempt is written, its answers are not: then the database goes away."""
    client = site.test_client()
    client.get(LESSON)
    with monkeypatch.context() as patch:
        patch.setattr(
            "elearn.storage.attempts.add_responses",
            lambda session, responses: cut_all_lines(postgresql_url) and session.execute(text("SELECT 1")),  # noqa: ARG005 - its signature
        )
        assert client.post(QUIZ, data=FORM).status_code == 503
    engine = create_engine(postgresql_url)
    with engine.connect() as rows:
        assert rows.scalar(text("SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM attempt)")) == 0
    engine.dispose()
    assert client.post(QUIZ, data=FORM).status_code == 303
