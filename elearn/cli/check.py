"""`elearn check`, `elearn fmt`, `elearn explain`: what is wrong with course files, and mending what can be mended."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.cli.online import ask_all, find_fault
from elearn.cli.past import open_pasts
from elearn.content.codes.code import Severity
from elearn.content.codes.table import CODES
from elearn.content.compiler import Checked, check_tree
from elearn.content.diagnostics import Diagnostic, did_you_mean
from elearn.content.files import Tree
from elearn.content.formatting import Rewritten, rewrite_tree
from elearn.content.outside import failed_links, outside_links
from elearn.content.printing import as_github, as_json, as_table, as_text
from elearn.content.printing import explain as explain_code
from elearn.content.sarif import as_sarif
from elearn.content.staleness import explain_stale

PATHS = click.Path(exists=True, path_type=Path)


def _today() -> datetime:
    return datetime.now(UTC)


@click.command()
@click.argument("paths", nargs=-1, type=PATHS)
@click.option("--format", "style", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--select", default="", help="Only codes that begin with these, such as T,Q or K003.")
@click.option("--hints", is_flag=True, help="Also show hints about style.")
@click.option("--online", is_flag=True, help="Also open every link to another site (L003). Takes a while.")
def check(paths: tuple[Path, ...], style: str, select: str, *, hints: bool, online: bool) -> None:
    """Check course files and print every problem with a way out.

    Without PATHS all courses are checked. Links, ids and translations are checked against all files in any case.
    Status 1 when there is an error; warnings and hints leave it 0.
    """
    wanted = find_wanted(paths)
    tree = wanted.tree()
    checked = check_tree(tree, languages=offered_languages(), today=_today().date())
    diagnostics = [*checked.diagnostics, *_failed(checked, wanted)] if online else checked.diagnostics
    shown = [found for found in _selected(diagnostics, select, hints=hints) if wanted.covers(found.path)]
    if any(found.code == "T001" for found in shown):
        shown = explain_stale(checked, shown, open_pasts(wanted))
    click.echo(_written(style, shown, checked, tree, wanted))
    if any(found.severity is Severity.ERROR for found in shown):
        raise click.exceptions.Exit(1)


def _failed(checked: Checked, wanted: Wanted) -> list[Diagnostic]:
    links = list(outside_links(checked.library, wanted.covers))
    answers = ask_all((link.address for link in links), find_fault)
    return list(failed_links(links, answers, _today().date()))


def _selected(diagnostics: Iterable[Diagnostic], select: str, *, hints: bool) -> list[Diagnostic]:
    prefixes = tuple(part.strip().upper() for part in select.split(",") if part.strip())
    unknown = [prefix for prefix in prefixes if not any(code.startswith(prefix) for code in CODES)]
    if unknown:
        raise click.UsageError(f"no code begins with `{unknown[0]}`: see `elearn explain`")
    return [
        found
        for found in diagnostics
        if (hints or found.severity is not Severity.HINT) and (not prefixes or found.code.startswith(prefixes))
    ]


def _written(style: str, shown: list[Diagnostic], checked: Checked, tree: Tree, wanted: Wanted) -> str:
    files = sum(wanted.covers(file.path) for file in tree.texts)
    if style == "json":
        return as_json(shown, files)
    if style == "sarif":
        return as_sarif(shown)
    if style == "github":
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            with Path(summary).open("a", encoding="utf-8") as page:
                page.write(as_table(shown))
        return as_github(shown, files)
    return as_text(shown, files, {path: tally for path, tally in checked.tallies.items() if wanted.covers(path)})


@click.command()
@click.argument("paths", nargs=-1, type=PATHS)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; status 1 when something would change.")
def fmt(paths: tuple[Path, ...], *, only_check: bool) -> None:
    """Add missing keys and ids, and mend how answers and characters are written. Safe to run again.

    New keys are also written down in `.keys` of their course, and keys that are gone are retired there.
    """
    wanted = find_wanted(paths)
    changed = rewrite_tree(wanted.tree(), languages=offered_languages(), today=_today().date(), covers=wanted.covers)
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


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a code such as T001 means, why the rule exists, and show a line before and after."""
    if code is None:
        click.echo("\n".join(f"{name} [{row.severity}] {row.title}" for name, row in CODES.items()))
        return
    name = code.upper()
    if name not in CODES:
        advice = did_you_mean(name, CODES, "`elearn explain` lists them all")
        raise click.UsageError(f"there is no code `{code}`: {advice}")
    click.echo(explain_code(name))
