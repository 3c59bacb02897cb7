"""`elearn new lesson PLACE --from-webinar FILE`: what a webinar left becomes the draft of a lesson and of its quiz."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.cli.courses import find_wanted, offered_languages
from elearn.content.compiler import check_tree
from elearn.content.new_files import free_id
from elearn.content.webinar_lesson import sketch_lesson, sketch_quiz


def begin_from_webinar(root: Path, target: Path, webinar: Path, taken: Container[str]) -> dict[Path, bytes]:
    """Both files by their paths. Refuses what is no webinar, and one whose captions are missing or broken."""
    tree = find_wanted([webinar, root]).tree()
    library = check_tree(tree, languages=offered_languages(), today=datetime.now(UTC).date()).library
    inside = f"{webinar.resolve().parent.name}/{webinar.name}"
    page = library.pages.get(inside)
    if page is None or page.type != "webinar":
        raise click.UsageError(f"{webinar} is no webinar: it lies in courses/_webinars/ and is no translation")
    captions = library.recordings[inside].captions
    found = captions.get(page.meta.text("lang", "en")) or next(iter(captions.values()), None)
    if found is None or not found.cues:
        raise click.UsageError(f"{webinar} has no captions that can be read: `captions: {{en: media/name.en.vtt}}`")
    path, quiz = target.with_name(f"{target.name}.md"), target.with_name(f"{target.name}-quiz.md")
    if quiz.exists():
        raise click.UsageError(f"{quiz.name} is there already")
    identity = free_id(path.relative_to(root).as_posix(), path.stem, taken)
    quiz_identity = free_id(quiz.relative_to(root).as_posix(), quiz.stem, taken)
    lesson = sketch_lesson(page, found.cues, identity=identity, quiz=quiz.stem)
    return {path: lesson.encode(), quiz: sketch_quiz(page, found.cues, identity=quiz_identity).encode()}
