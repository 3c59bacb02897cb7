"""`elearn user add|role|disable|link`: the operator's way to people's accounts."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

import click

from config import Config
from elearn.cli.people import WORDS
from elearn.cli.reading import ready_session
from elearn.cli.table_words import sentence
from elearn.domain.community import Grant, Role
from elearn.domain.errors import NotFound, Refused
from elearn.exchange.csv_cells import write_csv
from elearn.extensions import Session
from elearn.services.accounts import AccountLine, disable_account, find_by_email
from elearn.services.invitations import make_link
from elearn.services.people_import import import_people
from elearn.services.roles import end_role, grant_role

PATHS = {"invitation": "invitation", "reset": "password/reset"}
WHOLE_SITE = {Role.INSTRUCTOR: "*", Role.TRANSLATOR: "*", Role.ADMINISTRATOR: ""}


@click.group()
def user() -> None:
    """Accounts: invite somebody, give or take a role, disable, make a link for signing in."""


@user.command()
@click.argument("email")
@click.option("--name", required=True)
@click.option("--country", default="", help="Two letters, such as SN; not needed with --als.")
@click.option("--als", default="", help="The code of the ALS; without it an individual member.")
@click.option("--language", default="")
def add(email: str, name: str, country: str, als: str, language: str) -> None:
    """Invite EMAIL and print the link with which this person joins. Again: a new link, the old one is dead."""
    config = Config.from_environment()
    body = write_csv(["email", "name", "country", "als", "language"], [[email, name, country, als, language]])
    now = datetime.now(UTC)
    with ready_session(config) as session:
        done = import_people(session, body=body, new_uid=lambda: secrets.token_hex(16), now=now)
        if done.problems:
            raise click.UsageError("; ".join(sentence(problem, WORDS) for problem in done.problems))
        click.echo(_link(session, config, email, now))


@user.command()
@click.argument("email")
@click.argument("role", metavar="ROLE[:SCOPE]")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the role; without it for good.")
@click.option("--end", is_flag=True, help="Take the role away now.")
def role(email: str, role: str, until: datetime | None, end: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Give EMAIL a role.

    representative:ALS, coordinator:RALO, instructor[:course], translator[:language] or administrator.

    The person's open sessions end: she signs in again with what she may now.
    """
    now = datetime.now(UTC)
    with ready_session(Config.from_environment()) as session:
        account = _get_account(session, email)
        grant = _read_role(role, now.date(), until.date() if until else None)
        try:
            if end:
                end_role(session, by=None, account_id=account.id, role=grant.role, scope=grant.scope, now=now)
            else:
                grant_role(session, by=None, account_id=account.id, grant=grant, now=now)
        except NotFound as error:
            raise click.UsageError(f"{account.email} does not hold {role}") from error
        except Refused as error:
            raise click.UsageError(_advice(error, role)) from error
    click.echo(f"{account.email}: {'no longer ' if end else ''}{role}")


@user.command()
@click.argument("email")
def disable(email: str) -> None:
    """EMAIL cannot sign in any more, at once. What this person has learned stays counted."""
    with ready_session(Config.from_environment()) as session:
        account = _get_account(session, email)
        disable_account(session, uid=account.uid, by="", now=datetime.now(UTC))
    click.echo(f"{account.email} is disabled")


@user.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a link with which EMAIL joins, or chooses a new password. Earlier links of the kind are dead."""
    config = Config.from_environment()
    with ready_session(config) as session:
        click.echo(_link(session, config, _get_account(session, email).email, datetime.now(UTC)))


def _link(session: Session, config: Config, email: str, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    purpose = make_link(session, email=email, token=token, now=now)
    return f"{config.base_url}/en/{PATHS[purpose]}/{token}"


def _get_account(session: Session, email: str) -> AccountLine:
    account = find_by_email(session, email)
    if account is None:
        raise click.UsageError(f"{email} has no account: `elearn user add` invites somebody")
    return account


def _read_role(text: str, since: date, until: date | None) -> Grant:
    word, _, scope = text.partition(":")
    if word not in {role.value for role in Role}:
        raise click.UsageError(f"`{word}` is none of {', '.join(Role)}")
    found = Role(word)
    return Grant(found, scope or WHOLE_SITE.get(found, ""), since, until)


def _advice(error: Refused, role: str) -> str:
    if "until" in error.problems:
        return "--until is before today"
    return f"`{role}` is a role on something that is not there: write for example coordinator:AFRALO"
