"""`elearn mail`: what a mail server hands to us."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from config import Config
from elearn.exchange.bounces import LARGEST, read_bounce
from elearn.extensions import open_session
from elearn.services.bounces import count_returned


@click.group()
def mail() -> None:
    """Mail that comes to this site."""


@mail.command()
def bounce() -> None:
    """Read one delivery report (RFC 3464) from standard input, as a mail server pipes it.

    A letter of ours that came back for good counts against its address; the third retires it. Every other mail is
    taken and counts nothing, so that the mail server never sends a report about a report.
    """
    returned = read_bounce(sys.stdin.buffer.read(LARGEST + 1))
    counted = 0
    if returned:
        with open_session(Config.from_environment().database_url) as session:
            counted = count_returned(session, returned, now=datetime.now(UTC))
    click.echo(f"{counted} counted")
