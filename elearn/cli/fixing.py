"""`elearn check --fix`: what needs no decision is mended before the check."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import date

import click

from elearn.cli.courses import Wanted, offered_languages
from elearn.content.compiler import Checked, check_tree
from elearn.content.files import Tree
from elearn.content.formatting import Rewritten, rewrite_tree
from elearn.content.mending import mend_links


def fix(wanted: Wanted, today: date) -> None:
    """Formats, then copies links into translations. Told on standard error, so that reports stay as they are.

    A file from which keys disappeared is left alone: formatting it would retire them.
    """
    losing = _losing_keys(wanted, today)
    for path in sorted(path for path in losing if wanted.covers(path)):
        click.echo(f"left alone {path}: keys disappeared, run `elearn fmt --recover` first", err=True)
    for file in _formatted(wanted, wanted.tree(), today, losing):
        write(wanted, file)
        click.echo(f"mended {file.path}", err=True)
    for joined in _check(wanted.tree(), today).library.all_joined():
        path = joined.page.source.path
        text = mend_links(joined) if wanted.covers(path) else None
        if text is not None:
            wanted.file(path).write_bytes(text.encode())
            click.echo(f"mended {path}: links as in the source", err=True)


def write(wanted: Wanted, file: Rewritten) -> None:
    beside = wanted.file(file.beside)
    (beside.parent / file.path.rpartition("/")[2]).write_bytes(file.text.encode())


def _losing_keys(wanted: Wanted, today: date) -> set[str]:
    """Files that lack keys of their ledger even when their answers are written as they should be."""
    tree = wanted.tree()
    texts = {file.path: file.text.encode() for file in _formatted(wanted, tree, today, set())}
    tree.texts = [replace(file, data=texts.get(file.path, file.data)) for file in tree.texts]
    return {found.path for found in _check(tree, today).diagnostics if found.code == "K007"}


def _formatted(wanted: Wanted, tree: Tree, today: date, without: Container[str]) -> list[Rewritten]:
    def covers(path: str) -> bool:
        return wanted.covers(path) and path not in without

    return rewrite_tree(tree, languages=offered_languages(), today=today, covers=covers)


def _check(tree: Tree, today: date) -> Checked:
    return check_tree(tree, languages=offered_languages(), today=today)
