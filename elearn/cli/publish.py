"""`elearn publish`: the files become the release that every reader gets."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from datetime import UTC, datetime

import click

from config import Config
from elearn.cli.collector import paused_collector
from elearn.cli.corrections import effect_line, print_changes, print_undecided, read_decisions
from elearn.content.codes.code import Severity
from elearn.content.printing import count_line, format_text
from elearn.domain.corrections import Decision, Effect
from elearn.domain.errors import Refused, Undecided
from elearn.extensions import Session, open_session
from elearn.services.publishing import Published, preview_key_changes
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
    if done.corrected != Effect():
        click.echo(f"Corrected: {effect_line(done.corrected)}")
    what = "is new" if done.changed else "was in force already: nothing has changed"
    click.echo(f"Release {done.release} {what} ({done.courses} courses)")


@click.command()
@click.option("--note", default="", help="One line for the history: what has changed and why.")
@click.option(
    "--correct",
    "corrections",
    multiple=True,
    metavar="QUIZ#QUESTION=WAY",
    help="What happens to answers given before the right one changed: both, full, new or none. May be repeated.",
)
@click.option("--may-lower", is_flag=True, help="With `new`: also take points away.")
@click.option("--dry-run", is_flag=True, help="Print what each way would do to the answers, and publish nothing.")
def publish(note: str, corrections: tuple[str, ...], may_lower: bool, dry_run: bool) -> None:  # noqa: FBT001 - click calls it by name
    """Publish the courses. Learners see the new release within two seconds; status 1 when a module had errors, or
    when somebody must first decide about answers to a question whose right answer has changed.
    """
    decisions = read_decisions(corrections, may_lower=may_lower)
    config = Config.from_environment()
    with open_session(config.database_url) as session:
        require_schema(session)
        try:
            done = None if dry_run else _publish(session, config, note, decisions)
            if done is None:
                _preview(session, config, decisions)
                return
        except Undecided as undecided:
            print_undecided(undecided.changes, decisions)
            raise click.exceptions.Exit(1) from undecided
        except Refused as refused:
            names = ", ".join(refused.problems)
            raise click.BadParameter(f"no quiz of the courses has the question {names}") from refused
    tell(done)
    if any(found.severity is Severity.ERROR for found in done.diagnostics):
        raise click.exceptions.Exit(1)


def _publish(session: Session, config: Config, note: str, decisions: Mapping[str, Decision]) -> Published:
    with paused_collector():
        return publish_courses(
            session,
            roots=config.courses_path,
            languages=config.languages,
            author=getpass.getuser(),
            note=note,
            now=datetime.now(UTC),
            decisions=decisions,
        )


def _preview(session: Session, config: Config, decisions: Mapping[str, Decision]) -> None:
    changes = preview_key_changes(
        session, roots=config.courses_path, languages=config.languages, now=datetime.now(UTC), decisions=decisions
    )
    print_changes(changes, decisions, err=False)
    if not changes:
        click.echo("No question that was answered has other right answers now")
