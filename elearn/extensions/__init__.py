"""The Flask singletons, and the door to the database for edges that run without Flask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError as DatabaseFault
from sqlalchemy.orm import Session

from elearn.domain.errors import Unavailable
from elearn.services.faults import why_unavailable
from elearn.services.schema import describe_schema
from elearn.storage.base import Base

__all__ = [
    "LOCALES",
    "DatabaseFault",
    "Session",
    "babel",
    "db",
    "describe_schema",
    "engine_options",
    "login",
    "open_session",
]

# What Babel and gettext call a language where it is not our code.
LOCALES = {"zh": "zh_Hans"}

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
babel = Babel()
login = LoginManager()
login.session_protection = None  # sessions are ours: there is nothing of Flask-Login's to protect


def engine_options(database_url: str) -> dict[str, object]:
    """Pooling that survives a database restart: PostgreSQL connections are tested before use."""
    quiet = {"hide_parameters": True}  # the text of an error must not carry what people wrote
    if database_url.startswith("sqlite"):
        return dict(quiet)
    return {**quiet, "pool_pre_ping": True, "pool_size": 2, "max_overflow": 8}


@contextmanager
def open_session(database_url: str) -> Iterator[Session]:
    """A session for the command line and the jobs; closed at the end, rolled back when not committed.

    Raises Unavailable when the database cannot be reached, read or written.
    """
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(database_url, **engine_options(database_url))
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    except DatabaseFault as error:
        why = why_unavailable(error)
        if not why:
            raise
        raise Unavailable(why) from error
    finally:
        engine.dispose()
