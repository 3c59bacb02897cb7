"""`elearn import` and `elearn export`: quizzes from other systems, and for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.cli.exchange_words import sentence
from elearn.content.codes.code import Severity
from elearn.content.compiler import check_tree
from elearn.content.files import Tree, shown_root
from elearn.content.printing import format_text
from elearn.content.quiz_import import Imported, Target, find_target, import_quiz
from elearn.content.quiz_values import read_quiz
from elearn.content.slugs import first_words
from elearn.domain.written import Problem, WrittenQuiz
from elearn.exchange.gift import read_gift
from elearn.exchange.gift_writing import write_gift
from elearn.exchange.loose_links import find_loose_links
from elearn.exchange.moodle_xml import read_moodle_xml
from elearn.exchange.moodle_xml_writing import write_moodle_xml
from elearn.exchange.quiz_problems import MAX_BYTES

READERS = {"gift": read_gift, "moodle-xml": read_moodle_xml}
WRITERS = {"gift": write_gift, "moodle-xml": write_moodle_xml}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _today() -> datetime:
    return datetime.now(UTC)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--to", "folder", type=FOLDER, required=True, help="The folder of a module: courses/<course>/<module>.")
@click.option("--format", "style", type=click.Choice(list(READERS)), help="Found out from the file when not given.")
@click.option("--name", default="", help="Name of the quiz file, without .md; made from FILE when not given.")
@click.option("--title", default="", help="Title of the quiz; that of the file, or its name, when not given.")
@click.option("--category", default="", help="Take only the questions of this category.")
@click.option("--dry-run", is_flag=True, help="Print the quiz and write nothing.")
@click.option("--force", is_flag=True, help="Write over a quiz file that is there.")
def import_(
    file: Path, folder: Path, style: str | None, *, name: str, title: str, category: str, dry_run: bool, force: bool
) -> None:
    """Make a quiz file of FILE, a quiz in GIFT or Moodle XML.

    Every question that cannot be taken, and everything of a question that is not kept, is told by line. Status 1 when
    a question is missing. The quiz has keys, and `elearn check` accepts it.
    """
    with file.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    taken = READERS[style or _style(file, body)](body)
    if taken.quiz is None:
        _tell(file, taken.problems)
        raise click.exceptions.Exit(1)
    wanted = find_wanted([folder])
    slug = _slug(name or file.stem)
    tree = _sources(wanted.tree())
    target = _target(wanted, tree, folder, slug)
    path = folder / f"{slug}.md"
    if path.exists() and not force and not dry_run:
        raise click.UsageError(f"{target.path} is there already: choose another --name, or write over it with --force")
    known = taken.quiz.settings.get("title") or target.settings.get("title")
    quiz = _prepared(taken.quiz, category, title or known or file.stem)
    done = import_quiz(quiz, tree, target, languages=offered_languages(), today=_today().date())
    _tell(file, [*taken.problems, *done.problems])
    _finish(done, path, target, dry_run=dry_run, lost=sum(p.lost for p in (*taken.problems, *done.problems)))


def _style(file: Path, body: bytes) -> str:
    marked = body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    return "moodle-xml" if marked or file.suffix.lower() == ".xml" else "gift"


def _slug(name: str) -> str:
    """The name of a quiz file ends in -quiz, or is quiz: that is what makes it one."""
    slug = first_words(name, count=8) or "imported"
    return slug if slug == "quiz" or slug.endswith("-quiz") else f"{slug}-quiz"


def _sources(tree: Tree) -> Tree:
    """Without translations: a quiz that is new has none, and reading all would take seven times as long."""
    texts = [file for file in tree.texts if "." not in file.path.rpartition("/")[2].removesuffix(".md")]
    return replace(tree, texts=texts)


def _target(wanted: Wanted, tree: Tree, folder: Path, slug: str) -> Target:
    here = folder.resolve()
    root = next(root for root in wanted.roots if here.is_relative_to(root))
    target = find_target(tree, shown_root(root), here.relative_to(root).as_posix(), slug)
    if target is None:
        raise click.UsageError(f"{folder} is no module: it needs a module.md, in a folder with a course.md")
    return target


def _prepared(quiz: WrittenQuiz, category: str, title: str) -> WrittenQuiz:
    settings = {**quiz.settings, "title": title}
    if not category:
        return WrittenQuiz(settings, quiz.pools)
    pools = tuple(pool for pool in quiz.pools if pool.title.casefold() == category.strip().casefold())
    if not pools:
        names = ", ".join(f"`{pool.title}`" for pool in quiz.pools if pool.title) or "none"
        raise click.UsageError(f"there is no category `{category}` with questions: {names}")
    return WrittenQuiz(settings, pools)


def _tell(file: Path, problems: Iterable[Problem], **words: str) -> None:
    for problem in sorted(problems, key=lambda problem: (problem.line, problem.column, problem.code)):
        click.echo(f"{file}:{problem.line}:{problem.column}: {sentence(problem, **words)}", err=True)


def _finish(done: Imported, path: Path, target: Target, *, dry_run: bool, lost: int) -> None:
    count = sum(1 for _ in done.quiz.questions())
    if done.diagnostics:
        click.echo(format_text(done.diagnostics), err=True)
    if done.diagnostics or not done.text or not count:
        click.echo("nothing was written", err=True)
        raise click.exceptions.Exit(1)
    if dry_run:
        click.echo(done.text, nl=False)
    else:
        path.write_bytes(done.text.encode())
    click.echo(
        f"{count} questions taken, {lost} not taken: {target.path}{' (not written)' if dry_run else ''}", err=True
    )
    if not done.listed:
        click.echo(f"learners see it when you add `{target.slug}` to `lessons:` in module.md", err=True)
    if lost:
        raise click.exceptions.Exit(1)


@click.group()
def export() -> None:
    """Take something along to another system."""


@export.command("quiz")
@click.argument("file", type=FILE)
@click.option("--format", "style", type=click.Choice(list(WRITERS)), required=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write there, not to the screen.")
def export_quiz(file: Path, style: str, output: Path | None) -> None:
    """Print the quiz FILE in another format. Keys and attributes go along, so that it comes back as it was.

    What the other format has no way to write is told by line, with status 1.
    """
    wanted = find_wanted([file])
    quiz, notes = _read(wanted)
    text, problems = WRITERS[style](quiz)
    problems = (*notes, *find_loose_links(quiz), *problems)
    _tell(file, problems, lost="not written", kept="written, but")
    if output is None:
        click.echo(text, nl=False)
    elif output.exists():
        raise click.UsageError(f"{output} is there already: choose another name")
    else:
        output.write_bytes(text.encode())
    if any(problem.lost for problem in problems):
        raise click.exceptions.Exit(1)


def _read(wanted: Wanted) -> tuple[WrittenQuiz, tuple[Problem, ...]]:
    checked = check_tree(_sources(wanted.tree()), languages=offered_languages(), today=_today().date())
    errors = [d for d in checked.diagnostics if wanted.covers(d.path) and d.severity is Severity.ERROR]
    if errors:
        raise click.UsageError(f"{errors[0].path} has {len(errors)} errors: run `elearn check {errors[0].path}` first")
    page = next((page for page in checked.library.pages.values() if wanted.covers(page.source.path)), None)
    if page is None or page.type != "quiz":
        raise click.UsageError(f"{', '.join(wanted.prefixes)} is no quiz in its source language")
    return read_quiz(page)
