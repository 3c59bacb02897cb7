"""`elearn tr`: the state of translations, stamping what was read against the source, and files to fill in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.content.compiler import Checked, check_tree, compile_tree
from elearn.content.pages import Page
from elearn.content.skeletons import new_translation
from elearn.content.stamps import stamp, stampable
from elearn.content.translation import Joined

PATH = click.Path(exists=True, path_type=Path)


@click.group()
def tr() -> None:
    """Translations: what is current, what is out of date, what is missing."""


def _check(wanted: Wanted) -> Checked:
    return check_tree(wanted.tree(), languages=offered_languages(), today=datetime.now(UTC).date())


@tr.command()
@click.argument("paths", nargs=-1, type=PATH)
def status(paths: tuple[Path, ...]) -> None:
    """Words current, out of date and missing, per course and language; with PATHS per translation file."""
    wanted = find_wanted(paths)
    if wanted.prefixes:
        tallies = {path: tally for path, tally in _check(wanted).tallies.items() if wanted.covers(path)}
        for path, tally in sorted(tallies.items()):
            click.echo(f"{path}: {_figures(tally.words)}")
        return
    compiled = compile_tree(wanted.tree(), languages=offered_languages(), today=datetime.now(UTC).date())
    for course in compiled.site.courses:
        for language, cover in course.coverage.items():
            if language != course.language:
                words = {"current": cover.current, "stale": cover.stale, "missing": cover.missing}
                click.echo(f"{course.id} {language}: {_figures(words)}")


def _figures(words: dict[str, int]) -> str:
    total = sum(words.values()) or 1
    share = 100 * words["current"] // total
    return (
        f"{share}% current, {words['current']} words current, {words['stale']} out of date, {words['missing']} missing"
    )


@tr.command()
@click.argument("names", nargs=-1, required=True, metavar="FILE... [KEY]...")
def accept(names: tuple[str, ...]) -> None:
    """Record that translations render the source text of today, whole files or only the named KEYs.

    FILE may be a folder: all translations below it. KEY is the key of a section or question; `source` stands for
    title, summary and objectives. Accepting twice changes nothing.
    """
    paths = [Path(name) for name in names if Path(name).exists()]
    keys = [name for name in names if not Path(name).exists()]
    wrong = [key for key in keys if key.endswith(".md") or "/" in key]
    if wrong or not paths:
        raise click.UsageError(f"no such file: {wrong[0] if wrong else keys[0]}")
    wanted = find_wanted(paths)
    chosen = [joined for joined in _check(wanted).library.all_joined() if wanted.covers(joined.page.source.path)]
    if not chosen:
        raise click.UsageError("there is no translation with a source file among these: name.fr.md beside name.md")
    _refuse_unknown(chosen, keys)
    changed = sum(_accept(wanted, joined, keys) for joined in chosen)
    click.echo(f"{changed} of {len(chosen)} files changed")


def _refuse_unknown(chosen: list[Joined], keys: list[str]) -> None:
    known = set().union(*(stampable(joined.source) for joined in chosen))
    for key in keys:
        if key not in known:
            raise click.UsageError(
                f"no key `{key}` in {chosen[0].source.source.path}: there is {', '.join(sorted(known))}"
            )


def _accept(wanted: Wanted, joined: Joined, keys: list[str]) -> bool:
    source = joined.page.source
    if any(slip.code != "U002" for slip in source.slips):
        raise click.ClickException(f"{source.path} has characters to mend first: run `elearn check {source.path}`")
    text = stamp(joined.source, joined.page, keys)
    if text == source.text:
        return False
    wanted.file(source.path).write_bytes(text.encode())
    click.echo(source.path)
    return True


@tr.command()
@click.argument("language")
@click.argument("file", type=PATH)
def new(language: str, file: Path) -> None:
    """Make the translation of FILE to fill in, beside it: keys and stamps, and the source text in comments."""
    if language not in offered_languages():
        raise click.UsageError(f"`{language}` is not a language of this site: {', '.join(offered_languages())}")
    target = file.with_name(f"{file.stem}.{language}.md")
    if target.exists():
        raise click.UsageError(f"{target} is there already")
    page = _source_page(file)
    target.write_bytes(new_translation(page, language).encode())
    click.echo(str(target))


def _source_page(file: Path) -> Page:
    wanted = find_wanted([file])
    for page in _check(wanted).library.pages.values():
        if wanted.covers(page.source.path):
            return page
    raise click.UsageError(f"{file} is not a source file of a course")
