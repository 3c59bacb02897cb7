"""A check from the beginning: with the compiler, and with all that is known of older wordings."""

from __future__ import annotations

from elearn.cli.check import Asked
from elearn.cli.collector import paused_collector
from elearn.cli.courses import offered_languages
from elearn.cli.notes import keep_notes
from elearn.cli.online import ask_all, find_fault
from elearn.cli.past import open_releases
from elearn.content.compiler import Checked, check_tree
from elearn.content.diagnostics import Diagnostic
from elearn.content.history import GitPast
from elearn.content.outside import failed_links, outside_links
from elearn.content.staleness import explain_stale
from elearn.content.verdicts import Verdict, Verdicts


def check_afresh(asked: Asked, name: str, kept: Verdicts) -> tuple[Verdict, list[Diagnostic]]:
    """Everything that is wrong, and what of it was asked for; kept for the next time."""
    with paused_collector():
        checked = check_tree(asked.tree, languages=offered_languages(), today=asked.day)
    verdict = Verdict(checked.diagnostics, checked.tallies)
    kept.keep(name, verdict)
    shown = asked.shown([*checked.diagnostics, *_failed(checked, asked)] if asked.online else checked.diagnostics)
    stale = [found for found in shown if found.code == "T001"]
    if not stale:
        return verdict, shown
    git = GitPast(asked.wanted.file)
    explained = dict(zip(stale, explain_stale(checked, stale, [git]), strict=True))
    if git.sure:
        keep_notes(asked.wanted, explained, name, kept)
    unknown = [found for found, told in explained.items() if found == told]
    releases = open_releases() if unknown else []
    explained |= zip(unknown, explain_stale(checked, unknown, releases), strict=True)
    return verdict, [explained.get(found, found) for found in shown]


def _failed(checked: Checked, asked: Asked) -> list[Diagnostic]:
    """What other sites said just now: never part of a verdict that is kept."""
    links = list(outside_links(checked.library, asked.wanted.covers))
    answers = ask_all((link.address for link in links), find_fault)
    return list(failed_links(links, answers, asked.day))
