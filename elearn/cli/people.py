"""`elearn people import FILE.csv`: a list of people becomes invited accounts with memberships and roles."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from config import Config
from elearn.cli.reading import ready_session
from elearn.cli.table_words import file_words, refuse_problems, tell_progress
from elearn.exchange.people_csv import COLUMNS, MAX_BYTES, MAX_LINES
from elearn.services.people_import import import_people

_CELL = {
    "name-missing": "write the person's name",
    "name-long": "write at most 200 characters",
    "name-unreadable": "some characters cannot be read: type the name again, on one line",
    "email-missing": "write the e-mail address",
    "email-long": "write at most 320 characters",
    "email-unreadable": "`{data}` has spaces or characters that cannot be read",
    "email-at": "`{data}` needs one @ in the middle",
    "email-wrong": "`{data}` does not look like name@example.org",
    "email-twice": "this address stands in line {data} already",
    "email-elsewhere": "`{data}` has an account in another region or prefers not to be named",
    "place-beyond": "`{data}` is not in this region",
    "role-beyond": "a coordinator can make representatives only",
    "country-missing": "write the country's two letters (ISO 3166, such as SN), or an ALS",
    "country-unknown": "`{data}` is no country's two letters (ISO 3166, such as SN)",
    "als-unknown": "there is no ALS with the code `{data}`",
    "language-unknown": "`{data}` is none of en, fr, es, pt, ar, ru, zh",
    "role-unknown": "`{data}` is none of representative, coordinator, instructor, translator, learner",
    "role-als": "a representative needs the code of the ALS in the column als",
    "role-scope": "`{data}` is a role on something that is not: write for example coordinator:AFRALO or translator:fr",
    "role-by-hand": "administrators are made one by one: `elearn user role EMAIL administrator`",
    "day-wrong": "`{data}` is no day between 2000 and 2100: write it as 2026-11-22",
    "since-future": "nobody is a member from {data} on yet",
    "until-no-role": "only a role can end on {data}: write the role or leave this empty",
    "until-early": "the role ends on {data}, before it begins",
}
WORDS = file_words(COLUMNS, MAX_BYTES, MAX_LINES) | _CELL


@click.group()
def people() -> None:
    """People: bring in a list of them."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def import_(file: Path, dry_run: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Invite the people of FILE, or bring those who are known up to it: all of them or, with one problem, nobody.

    Columns in any order: name, email, country, als, language, role, since, until. The same file twice changes nothing.
    """
    with file.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    with ready_session(Config.from_environment()) as session:
        done = import_people(
            session,
            body=body,
            new_uid=lambda: secrets.token_hex(16),
            now=datetime.now(UTC),
            dry_run=dry_run,
            tell=tell_progress,
        )
    refuse_problems(done.problems, str(file), WORDS, "nobody was imported.")
    would = "would be " if dry_run else ""
    counts = f"{would}invited: {done.created}, {would}changed: {done.updated}, as they were: {done.unchanged}"
    click.echo(f"lines: {done.lines}, {counts}")
