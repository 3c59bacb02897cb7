"""`elearn db upgrade|check`."""

from __future__ import annotations

import click

from config import Config
from elearn.extensions import describe_schema, open_session
from elearn.services.migrating import upgrade_schema


@click.group()
def db() -> None:
    """The database: bring it up to date, or ask whether it is."""


@db.command()
def upgrade() -> None:
    """Run the migrations that are missing. Nothing happens when there are none."""
    with open_session(Config.from_environment().database_url) as session:
        before = upgrade_schema(session)
    click.echo(
        f"The database is at {before.head}." + ("" if before.ready else f" It was at {before.current or 'none'}.")
    )


@db.command()
def check() -> None:
    """Status 0 when the database is at this code's migration, 1 when not."""
    with open_session(Config.from_environment().database_url) as session:
        schema = describe_schema(session)
    if schema.ready:
        click.echo(f"The database is at {schema.head}, as this code wants it.")
        return
    advice = "update the code" if schema.unknown else "run `elearn db upgrade`"
    click.echo(
        f"The database is at {schema.current or 'no migration'}, this code wants {schema.head}: {advice}.", err=True
    )
    raise click.exceptions.Exit(1)
