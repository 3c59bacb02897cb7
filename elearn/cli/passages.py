"""`elearn tr export` and `elearn tr import`: translations in a translator's own tool, as PO or XLIFF."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.cli.terminal import printable
from elearn.content.compiler import check_tree
from elearn.content.library import source_language
from elearn.content.pages import Page
from elearn.content.receiving import Outcome, Received, Result, receive
from elearn.content.sending import list_passages
from elearn.domain.passages import Passage, ReturnedFile, Unreadable
from elearn.exchange import po, xliff
from elearn.exchange.passage_limits import MAX_BYTES

PATH = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PROBLEMS = {
    "file-big": "the file has more than {data} MB: send it in parts",
    "po": "this is no PO file that can be read ({data}): open it in your tool and save it again",
    "xml": "this is no XML that can be read ({data}): open it in your tool and save it again",
    "xml-entities": "a document type or an entity is not taken: save it again as plain XLIFF 1.2",
    "xliff-version": "this is no XLIFF 1.2 (version `{data}`): save it again as XLIFF 1.2",
    "language-unclear": "it does not say one language ({data}): import each language by itself",
    "passage-twice": "`{data}` is there twice with different words: keep one",
}
_RESULTS = {
    Result.SOURCE_CHANGED: "its source has changed since the export: nothing of it was taken; export it again",
    Result.TRANSLATION_CHANGED: "somebody has changed the translation since the export: nothing of it was taken",
    Result.UNKNOWN: "is not in the courses: nothing of it was taken",
    Result.REFUSED: "cannot be taken: {why}",
}


@click.command()
@click.argument("language")
@click.argument("paths", nargs=-1, type=PATH)
@click.option("--po", "style", flag_value="po", default="po", help="As a gettext catalogue (the default).")
@click.option("--xliff", "style", flag_value="xliff", help="As XLIFF 1.2.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
def export(language: str, paths: tuple[Path, ...], style: str, output: Path | None) -> None:
    """Write everything that is to be put into LANGUAGE, with what is translated already, for another tool.

    PATHS are source files or folders; without them all courses. What is out of date is marked for review.
    """
    if language not in offered_languages():
        raise click.UsageError(f"`{language}` is not a language of this site: {', '.join(offered_languages())}")
    wanted = find_wanted(paths)
    library = check_tree(wanted.tree(), languages=offered_languages(), today=_now().date()).library
    chosen: dict[str, Page] = {
        page.source.path: page
        for page in library.pages.values()
        if wanted.covers(page.source.path) and source_language(library, page) != language
    }
    passages = [one for page in chosen.values() for one in list_passages(library, page, language)]
    if not passages:
        raise click.UsageError(f"there is nothing to put into `{language}`: name source files or folders, name.md")
    sources = {path: source_language(library, page) for path, page in chosen.items()}
    _send(_body(style, passages, language, sources), output, passages)


def _now() -> datetime:
    return datetime.now(UTC)


def _body(style: str, passages: list[Passage], language: str, sources: dict[str, str]) -> bytes:
    if style == "xliff":
        return xliff.write_passages(passages, language=language, sources=sources)
    return po.write_passages(passages, language=language, now=_now())


def _send(body: bytes, output: Path | None, passages: list[Passage]) -> None:
    if output is None:
        click.echo(body, nl=False)
        return
    output.write_bytes(body)
    states = Counter(str(passage.state) for passage in passages)
    figures = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    click.echo(f"{output}: {len(passages)} texts ({figures})")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def import_(files: tuple[Path, ...], *, dry_run: bool) -> None:
    """Take finished translations out of PO or XLIFF FILES into the courses. Status 1 when something was not taken.

    A section or question whose source or translation has changed since the export is told and left as it is, and so
    is one that is not finished. The same file twice changes nothing.
    """
    wanted = find_wanted([])
    refused = False
    for file in files:
        catalogue = _read(file)
        if catalogue.language not in offered_languages():
            raise click.UsageError(f"{file}: `{printable(catalogue.language)}` is not a language of this site")
        library = check_tree(wanted.tree(), languages=offered_languages(), today=_now().date()).library
        received = receive(library, catalogue.language, catalogue.passages, _now().date())
        for one in received:
            if one.changed and not dry_run:
                _write(wanted, one)
        refused |= _tell(file, received, dry_run=dry_run)
    if refused:
        raise click.exceptions.Exit(1)


def _read(file: Path) -> ReturnedFile:
    with file.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    read = xliff.read_passages if file.suffix.lower() in (".xlf", ".xliff", ".xml") else po.read_passages
    try:
        return read(body)
    except Unreadable as error:
        sentence = _PROBLEMS[error.code].format(data=error.data)
        raise click.ClickException(printable(f"{file}:{error.line or 1}: {sentence}")) from error


def _write(wanted: Wanted, received: Received) -> None:
    beside = wanted.file(received.beside)
    (beside.parent / received.path.rpartition("/")[2]).write_bytes(received.text.encode())


def _tell(file: Path, received: list[Received], *, dry_run: bool) -> bool:
    """Files and figures on standard output, what was not taken on standard error; whether there was any of that."""
    outcomes: list[Outcome] = [outcome for one in received for outcome in one.outcomes]
    for one in received:
        if one.changed:
            click.echo(f"{'would change' if dry_run else 'changed'} {one.path}")
    for outcome in outcomes:
        if outcome.result in _RESULTS:
            sentence = _RESULTS[outcome.result].format(why=outcome.why)
            click.echo(printable(f"{file}: {outcome.unit}: {sentence}"), err=True)
    count = Counter(outcome.result for outcome in outcomes)
    left = sum(count[result] for result in _RESULTS)
    click.echo(
        f"{count[Result.WRITTEN]} written, {count[Result.STAMPED]} confirmed, {count[Result.SAME]} as they were, "
        f"{count[Result.UNFINISHED]} not finished, {left} not taken"
    )
    return bool(left)
