"""`elearn prepare`, for `./run`: database, catalogues, courses, the first administrator's link."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import click

from config import Config
from elearn.cli.corrections import print_undecided
from elearn.cli.database import bring_up_to_date
from elearn.cli.publish import tell
from elearn.domain.errors import Undecided
from elearn.extensions import Session, open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.invitations import first_admin_link
from elearn.services.publishing import publish


@click.command(hidden=True)
def prepare() -> None:
    """Everything that a served site needs, from nothing or from any earlier state; safe to run again."""
    config = Config.from_environment()
    compile_catalogues(config.catalogues_path)
    now = datetime.now(UTC)
    with open_session(config.database_url) as session:
        # Whoever runs on PostgreSQL upgrades by `elearn db upgrade`, where its programs are.
        bring_up_to_date(session, config, backup_first=config.database_url.startswith("sqlite"))
        _publish(session, config, now)
        token = first_admin_link(session, token=secrets.token_urlsafe(24), now=now)
    link = config.instance_path / "first-administrator"
    link.unlink(missing_ok=True)
    if token:
        link.touch(mode=0o600)
        link.write_text(f"{config.base_url}/en/invitation/{token}", encoding="utf-8")


@click.command(hidden=True)
def catalogues() -> None:
    """The interface's languages for this machine, where another one has prepared the database. Again is harmless."""
    compile_catalogues(Config.from_environment().catalogues_path)


def _publish(session: Session, config: Config, now: datetime) -> None:
    """A decision that is missing holds up the new release, not the start: readers get the last one until then."""
    try:
        tell(publish(session, roots=config.courses_path, languages=config.languages, author="start", note="", now=now))
    except Undecided as undecided:
        session.rollback()
        print_undecided(undecided.changes, {})
