"""`elearn check`, `elearn explain`: what is wrong with course files."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.cli.fixing import fix
from elearn.cli.notes import recall_notes
from elearn.content.codes.code import Severity
from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic, did_you_mean
from elearn.content.files import Tree
from elearn.content.fingerprint import verdict_name
from elearn.content.printing import as_github, as_json, as_table, as_text
from elearn.content.printing import explain as explain_code
from elearn.content.sarif import as_sarif
from elearn.content.verdicts import Verdict, Verdicts, cache_folder

PATHS = click.Path(exists=True, path_type=Path)
# The compiler, git and the database: imported when no verdict is kept.
AFRESH = "elearn.cli.checking"


def _today() -> datetime:
    return datetime.now(UTC)


@click.command()
@click.argument("paths", nargs=-1, type=PATHS)
@click.option("--format", "style", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--select", default="", help="Only codes that begin with these, such as T,Q or K003.")
@click.option("--hints", is_flag=True, help="Also show hints about style.")
@click.option("--cache/--no-cache", default=True, help="Whether to look up what a check of the same files said.")
@click.option("--fix", "mend", is_flag=True, help="First mend what needs no decision: keys, quotes, links.")
@click.option("--online", is_flag=True, help="Also open every link to another site (L003). Takes a while.")
def check(
    paths: tuple[Path, ...], style: str, select: str, *, hints: bool, cache: bool, mend: bool, online: bool
) -> None:
    """Check course files and print every problem with a way out.

    Without PATHS all courses are checked. Links, ids and translations are checked against all files in any case.
    Status 1 when there is an error; warnings and hints leave it 0.
    """
    wanted = find_wanted(paths)
    if mend:
        fix(wanted, _today().date())
    tree = wanted.tree()
    kept = Verdicts(cache_folder(os.environ, sys.platform) if cache else None)
    asked = Asked(wanted, tree, _today().date(), select, hints, online)
    name = asked.name if cache else ""
    # What other sites say is another thing each time: it is neither kept nor recalled.
    recalled = _recall(asked, name, kept) if cache and not online else None
    verdict, shown = recalled or _check_afresh(asked, name, kept)
    click.echo(_written(style, shown, verdict, tree, wanted))
    if any(found.severity is Severity.ERROR for found in shown):
        raise click.exceptions.Exit(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know about a tree. `name` stands for everything that a verdict on it depends on."""

    wanted: Wanted
    tree: Tree
    day: date
    select: str
    hints: bool
    online: bool = False

    @property
    def name(self) -> str:
        return verdict_name(self.tree, languages=offered_languages(), today=self.day)

    def shown(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        selected = _selected(diagnostics, self.select, hints=self.hints)
        return [found for found in selected if self.wanted.covers(found.path)]


def _recall(asked: Asked, name: str, kept: Verdicts) -> tuple[Verdict, list[Diagnostic]] | None:
    """What the last check of the same files said; None when something of it is not known any more."""
    verdict = kept.find(name)
    if verdict is None:
        return None
    shown = asked.shown(verdict.diagnostics)
    stale = [found for found in shown if found.code == "T001"]
    if not stale:
        return verdict, shown
    explained = recall_notes(asked.wanted, stale, name, kept)
    return None if explained is None else (verdict, [explained.get(found, found) for found in shown])


def _check_afresh(asked: Asked, name: str, kept: Verdicts) -> tuple[Verdict, list[Diagnostic]]:
    answer: tuple[Verdict, list[Diagnostic]] = importlib.import_module(AFRESH).check_afresh(asked, name, kept)
    return answer


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


def _written(style: str, shown: list[Diagnostic], verdict: Verdict, tree: Tree, wanted: Wanted) -> str:
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
    return as_text(shown, files, {path: tally for path, tally in verdict.tallies.items() if wanted.covers(path)})


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
