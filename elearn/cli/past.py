"""Where older wordings of the courses are kept: in git, and in the releases when this machine has their database."""

from __future__ import annotations

import click

from config import Config, SettingError
from elearn.cli.courses import Wanted
from elearn.cli.notes import has_site
from elearn.content.history import GitPast, Past
from elearn.domain.errors import Unavailable
from elearn.extensions import open_session
from elearn.services.schema import require_schema
from elearn.services.wordings import ReleasePast


def open_pasts(wanted: Wanted) -> list[Past]:
    """Git first: it also knows what was never published. A database that cannot be asked is no error here."""
    return [GitPast(wanted.file), *open_releases()]


def open_releases() -> list[Past]:
    """The releases, when there is a site on this machine and its database answers."""
    if not has_site():
        return []
    try:
        session = click.get_current_context().with_resource(open_session(Config.from_environment().database_url))
        require_schema(session)
    except (SettingError, Unavailable):
        return []
    return [ReleasePast(session)]
