"""`elearn demo`: a made-up community, and accounts to see it with."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import click

from config import DEMONSTRATION_COURSES, Config
from elearn.cli.reading import get_catalogue, ready_session
from elearn.domain.errors import Refused
from elearn.services.demo_webinars import make_demo_events
from elearn.services.demonstration import Demonstration, Size, load_demonstration
from elearn.services.passwords import problem_of_new_password
from elearn.services.publishing import publish

MARKER = "demonstration"
# No letters or digits that look like others.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@click.command()
@click.option("--als", default=240, show_default=True, type=click.IntRange(5, 240))
@click.option("--learners", default=2000, show_default=True, type=click.IntRange(0, 100_000))
@click.option("--seed", default=1, show_default=True, help="Another number makes other people.")
@click.option("--demo-password", default=None, help="One password for all accounts; without it each gets its own.")
def demo(als: int, learners: int, seed: int, demo_password: str | None) -> None:
    """Load the demonstration and print its accounts. Every page then says that it is one.

    Again: completes a load that was interrupted, and with --demo-password gives the accounts that password.
    """
    config = Config.from_environment()
    if demo_password is not None and problem_of_new_password(demo_password):
        raise click.UsageError("--demo-password is short or common: take 8 characters or more, a few words are good")
    with ready_session(config) as session:
        catalogue = get_catalogue(session)
        try:
            done = load_demonstration(
                session,
                size=Size(als, learners, seed),
                courses=catalogue.site.courses,
                published_at=catalogue.published_at,
                password_for=lambda _: demo_password or new_password(),
                keep_passwords=demo_password is None,
                secret=config.secret_key.encode(),
                tell=lambda people, everybody: click.echo(f"{people} of {everybody} people", err=True),
                now=datetime.now(UTC),
            )
        except Refused as error:
            advice = "another demonstration is here: use its --als, --learners and --seed, or another INSTANCE_PATH"
            raise click.UsageError(advice) from error
    _publish_events(config)
    (config.instance_path / MARKER).touch()
    # There is an administrator now: the link that `./run` shows for making the first one is dead.
    (config.instance_path / "first-administrator").unlink(missing_ok=True)
    tell(done)


def _publish_events(config: Config) -> None:
    """Webinars whose days follow from today. Loaded again, they keep the days that they have."""
    root = config.instance_path / DEMONSTRATION_COURSES
    now = datetime.now(UTC)
    if not root.exists():
        for inside, text in make_demo_events(now.date()).items():
            path = root / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    roots = list(dict.fromkeys([*config.courses_path, root]))
    with ready_session(config) as session:
        publish(session, roots=roots, languages=config.languages, author="demo", note="", now=now)


def new_password() -> str:
    """Three groups of four: about 60 bits, easy to read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def tell(done: Demonstration) -> None:
    """The accounts, one a line."""
    click.echo(f"The demonstration is there: {done.als} ALSes, {done.people} people, all made up.")
    width = max(len(account.email) for account in done.accounts)
    for account in done.accounts:
        password = account.password or "(keeps its password; `elearn user link` makes a link)"
        click.echo(f"  {account.email.ljust(width)}  {password}")
