"""`elearn bench`: runs `tests/bench` of a checkout."""

from __future__ import annotations

import subprocess
import sys

import click

from config import ROOT


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []})
@click.pass_context
def bench(ctx: click.Context) -> None:
    """Measure the main pages beside a bare Flask page and print the ratios."""
    if not (ROOT / "tests/bench/__main__.py").exists():
        raise click.UsageError("the bench is part of a checkout, not of an installed package: clone the repository")
    done = subprocess.run([sys.executable, "-m", "tests.bench", *ctx.args], cwd=ROOT, check=False)  # noqa: S603 - our own command
    raise click.exceptions.Exit(done.returncode)
