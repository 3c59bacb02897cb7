"""`elearn tr`: the state of translations, stamping what was read against the source, and files to fill in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.cli.passages import export, import_
from elearn.cli.past import open_pasts
from elearn.content.compiler import Checked, check_tree, compile_tree
from elearn.content.history import Past
from elearn.content.pages import Page
from elearn.content.skeletons import new_translation
from elearn.content.staleness import carry as carry_over
from elearn.content.staleness import find_last_change
from elearn.content.stamps import SOURCE_KEY, stamp, stampable
from elearn.content.translation import FRONT, Joined, Tally
from elearn.domain.course import Course

PATH = click.Path(exists=True, path_type=Path)


@click.group()
def tr() -> None:
    """Translations: what is current, what is out of date, what is missing."""


tr.add_command(export)
tr.add_command(import_)


def _check(wanted: Wanted) -> Checked:
    return check_tree(wanted.tree(), languages=offered_languages(), today=datetime.now(UTC).date())


@tr.command()
@click.argument("paths", nargs=-1, type=PATH)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def status(paths: tuple[Path, ...], style: str) -> None:
    """Words current, out of date and missing, per course and language; with PATHS per translation file."""
    wanted = find_wanted(paths)
    tallies = {path: tally for path, tally in _check(wanted).tallies.items() if wanted.covers(path)}
    courses = [] if wanted.prefixes else _courses(wanted)
    if style == "json":
        click.echo(_as_json(courses, tallies))
        return
    for path, tally in sorted(tallies.items()) if wanted.prefixes else ():
        click.echo(f"{path}: {_figures(tally.words)}")
    for course in courses:
        for language, cover in course.coverage.items():
            if language != course.language:
                click.echo(f"{course.id} {language}: {_figures(asdict(cover))}")


def _courses(wanted: Wanted) -> list[Course]:
    """As they would be published: a module with errors counts for nobody."""
    compiled = compile_tree(wanted.tree(), languages=offered_languages(), today=datetime.now(UTC).date())
    return list(compiled.site.courses)


def _figures(words: dict[str, int]) -> str:
    total = sum(words.values()) or 1
    share = 100 * words["current"] // total
    return (
        f"{share}% current, {words['current']} words current, {words['stale']} out of date, {words['missing']} missing"
    )


def _as_json(courses: list[Course], tallies: Mapping[str, Tally]) -> str:
    """Shares are of words, from 0 to 1; files are the translations there are, with their pieces counted too."""
    covers = [
        {"course": course.id, "language": language, "words": asdict(cover), "share": round(cover.share, 4)}
        for course in courses
        for language, cover in course.coverage.items()
        if language != course.language
    ]
    files = [{"path": path, "words": tally.words, "pieces": tally.units} for path, tally in sorted(tallies.items())]
    return json.dumps({"courses": covers, "files": files}, ensure_ascii=False, indent=1)


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
    text = stamp(joined.source, joined.page, keys)
    changed = _write(wanted, joined, text)
    if changed:
        click.echo(joined.page.source.path)
    return changed


def _write(wanted: Wanted, joined: Joined, text: str) -> bool:
    """Writes a translation when it is another than before. Refuses one whose characters were replaced at reading."""
    source = joined.page.source
    if any(slip.code != "U002" for slip in source.slips):
        raise click.ClickException(f"{source.path} has characters to mend first: run `elearn check {source.path}`")
    if text == source.text:
        return False
    wanted.file(source.path).write_bytes(text.encode())
    return True


@tr.command()
@click.argument("places", nargs=-1, required=True, metavar="FILE#KEY...")
def carry(places: tuple[str, ...]) -> None:
    """Keep translations current after a slip in the source was mended: FILE is the source file, KEY its section.

    `source` stands for title, summary and objectives. Only translations that rendered the wording before the last
    change are stamped again; one that was out of date before stays so. Carrying twice changes nothing.
    """
    files = [place.partition("#")[0] for place in places]
    missing = [place for place, file in zip(places, files, strict=True) if "#" not in place or not Path(file).is_file()]
    if missing:
        raise click.UsageError(f"`{missing[0]}` is no FILE#KEY: write it like courses/ip/addresses/reading.md#why")
    wanted = find_wanted([Path(file) for file in files])
    pasts = open_pasts(wanted)
    for place, shown in zip(places, wanted.prefixes, strict=True):
        _carry(wanted, shown, place.partition("#")[2], pasts)


def _carry(wanted: Wanted, shown: str, name: str, pasts: list[Past]) -> None:
    chosen = [joined for joined in _check(wanted).library.all_joined() if joined.source.source.path == shown]
    if not chosen:
        raise click.UsageError(f"{shown} is no source file with translations")
    _refuse_unknown(chosen, [name])
    key = FRONT if name == SOURCE_KEY else name
    change = find_last_change(chosen[0], key, pasts)
    if change is None:
        message = f"no earlier wording of `{name}` is known: read the translations, then `elearn tr accept` them"
        raise click.ClickException(message)
    click.echo(f"{name}: {change.diff}")
    for joined in chosen:
        path = joined.page.source.path
        text = carry_over(joined, key, change.was)
        if text is not None:
            _write(wanted, joined, text)
            click.echo(f"{path}: carried over")
        elif key in joined.stale:
            click.echo(f"{path}: was out of date before, stays so")


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
