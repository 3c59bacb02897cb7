"""The `elearn` command. Status: 0 done, 1 found problems, 2 wrong use; every error is one line on standard error."""

from __future__ import annotations

import errno
import importlib
import keyword
import sys

import click

from config import SettingError
from elearn import __version__
from elearn.cli.unfit_words import sentence
from elearn.domain.errors import ElearnError, Unavailable, Unfit

# verb -> module that holds it; only the one that is called gets imported, so that `serve` stays small.
VERBS = {
    "backup": "backup",
    "catalogues": "prepare",
    "check": "check",
    "db": "database",
    "demo": "demo",
    "doctor": "doctor",
    "explain": "check",
    "export": "exchange",
    "fmt": "fmt",
    "import": "exchange",
    "jobs": "jobs",
    "mail": "mail",
    "newsletter": "newsletter",
    "people": "people",
    "new": "new",
    "node": "node",
    "prepare": "prepare",
    "preview": "preview",
    "publish": "publish",
    "rebuild": "rebuild",
    "report": "report",
    "restore": "backup",
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
    "one-file": "an SQLite database is one file and is not split: move to PostgreSQL first (docs/operators/scale.md)",
    "no-release": "no course is published yet: run `elearn publish`",
    "disk-full": "no room is left on the disk of the database: make some and try again, nothing was changed",
    "unwritable": "the database cannot be opened or written: give its file and folder to the account that runs this",
    "locked": "somebody else is writing to the database for a long time: try again",
    "no-database": "the file that DATABASE_URL names is no database: name another, nothing was changed",
    "corrupt": "the database is damaged: stop the site and put the last backup back with `elearn restore`",
    "password": "the database refuses this account: check user and password in DATABASE_URL",
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


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
    except (SettingError, ElearnError) as error:
        click.echo(f"elearn: {advice(error)}", err=True)
        sys.exit(2)
    except OSError as error:
        if error.errno not in (*NO_ROOM, *NOT_ALLOWED):
            raise
        click.echo(f"elearn: {place_advice(error)}", err=True)
        sys.exit(2)


def advice(error: SettingError | ElearnError) -> str:
    """One line that says what to do."""
    if isinstance(error, Unavailable):
        return ADVICE.get(error.why, error.why)
    return sentence(error) if isinstance(error, Unfit) else str(error)


def place_advice(error: OSError) -> str:
    """A disk or a folder that does not take what is to be written."""
    if error.errno in NO_ROOM:
        return "no room is left on the disk: make some and try again"
    return f"{error.filename} cannot be written ({error.strerror}): give it to the account that runs this"
