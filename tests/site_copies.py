"""A site that several tests look at is published once; each gets a copy of its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from config import LANGUAGES
from elearn.extensions import open_session
from elearn.services.publishing import publish
from tests.makers import NOW


def copied(template: sqlite3.Connection, path: Path) -> str:
    """The URL of a copy of this database."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        template.backup(copy)
    return f"sqlite:///{path}"


@contextmanager
def published_again(template: sqlite3.Connection, path: Path, root: Path) -> Iterator[sqlite3.Connection]:
    """The same site after the courses of `root` were published too, without an error."""
    with open_session(copied(template, path)) as session:
        done = publish(session, roots=[root], languages=LANGUAGES, author="test", note="", now=NOW)
    assert [(one.path, one.code) for one in done.diagnostics if one.severity == "error"] == []
    with closing(sqlite3.connect(path)) as kept:
        yield kept
