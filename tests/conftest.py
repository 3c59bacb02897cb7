"""Databases for the tests. `session` and `engine` run every test that asks for them on SQLite and on PostgreSQL.

Each pytest worker makes the schema once per database; a test gets a copy (SQLite) or a database whose rows of the
previous test are gone (PostgreSQL). With `DATABASE_URL_TEST` set, that PostgreSQL is used instead of one of our own.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT
from elearn import app as composition
from elearn import storage
from elearn.extensions import open_session
from elearn.services.catalogue import load_catalogue
from elearn.services.migrating import upgrade_schema
from elearn.services.publishing import publish
from elearn.storage.base import Base
from elearn.web.errors import keep_static_pages
from tests.kept_starts import keep_pages, keep_routes
from tests.kept_templates import KeptTemplates
from tests.makers import NOW
from tests.postgres import running_postgres
from tests.web.world import World, made_world

# The same examples on every machine: a property that fails here fails for everybody.
hypothesis.settings.register_profile("elearn", deadline=None, derandomize=True)
hypothesis.settings.load_profile("elearn")

# A test that asks for `app` gets one of its own; compiling its templates anew was most of what that cost.
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": KeptTemplates()}
keep_routes()
setattr(composition, "keep_static_pages", keep_pages(keep_static_pages))  # noqa: B010 - a function is replaced
# Looking for garbage among all that session fixtures hold was a tenth of the run.
gc.set_threshold(100_000, 50, 100)

for module in pkgutil.iter_modules(storage.__path__):
    importlib.import_module(f"{storage.__name__}.{module.name}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as template:
        yield template


@pytest.fixture(scope="session")
def published_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A migrated database with the courses of this repository published thirty days ago, and nobody in it."""
    path = tmp_path_factory.mktemp("published") / "published.sqlite3"
    with open_session(f"sqlite:///{path}") as session:
        upgrade_schema(session)
        then = NOW - timedelta(days=30)
        publish(session, roots=[ROOT / "courses"], languages=LANGUAGES, author="tests", note="", now=then)
        kept = load_catalogue(session)  # what is held here need not be read again by every application
    assert kept
    with closing(sqlite3.connect(path)) as template:
        yield template


@pytest.fixture(scope="session")
def world(published_template: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A site with a community, in which every kind of page can be opened; tests look and do not change it."""
    with made_world(tmp_path_factory.mktemp("world"), published_template) as world:
        yield world


@pytest.fixture
def sqlite_url(sqlite_template: sqlite3.Connection, tmp_path: Path) -> str:
    """An SQLite file with all tables and no rows, for this test only."""
    path = tmp_path / "elearn.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        sqlite_template.backup(copy)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL where this worker may make databases."""
    given = os.environ.get("DATABASE_URL_TEST")
    if given:
        yield given
        return
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, worker_id: str) -> Iterator[str]:
    """A database of this worker with all tables."""
    name = f"elearn_test_{worker_id}"
    server = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    url = make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        engine = create_engine(url)
        Base.metadata.create_all(engine)
        engine.dispose()
        yield url
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def postgresql_url(postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database with all tables and no rows, lent to this test."""
    yield postgresql_template
    engine = create_engine(postgresql_template)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        tables = [table.name for table in Base.metadata.sorted_tables]
        filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)  # noqa: S608 - the names are our own tables
        names = connection.scalars(text(filled)).all()
        if names:
            quoted = ", ".join(f'"{name}"' for name in names)
            connection.execute(text(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of either kind; the test runs once with each."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Both databases in turn, with room for fifty threads."""
    engine = create_engine(database_url, pool_size=10, max_overflow=50)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def clock() -> datetime:
    """The one moment at which tests happen."""
    return NOW
