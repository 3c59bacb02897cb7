"""`elearn new lesson --from-webinar`: the draft of a lesson and of its quiz, which pass the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_new import done, folder, run, write
from tests.content.slips.webinars import CALENDAR, EVENT, E
from tests.content.trees import Files

__all__ = ["folder"]

SPOKEN = """\
WEBVTT

NOTE ## 1. Two lines, *one* test

00:00.000 --> 00:40.000
<v Ama>Welcome. Write <b>2001:db8::1</b> [here].

NOTE ## 两条线路

01:10.000 --> 01:50.000
- And then?
"""
TALK: Files = {
    **CALENDAR,
    E: EVENT.replace("topic:", "captions: {en: media/talk.en.vtt}\ntopic:"),
    "_webinars/media/talk.en.vtt": SPOKEN,
}


def test_the_draft_passes_the_check_and_holds_what_was_said(folder: Path) -> None:
    write(folder, TALK)
    out = done("new", "lesson", "courses/ip/addresses/where-you-live", "--from-webinar", f"courses/{E}")
    assert "where-you-live-quiz.md" in out
    lesson = (folder / "courses/ip/addresses/where-you-live.md").read_text(encoding="utf-8")
    assert "## 1\\. Two lines, \\*one\\* test <!-- #1-two-lines -->" in lesson
    assert "**Ama** (0:00) Welcome. Write 2001:db8::1 \\[here\\]." in lesson
    assert "draft: true" in lesson
    checked = run("check", "courses", "--no-cache")
    assert checked.exit_code == 0, checked.output
    again = run("new", "lesson", "courses/ip/addresses/where-you-live", "--from-webinar", f"courses/{E}")
    assert again.exit_code == 2


@pytest.mark.parametrize("path", ["ip/addresses/reading.md", E])
def test_what_is_no_webinar_with_captions_is_refused(folder: Path, path: str) -> None:
    write(folder, CALENDAR)
    result = run("new", "lesson", "courses/ip/addresses/new", "--from-webinar", f"courses/{path}")
    assert result.exit_code == 2
    assert not (folder / "courses/ip/addresses/new.md").exists()
