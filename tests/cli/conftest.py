"""A small site for the verbs that need one: migrated, one course published, nobody in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.cli.main import elearn
from elearn.extensions import open_session
from elearn.services.migrating import upgrade_schema
from elearn.services.publishing import publish
from tests.content.trees import BASE, LANGUAGES
from tests.makers import NOW

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands of this test keep what they can make again: not in the home of whoever runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/elearn"


@pytest.fixture
def site_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of a site to which the environment of this test points."""
    courses, instance = tmp_path / "courses", tmp_path / "instance"
    for name, content in BASE.items():
        path = courses / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    url = f"sqlite:///{instance / 'elearn.sqlite3'}"
    settings = {"DATABASE_URL": url, "INSTANCE_PATH": str(instance), "COURSES_PATH": str(courses)}
    for name, value in (settings | {"BASE_URL": "https://learn.example.org"}).items():
        monkeypatch.setenv(name, value)
    with open_session(url) as session:
        upgrade_schema(session)
        publish(session, roots=[courses], languages=LANGUAGES, author="tests", note="", now=NOW)
    return url


@pytest.fixture
def site(site_url: str) -> Iterator[Session]:
    """The site's database, for arranging and for looking."""
    engine = create_engine(site_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def run() -> Run:
    """The `elearn` command with these words."""
    return lambda *words: CliRunner().invoke(elearn, words, catch_exceptions=False)
