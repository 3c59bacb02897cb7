"""The `elearn` command. Status: 0 done, 1 found problems, 2 wrong use; every error is one line on standard error."""

from __future__ import annotations

import importlib
import keyword
import sys

import click

from config import SettingError
from elearn import __version__
from elearn.domain.errors import ElearnError, Unavailable

# verb -> module that holds it; only the one that is called gets imported, so that `serve` stays small.
VERBS = {
    "check": "check",
    "db": "database",
    "demo": "demo",
    "doctor": "doctor",
    "explain": "check",
    "export": "exchange",
    "fmt": "fmt",
    "import": "exchange",
    "jobs": "jobs",
    "people": "people",
    "new": "new",
    "prepare": "prepare",
    "preview": "preview",
    "publish": "publish",
    "rebuild": "rebuild",
    "report": "report",
    "roster": "roster",
    "serve": "serve",
    "start": "start",
    "tr": "translate",
    "user": "user",
    "bench": "bench",
}
ADVICE = {
    "database": "the database cannot be reached: check DATABASE_URL and that the server is up",
    "newer-schema": "the database is newer than this code: update the code, nothing was changed",
    "migration-missing": "the database is older than this code: run `elearn db upgrade`",
    "no-release": "no course is published yet: run `elearn publish`",
}


class Verbs(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - the signature is click's
        module = VERBS.get(name)
        if module is None:
            return None
        # `import` is a word of Python's own.
        attribute = f"{name}_" if keyword.iskeyword(name) else name
        command: click.Command = getattr(importlib.import_module(f"elearn.cli.{module}"), attribute)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="elearn")
def elearn() -> None:
    """Courses, quizzes and reports for the At-Large community."""


def main() -> None:
    """Run one verb. Known errors are one line and status 2; anything else is a bug and keeps its traceback."""
    try:
        sys.exit(elearn.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"elearn: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except SettingError as error:
        click.echo(f"elearn: {error}", err=True)
        sys.exit(2)
    except Unavailable as error:
        click.echo(f"elearn: {ADVICE.get(error.why, error.why)}", err=True)
        sys.exit(2)
    except ElearnError as error:
        click.echo(f"elearn: {error}", err=True)
        sys.exit(2)
