"""The application over a database in which the real courses are published; every page it answers is checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import ROOT, Config
from elearn.app import create_app
from elearn.extensions import db, open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from tests.makers import NOW
from tests.site_copies import copied
from tests.web.pages import CheckingClient


@dataclass
class Clock:
    """The time that the application sees; tests move it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the compiled catalogues, shared by the tests of one worker."""
    path = tmp_path_factory.mktemp("instance")
    compile_catalogues(path / "translations")
    return path


@pytest.fixture
def published_url(published_template: sqlite3.Connection, tmp_path: Path) -> str:
    return copied(published_template, tmp_path / "published.sqlite3")


@pytest.fixture
def config(published_url: str, instance: Path) -> Config:
    return Config(
        database_url=published_url,
        secret_key="k" * 40,
        courses_path=(ROOT / "courses",),
        instance_path=instance,
        base_url="http://localhost",
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    app = create_app(config)
    app.config.update(TESTING=False, CLOCK=clock)
    app.test_client_class = CheckingClient
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of its own, with nobody signed in."""
    return app.test_client()


@pytest.fixture
def web_session(config: Config) -> Iterator[Session]:
    """The application's database, for arranging and for looking."""
    with open_session(config.database_url) as session:
        yield session
