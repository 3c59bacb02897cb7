"""`elearn newsletter`: the next issue, begun."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from elearn.cli.courses import find_wanted, offered_languages
from elearn.content.compiler import check_tree
from elearn.content.files import NAME, shown_root
from elearn.content.new_issue import find_coming, find_news, new_issue
from elearn.content.slugs import first_words
from elearn.content.source import ISSUES
from elearn.content.written_dates import YEARS


@click.group()
def newsletter() -> None:
    """Issues of the newsletter."""


@newsletter.command()
@click.argument("name")
@click.option("--issued", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it comes out; today without it.")
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("courses"))
def new(name: str, issued: datetime | None, root: Path) -> None:
    """Write a draft of an issue, such as `elearn newsletter new before-london`, for a person to edit.

    It lists webinars that come, and courses and recordings that no earlier issue leads to. Nothing is written over.
    """
    day: date = (issued or datetime.now(UTC)).date()
    if day.year not in YEARS:
        raise click.BadParameter(
            f"{day} is too far away: years go from {YEARS[0]} to {YEARS[-1]}", param_hint="--issued"
        )
    if not NAME.fullmatch(name):
        raise click.UsageError(f"`{name}` must be a-z, 0-9 and single hyphens: `{first_words(name) or 'news'}`, say")
    slug = f"{day:%Y-%m}-{name}"
    path = root.resolve() / ISSUES / f"{slug}.md"
    shown = f"{shown_root(root)}/{ISSUES}{slug}.md"
    if path.exists():
        raise click.UsageError(f"{shown} is there already")
    tree = find_wanted([root]).tree()
    pages = check_tree(tree, languages=offered_languages(), today=day).library.pages.values()
    recordings, courses = (find_news(tree, pages, kind) for kind in ("media", "course"))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = new_issue(slug=slug, day=day, coming=find_coming(pages, day), recordings=recordings, courses=courses)
    path.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"made {shown}")
    click.echo("next: edit it, take `draft: true` away, then elearn check courses/_newsletter")
