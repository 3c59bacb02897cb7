"""`elearn publish`: the files become the release that every reader gets."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import click

from config import Config
from elearn.content.codes.code import Severity
from elearn.content.printing import count_line, format_text
from elearn.extensions import open_session
from elearn.services.publishing import Published
from elearn.services.publishing import publish as publish_courses
from elearn.services.schema import require_schema


def tell(done: Published) -> None:
    """What was published and, on standard error, what could not be."""
    errors = [found for found in done.diagnostics if found.severity is Severity.ERROR]
    if errors:
        click.echo(format_text(errors), err=True)
        click.echo(count_line(done.diagnostics), err=True)
    for module in done.kept_modules:
        click.echo(f"{module}: has errors; its last good state stays published", err=True)
    what = "is new" if done.changed else "was in force already: nothing has changed"
    click.echo(f"Release {done.release} {what} ({done.courses} courses)")


@click.command()
@click.option("--note", default="", help="One line for the history: what has changed and why.")
def publish(note: str) -> None:
    """Publish the courses. Learners see the new release within two seconds; status 1 when a module had errors."""
    config = Config.from_environment()
    with open_session(config.database_url) as session:
        require_schema(session)
        done = publish_courses(
            session,
            roots=config.courses_path,
            languages=config.languages,
            author=getpass.getuser(),
            note=note,
            now=datetime.now(UTC),
        )
    tell(done)
    if any(found.severity is Severity.ERROR for found in done.diagnostics):
        raise click.exceptions.Exit(1)
