"""`elearn fmt`: mending what can be mended in course files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.content.formatting import Rewritten, rewrite_tree

PATHS = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, type=PATHS)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; status 1 when something would change.")
def fmt(paths: tuple[Path, ...], *, only_check: bool) -> None:
    """Add missing keys and ids, and mend how answers and characters are written. Safe to run again.

    New keys are also written down in `.keys` of their course, and keys that are gone are retired there.
    """
    wanted = find_wanted(paths)
    changed = rewrite_tree(
        wanted.tree(), languages=offered_languages(), today=datetime.now(UTC).date(), covers=wanted.covers
    )
    for file in changed:
        click.echo(f"{'would change' if only_check else 'changed'} {file.path}")
        if not only_check:
            _write(wanted, file)
    click.echo(f"{len(changed)} files {'would change' if only_check else 'changed'}")
    if only_check and changed:
        raise click.exceptions.Exit(1)


def _write(wanted: Wanted, file: Rewritten) -> None:
    beside = wanted.file(file.beside)
    (beside.parent / file.path.rpartition("/")[2]).write_bytes(file.text.encode())
