"""`elearn jobs run`: the queue of mail and the periodic work."""

from __future__ import annotations

import os
import sys

import click

from config import Config


@click.group()
def jobs() -> None:
    """Work beside the pages: sending mail, forgetting what is over."""


@jobs.command()
@click.option("--once", is_flag=True, help="One round, then stop: for cron.")
def run(once: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Send waiting mail (to MAIL_URL) and do the hourly work, until TERM. Several at once share the work."""
    Config.from_environment()  # a wrong setting stops here, with its name
    arguments = ["--once"] if once else []
    os.execv(sys.executable, [sys.executable, "-m", "elearn.jobs", *arguments])  # noqa: S606 - our own command
