"""`elearn fmt --recover`: what earlier states of the files know, and the questions that are left for a human."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import click

from elearn.cli.courses import Wanted, offered_languages
from elearn.cli.past import open_pasts
from elearn.content.diagnostics import Findings
from elearn.content.files import LEDGER, Tree, open_texts
from elearn.content.history import GitPast, Past
from elearn.content.ledger import read_ledger
from elearn.content.pages import Page, read_page
from elearn.content.recovery import (
    Guess,
    Lost,
    from_ledger,
    from_texts,
    guess_answers,
    guess_units,
    is_missing_keys,
    line_to_type,
    put_back,
    remember,
)
from elearn.content.source import Source, file_type
from elearn.services.wordings import ReleasePast


@dataclass(slots=True)
class _Outcome:
    attached: int = 0
    open: int = 0


def recover(wanted: Wanted) -> None:
    """Puts lost keys back; status 1 when something is left that only a human can say."""
    tree, pasts = wanted.tree(), open_pasts(wanted)
    outcome = _Outcome()
    for page in _pages(wanted, tree):
        # Asking git about every file of a large site would take minutes.
        known = _known(page, tree, pasts) if is_missing_keys(page) else {}
        if known:
            _recover_page(wanted, page, known, outcome)
    click.echo(f"{outcome.attached} keys put back, {outcome.open} left to you; then run `elearn fmt`")
    if outcome.open:
        raise click.exceptions.Exit(1)


def _pages(wanted: Wanted, tree: Tree) -> Iterator[Page]:
    sources = open_texts(tree, offered_languages(), Findings())
    kinds = {source.inside: _read(source, "").type for source in sources if not source.language}
    for source in sources:
        if wanted.covers(source.path) and not source.slips:
            inside = posixpath.join(posixpath.dirname(source.inside), f"{source.slug}.md")
            yield _read(source, kinds.get(inside, file_type(source)) if source.language else "")


def _read(source: Source, kind: str) -> Page:
    return read_page(source, datetime.now(UTC).date(), Findings(), kind=kind)


def _known(page: Page, tree: Tree, pasts: list[Past]) -> dict[str, Lost]:
    """From git, where it is known word for word; then from the last release; then bare keys. None that is retired."""
    known: dict[str, Lost] = {}
    for past in pasts:
        if isinstance(past, GitPast):
            known = remember(past.pages(page)) | known
        elif isinstance(past, ReleasePast) and not page.source.language:
            known = from_texts(past.texts_of(page.name)) | known
    if page.source.language:
        return known
    ledger = read_ledger(tree.ledgers.get(f"{page.source.inside.partition('/')[0]}/{LEDGER}", ""))
    own = {key.partition("#")[2]: day for key, day in ledger.items() if key.startswith(f"{page.name}#")}
    known = from_ledger(key for key, day in own.items() if not day) | known
    return {key: _living(lost, own) for key, lost in known.items() if not own.get(key)}


def _living(lost: Lost, own: dict[str, str]) -> Lost:
    return replace(lost, answers={key: one for key, one in lost.answers.items() if not own.get(f"{lost.key}.{key}")})


def _recover_page(wanted: Wanted, page: Page, known: dict[str, Lost], outcome: _Outcome) -> None:
    """Sections and questions first: behind their keys stands what kind of answers they have."""
    for guess_all in (guess_units, guess_answers):
        chosen = [guess for guess in guess_all(page, known) if guess.sure or _agreed(page, guess, outcome)]
        if chosen:
            text = put_back(page, chosen)
            wanted.file(page.source.path).write_bytes(text.encode())
            outcome.attached += len(chosen)
            for guess in chosen:
                click.echo(f"{page.source.path}:{guess.home.line}: #{guess.lost.key} ({guess.share:.0%} the same text)")
            page = _read(replace(page.source, text=text), page.type)


def _agreed(page: Page, guess: Guess, outcome: _Outcome) -> bool:
    place = f"{page.source.path}:{guess.home.line}"
    if may_ask():
        question = (
            f"{place}: is `{guess.home.title}` what had the key `{guess.lost.key}`? {guess.share:.0%} the same text"
        )
        return click.confirm(question, default=False)
    outcome.open += 1
    click.echo(f"{place}: {guess.share:.0%} of `{guess.lost.key}`. If it is that, type: {line_to_type(page, guess)}")
    return False


def may_ask() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()
