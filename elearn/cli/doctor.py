"""`elearn doctor`: is this installation sound, and if not, what to type."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from config import Config
from elearn.domain.errors import ElearnError
from elearn.domain.upkeep import BACKUP_OLD, LEAST_FREE_BYTES
from elearn.extensions import DatabaseFault, describe_schema, open_session
from elearn.services.cards import can_draw
from elearn.services.catalogue import current_release
from elearn.services.job_states import Work, read_work


def python(_config: Config) -> str:
    """The version that runs is one we support."""
    return "" if sys.version_info >= (3, 11) else f"Python {sys.version.split()[0]} is too old: install 3.11 or newer"


def instance(config: Config) -> str:
    """The folder for the database and the key can be written to."""
    if not config.instance_path.is_dir():
        return f"{config.instance_path} does not exist: run ./run once, or set INSTANCE_PATH"
    if not os.access(config.instance_path, os.W_OK):
        return f"{config.instance_path} cannot be written: give it to the account that runs the site"
    return ""


def disk(config: Config) -> str:
    """There is room on the disk."""
    free = shutil.disk_usage(config.instance_path if config.instance_path.exists() else ".").free
    return (
        ""
        if free >= LEAST_FREE_BYTES
        else f"only {free // 1_000_000} MB are free: make room before answers are refused"
    )


def database(config: Config) -> str:
    """The database can be reached and is at this code's migration."""
    try:
        with open_session(config.database_url) as session:
            schema = describe_schema(session)
    except (ElearnError, DatabaseFault):
        return "the database cannot be reached: check DATABASE_URL and that the server is up"
    if schema.unknown:
        return "the database is newer than this code: update the code"
    return "" if schema.ready else "migrations are missing: run `elearn db upgrade`"


def release(config: Config) -> str:
    """Courses are published."""
    try:
        with open_session(config.database_url) as session:
            return "" if current_release(session) else "nothing is published: run `elearn publish`"
    except (ElearnError, DatabaseFault):
        return "cannot be seen before the database is in order"


def mail(config: Config) -> str:
    """Mail is sent, or the operator knows that it is not."""
    return "" if config.mail_url else "MAIL_URL is not set: mail is kept, administrators read it under /en/admin"


def address(config: Config) -> str:
    """The address is one that others can reach."""
    if config.secure or "127.0.0.1" in config.base_url or "localhost" in config.base_url:
        return ""
    return f"BASE_URL is {config.base_url}: without https passwords cross the network in the clear"


def contact(config: Config) -> str:
    """Readers know whom to write to."""
    return "" if config.contact else "CONTACT is not set: the help page sends people to their coordinator"


def signed_name(config: Config) -> str:
    """The operator has said whether the name is signed. Nothing is looked up: this machine's resolver may not know."""
    host = urlsplit(config.base_url).hostname or ""
    if not config.secure or config.dnssec != "unknown":
        return ""
    return f"DNSSEC is not stated: ask `delv {host}`, then set DNSSEC=yes or DNSSEC=no"


def backups(config: Config) -> str:
    """There is a backup of these days. Before the first publish there is nothing to lose."""
    try:
        with open_session(config.database_url) as session:
            made_at = read_work(session)[Work.BACKUP].done_at if current_release(session) else datetime.now(UTC)
    except (ElearnError, DatabaseFault):
        return "cannot be seen before the database is in order"
    if made_at is None:
        return "there is none yet: run `elearn backup`, every night by deploy/elearn-backup.timer or cron"
    old = datetime.now(UTC) - made_at > BACKUP_OLD
    return f"the last one is of {made_at:%Y-%m-%d}: run `elearn backup`" if old else ""


def cards(_config: Config) -> str:
    """Links to lessons get a picture with words."""
    return "" if can_draw() else "typst is not installed: cards for social networks carry no words"


CHECKS: tuple[tuple[str, Callable[[Config], str]], ...] = (
    ("Python", python),
    ("instance folder", instance),
    ("disk", disk),
    ("database", database),
    ("release", release),
    ("backup", backups),
    ("mail", mail),
    ("address", address),
    ("contact", contact),
    ("signed name", signed_name),
    ("cards", cards),
)
# Worth saying, no reason to fail.
ADVICE_ONLY = ("backup", "mail", "address", "contact", "signed name", "cards")


@click.command()
def doctor() -> None:
    """Check the installation. Status 1 when something needs doing; nothing is changed."""
    config = Config.from_environment()
    failed = False
    for name, look in CHECKS:
        problem = look(config)
        mark = "ok  " if not problem else "note" if name in ADVICE_ONLY else "FAIL"
        failed |= mark == "FAIL"
        click.echo(f"{mark}  {name}{': ' + problem if problem else ''}")
    if failed:
        raise click.exceptions.Exit(1)
