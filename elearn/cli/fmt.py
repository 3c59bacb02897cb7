"""`elearn fmt`: mending what can be mended in course files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import find_wanted, offered_languages
from elearn.cli.fixing import write
from elearn.cli.recovery import recover
from elearn.content.formatting import rewrite_tree

PATHS = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, type=PATHS)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; status 1 when something would change.")
@click.option("--recover", "lost", is_flag=True, help="Only put keys back that were lost, such as by pasting a text.")
def fmt(paths: tuple[Path, ...], *, only_check: bool, lost: bool) -> None:
    """Add missing keys and ids, and mend how answers and characters are written. Safe to run again.

    New keys are also written down in `.keys` of their course, and keys that are gone are retired there. Before that,
    `--recover` finds by its words what had a key in git, in the last release or in `.keys`: four fifths of the text
    must be the same, for less you are asked.
    """
    wanted = find_wanted(paths)
    if lost and only_check:
        raise click.UsageError("--check changes nothing and --recover does: use one of them")
    if lost:
        recover(wanted)
        return
    changed = rewrite_tree(
        wanted.tree(), languages=offered_languages(), today=datetime.now(UTC).date(), covers=wanted.covers
    )
    for file in changed:
        click.echo(f"{'would change' if only_check else 'changed'} {file.path}")
        if not only_check:
            write(wanted, file)
    click.echo(f"{len(changed)} files {'would change' if only_check else 'changed'}")
    if only_check and changed:
        raise click.exceptions.Exit(1)
