"""Where older wordings of the courses are kept: in git, and in the releases when this machine has their database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from config import ROOT, Config, SettingError
from elearn.cli.courses import Wanted
from elearn.content.history import GitPast, Past
from elearn.domain.errors import Unavailable
from elearn.extensions import open_session
from elearn.services.schema import require_schema
from elearn.services.wordings import ReleasePast


def open_pasts(wanted: Wanted) -> list[Past]:
    """Git first: it also knows what was never published. A database that cannot be asked is no error here."""
    pasts: list[Past] = [GitPast(wanted.file)]
    if not _has_site():
        return pasts
    try:
        session = click.get_current_context().with_resource(open_session(Config.from_environment().database_url))
        require_schema(session)
    except (SettingError, Unavailable):
        return pasts
    return [*pasts, ReleasePast(session)]


def _has_site() -> bool:
    """Whether there is a site to ask: looking for older words must not make an instance folder or a database."""
    url = os.environ.get("DATABASE_URL", "")
    if url and not url.startswith("sqlite:///"):
        return True
    instance = ROOT / os.environ.get("INSTANCE_PATH", "instance")
    return (ROOT / url.removeprefix("sqlite:///") if url else Path(instance, "elearn.sqlite3")).is_file()
