"""`elearn roster enter FILE.csv`: a roster that is too long for the page."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from config import Config
from elearn.cli.reading import get_catalogue, ready_session
from elearn.cli.table_words import file_words, refuse_problems, tell_progress
from elearn.domain.access import Viewer, may_see_region
from elearn.domain.community import RALOS
from elearn.exchange.csv_tables import decode_table
from elearn.exchange.roster_csv import COLUMNS, MAX_BYTES, MAX_LINES, RosterCells, RosterFile, read_roster
from elearn.extensions import Session
from elearn.services.accounts import find_by_email
from elearn.services.community import list_grants
from elearn.services.long_rosters import enter_long_roster
from elearn.services.rosters import Clerk

_CELL = {
    "day-wrong": "`{data}` is no day between 2000 and 2100: write it as 2026-11-22",
    "day-past": "`{data}` is not in the past or today",
    "subject-one": "write a topic or a course, not both (or give --topic or --course)",
    "topic-unknown": "there is no topic with the key `{data}`",
    "course-unknown": "there is no course with the key `{data}`",
    "als-unknown": "there is no ALS with the code `{data}` in this region",
    "place-wrong": "write at most 200 characters on one line",
    "people-missing": "nobody is in this file",
    "person-unknown": "nobody of this region has the address `{data}`: check it, or invite the person first",
    "name-unknown": "no member has the name `{data}`: write the address",
    "name-several": "several members have the name `{data}`: write the address",
    "names-many": "{data} lines have no address and 200 may: write addresses, names are looked for one by one",
    "name-differs": "{data}: another name is known for this address",
    "name-only": "`{data}` was found by the name alone",
}
WORDS = file_words(COLUMNS, MAX_BYTES, MAX_LINES) | _CELL


@click.group()
def roster() -> None:
    """Rosters of meetings face to face."""


@roster.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", required=True, type=click.Choice(sorted(RALOS), case_sensitive=False))
@click.option("--by", required=True, metavar="EMAIL", help="A coordinator of the region or an administrator.")
@click.option("--date", default="", help="For lines without a date.")
@click.option("--topic", default="", help="For lines without a topic or course.")
@click.option("--course", default="", help="For lines without a topic or course.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def enter(file: Path, region: str, by: str, dry_run: bool, **common: str) -> None:  # noqa: FBT001 - click passes flags by name
    """Enter the roster in FILE: with one problem, nothing of it. The same file twice changes nothing.

    Columns in any order: date, topic, course, als, place, email, name. A long file is entered 2,000 lines at a time;
    where it breaks off, call the command again and it goes on.
    """
    read = read_file(file)
    refuse_problems(read.problems, str(file), WORDS, "nothing was entered.")
    with ready_session(Config.from_environment()) as session:
        done = enter_long_roster(
            session,
            clerk=clerk(session, region.upper(), by),
            lines=read.lines,
            common=RosterCells(0, **common),
            courses=[course.id for course in get_catalogue(session).site.courses],
            dry_run=dry_run,
            tell=tell_progress,
        )
    refuse_problems(done.problems, str(file), WORDS, f"{0 if dry_run else done.new} people were entered.")
    for doubt in done.doubts:
        click.echo(f"{file}:{doubt.line}: please look: {WORDS[doubt.code].format(data=doubt.data)}", err=True)
    would = "would be " if dry_run else ""
    click.echo(f"lines: {done.lines}, {would}new on a roster: {done.new}, there already: {done.known}")


def read_file(path: Path) -> RosterFile:
    with path.open("rb") as stream:
        text, problem = decode_table(stream.read(MAX_BYTES + 1), most_bytes=MAX_BYTES)
    return RosterFile(problems=(problem,)) if problem else read_roster(text)


def clerk(session: Session, ralo: str, email: str) -> Clerk:
    """Raises UsageError for an address of nobody who may."""
    now = datetime.now(UTC)
    account = find_by_email(session, email)
    if account:
        grants = list_grants(session, account.id)
        viewer = Viewer(account.id, account.uid, account.name, "en", "", grants)
        if not account.disabled and may_see_region(viewer, ralo, now.date()):
            return Clerk(ralo, account.uid, lambda: secrets.token_hex(16), now, finds_all=True)
    raise click.UsageError(f"--by: {email} is no coordinator of {ralo} and no administrator")
