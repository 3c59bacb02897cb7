"""Captions as a text to be read: passages, speakers, chapters."""

from __future__ import annotations

from elearn.content.attachments import said_size
from elearn.content.captions import chapters_of, clock, read_captions
from elearn.content.diagnostics import Findings
from elearn.content.schema import moment_of, seconds_of
from elearn.content.source import read_source
from elearn.domain.recordings import Chapter, Passage
from tests.content.trees import CAPTIONS


def chapters(text: str) -> tuple[Chapter, ...]:
    findings = Findings()
    cues = read_captions(read_source("talk.en.vtt", text.encode()), findings)
    assert findings.sorted() == ()
    return chapters_of(cues)


def cue(start: int, end: int, text: str) -> str:
    return f"\n00:{start // 60:02}:{start % 60:02}.000 --> 00:{end // 60:02}:{end % 60:02}.000\n{text}\n"


def test_marks_go_and_speakers_stay() -> None:
    assert chapters(CAPTIONS) == (
        Chapter("", (Passage(1, "Good welcome to all & everybody. We begin with the rulers.", "Ana"),)),
        Chapter("Questions from the floor", (Passage(70, "How long is one?", "Ben"),)),
    )


def test_another_speaker_begins_a_passage() -> None:
    (only,) = chapters("WEBVTT\n" + cue(0, 2, "<v Ana>Yes.") + cue(2, 4, "<v Ben>No.") + cue(4, 6, "<v Ben>Never."))
    assert [(one.speaker, one.text) for one in only.passages] == [("Ana", "Yes."), ("Ben", "No. Never.")]


def test_a_silence_begins_a_passage() -> None:
    (only,) = chapters("WEBVTT\n" + cue(0, 2, "Yes") + cue(12, 14, "no"))
    assert [one.start for one in only.passages] == [0, 12]


def test_a_long_passage_ends_with_a_sentence() -> None:
    cues = "".join(cue(n * 10, n * 10 + 10, f"Part {n}" + ("." if n == 6 else "")) for n in range(9))
    (only,) = chapters("WEBVTT\n" + cues)
    assert [one.start for one in only.passages] == [0, 70]


def test_chinese_has_no_spaces_between_captions() -> None:
    (only,) = chapters("WEBVTT\n" + cue(0, 2, "两把尺子。") + cue(2, 4, "第一把有32格。"))
    assert only.passages[0].text == "两把尺子。第一把有32格。"


def test_mark_up_of_captions_is_text_afterwards() -> None:
    (only,) = chapters("WEBVTT\n" + cue(0, 2, "a &lt;script&gt; <c.red>b</c> <00:00:01.000>c"))
    assert only.passages[0].text == "a <script> b c"


def test_times_and_lengths() -> None:
    assert [clock(n) for n in (0, 62_500, 3_723_000)] == ["0:00", "1:02", "1:02:03"]
    assert [seconds_of(text) for text in ("58m", "1h05m", "90s", "1m30s", "", "m", "1")] == [
        3480,
        3900,
        90,
        90,
        0,
        0,
        0,
    ]
    assert str(moment_of("2014-06-18T21:00+02:00")) == "2014-06-18 19:00:00+00:00"
    assert [moment_of(text) for text in ("2014-06-18", "2014-06-18T21:00", "2014-13-18T21:00Z")] == [None] * 3


def test_a_hostile_file_is_read_in_no_time() -> None:
    """Patterns that could try every way of cutting a long word: causes, not seconds; these would never end."""
    assert chapters("WEBVTT\n" + cue(0, 2, "a <v" + "." * 50_000))[0].passages[0].start == 0
    assert chapters("WEBVTT\n" + cue(0, 2, "<v " * 100_000))[0].passages[0].start == 0
    assert said_size("1" * 60_000) == 0
