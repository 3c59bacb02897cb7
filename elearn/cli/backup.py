"""`elearn backup` and `elearn restore`."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from config import Config
from elearn import __version__
from elearn.domain.backups import KEPT
from elearn.extensions import Session, open_session
from elearn.services.backups import FOLDER, Made, make_backup
from elearn.services.job_states import Work, note_done
from elearn.services.restoring import Order, restore_backup
from elearn.services.schema import describe_schema

PLACE = click.Path(path_type=Path)


@click.command()
@click.argument("place", required=False, type=PLACE, metavar="[FILE.zip|FOLDER]")
@click.option("--to", type=PLACE, help="A file that is not there yet, or a folder. Default: instance/backups.")
@click.option(
    "--keep", default=KEPT, show_default=True, type=click.IntRange(0), help="How many a folder keeps; 0: all."
)
def backup(place: Path | None, to: Path | None, keep: int) -> None:
    """Write everything that cannot be made again into one file, while the site runs, and restore it on trial.

    Whoever can read the file can read the site's accounts and its secret key: keep a copy in another, closed place.
    Status 1 when the database does not allow the trial: the file is there, but nothing has shown that it is whole.
    """
    if place and to:
        raise click.UsageError("name one place: FILE.zip, or a folder with --to")
    config = Config.from_environment()
    with open_session(config.database_url) as session:
        made = back_up(session, config, to or place, keep=keep)
    tell(made)
    if not made.tried:
        raise click.exceptions.Exit(1)


def back_up(session: Session, config: Config, to: Path | None = None, *, keep: int = KEPT) -> Made:
    """A backup, and a note of it for the administrators' page."""
    now = datetime.now(UTC)
    made = make_backup(
        session,
        instance=config.instance_path,
        to=(to or config.instance_path / FOLDER).absolute(),
        key=config.secret_key,
        version=__version__,
        keep=keep,
        now=now,
    )
    if describe_schema(session).ready:
        note_done(session, Work.BACKUP, now=now, note=f"{made.path.name} {made.bytes}")
    return made


def tell(made: Made) -> None:
    trial = "restored on trial with the same sums" if made.tried else "NOT tried"
    click.echo(f"{made.path}: {made.rows} rows, {made.bytes} bytes, schema {made.schema}, {trial}")
    for name in made.removed:
        click.echo(f"Removed the older {name}")
    if not made.tried:
        advice = "this account may not make databases: `ALTER ROLE … CREATEDB`, then the trial works"
        click.echo(f"elearn: the backup was not restored on trial, {advice}", err=True)


@click.command()
@click.argument("file", type=PLACE)
@click.option("--force", is_flag=True, help="Replace a database that is not empty. It is kept beside.")
def restore(file: Path, force: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Make the site what it was when FILE was written. Stop the site and its jobs first.

    Everybody is signed out, letters that waited then are put aside, and browsers and workshop laptops send again what
    they hold. On any refusal nothing is changed and the status is 2.
    """
    config = Config.from_environment()
    order = Order(
        file=file,
        database_url=config.database_url,
        instance=config.instance_path,
        kept_key=os.environ.get("SECRET_KEY", ""),
        force=force,
        epoch=secrets.token_hex(16),
        now=datetime.now(UTC),
    )
    done = restore_backup(order)
    click.echo(f"Restored {done.manifest.rows} rows as of {done.manifest.made_at}. The epoch is now {done.epoch}.")
    if done.aside:
        click.echo(f"The earlier database is kept as {done.aside}: delete it when nobody misses anything.")
    if done.letters:
        click.echo(f"{done.letters} letters waited then and are put aside: /en/admin sends those that never went out.")
    if done.other_key:
        click.echo("SECRET_KEY is another one than then: links in letters that were sent before are dead.", err=True)
