"""`elearn db upgrade|check`."""

from __future__ import annotations

import click

from config import Config
from elearn.cli.backup import back_up, tell
from elearn.extensions import Session, describe_schema, open_session
from elearn.services.migrating import upgrade_schema
from elearn.services.partitioning import partition_events
from elearn.services.schema import Schema


@click.group()
def db() -> None:
    """The database: bring it up to date, or ask whether it is."""


@db.command()
@click.option("--backup/--no-backup", "backup_first", default=True, help="Whether to take a backup first.")
def upgrade(backup_first: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Take a backup and run the migrations that are missing. Nothing happens when there are none."""
    config = Config.from_environment()
    with open_session(config.database_url) as session:
        before = bring_up_to_date(session, config, backup_first=backup_first)
    click.echo(
        f"The database is at {before.head}." + ("" if before.ready else f" It was at {before.current or 'none'}.")
    )


def bring_up_to_date(session: Session, config: Config, *, backup_first: bool) -> Schema:
    """What the schema was. Says how to go back before it changes anything; a backup that fails stops it."""
    schema = describe_schema(session)
    session.rollback()
    if backup_first and schema.current and not schema.ready and not schema.unknown:
        made = back_up(session, config)
        tell(made)
        click.echo(
            f"To go back: stop the site, put the earlier code back, and run `elearn restore {made.path} --force`"
        )
    return upgrade_schema(session)


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


@db.command()
@click.option("--parts", default=32, show_default=True, type=click.IntRange(2, 256), help="How many partitions.")
def partition(parts: int) -> None:
    """Split the log of events on PostgreSQL by the hash of its ids. Stop the site first, and take a backup.

    All or nothing, and again is harmless. It needs room for a second copy of the log until it is done.
    """
    with open_session(Config.from_environment().database_url) as session:
        split = partition_events(session, parts=parts)
    told = f"{split.rows:,} events are" if split.rows else "The log is"
    click.echo(f"{told} in {split.parts} partitions.")
