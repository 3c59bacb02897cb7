"""A lesson and a quiz to begin with, made from a webinar: its summary, what was said, and a question for each part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from elearn.content.captions import Cue, chapters_of, clock
from elearn.content.new_files import quoted
from elearn.content.pages import Page
from elearn.content.slugs import new_key
from elearn.domain.recordings import Chapter

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
# What begins a list, a quote, a heading or a rule when it stands first.
_FIRST = re.compile(r"^(\d+)([.)])|^([-+=])")


def sketch_lesson(page: Page, cues: Sequence[Cue], *, identity: str, quiz: str) -> str:
    """The text of a lesson file that passes the check, kept as a draft; `quiz` is the name of the file beside it."""
    lines = [
        "---",
        "type: lesson",
        f"id: {identity}",
        f"title: {quoted(page.meta.text('title'))}",
        f"summary: {quoted(page.meta.text('summary'))}",
        "draft: true",
        "---",
        "",
        "<!-- #_intro -->",
        _plain(page.meta.text("summary") or page.meta.text("title")),
    ]
    for key, chapter in _keyed(cues):
        lines += ["", f"## {_plain(chapter.title or 'What was said')} <!-- #{key} -->"]
        for passage in chapter.passages:
            speaker = f"**{_plain(passage.speaker)}**" if passage.speaker else ""
            said = " ".join(
                part for part in (speaker, f"({clock(passage.start * 1000)})", _plain(passage.text)) if part
            )
            lines += ["", said]
        lines += [
            "",
            "> [!TIP]",
            f"> A place for a question: `about-{key}` in {quiz}.md. List both files, then link it here.",
        ]
    return "\n".join(lines) + "\n"


def sketch_quiz(page: Page, cues: Sequence[Cue], *, identity: str) -> str:
    """The text of a quiz file with a place for one question about each part of the lesson."""
    lines = ["---", "type: quiz", f"id: {identity}", f"title: {quoted(page.meta.text('title'))}", "draft: true", "---"]
    for key, chapter in _keyed(cues):
        lines += [
            "",
            f"## A question about: {_plain(chapter.title or 'what was said')} <!-- #about-{key} -->",
            "",
            "- (x) The right answer <!-- #a -->",
            "  > Say why it is right.",
            "- ( ) A wrong answer <!-- #b -->",
            "  > Say kindly what somebody who chose this has mixed up.",
            "",
            "> What stands here is told to everybody, whatever they answered.",
        ]
    return "\n".join(lines) + "\n"


def _keyed(cues: Sequence[Cue]) -> list[tuple[str, Chapter]]:
    keys: list[str] = []
    chapters = chapters_of(cues)
    for chapter in chapters:
        keys.append(new_key(chapter.title, "said", keys)[:30].rstrip("-"))
    return list(zip(keys, chapters, strict=True))


def _plain(text: str) -> str:
    """Words that Markdown leaves as they are."""
    marked = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", marked)
