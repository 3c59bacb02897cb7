"""Captions of a recording (WebVTT, W3C): read, judged at their own lines, and made into a text that can be read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from elearn.content.diagnostics import Findings
from elearn.content.source import START, Place, Source
from elearn.domain.recordings import Chapter, Passage

EXTENSION = ".vtt"
MAX_BYTES = 512 * 1024
HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMES = re.compile(rf"\s*{TIME}\s+-->\s+{TIME}(?:\s+\S.*)?")
# A comment of the format that names what follows: `NOTE ## Questions from the floor`.
CHAPTER = re.compile(r"NOTE\s+##\s+(\S.*)")
APART = ("NOTE", "STYLE", "REGION")
SPEAKER = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]+([^<>]+)>")
TAG = re.compile(r"<[^<>]*>")
# How far the last caption may stand behind the end that the front matter names, in milliseconds.
SLACK = 60_000
# A passage ends with a sentence when it is this long, in seconds, or this wide, in characters; or where nobody speaks.
LONG, WIDE, SILENCE = 45, 420, 8_000
SENTENCE_END = (".", "!", "?", "…", "。", "！", "？", "؟", "»", "”")
CJK_END = re.compile("[\u3000-\u9fff\uff00-\uffef]$")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: times in milliseconds, `chapter` the title that begins with it, `line` where its times stand."""

    start: int
    end: int
    text: str
    speaker: str
    chapter: str
    line: int


@dataclass(slots=True)
class _Reader:
    source: Source
    findings: Findings
    cues: list[Cue] = field(default_factory=list)
    chapter: str = ""

    def tell(self, place: Place, message: str, advice: str) -> None:
        self.findings.at(self.source, place, "A005", message, advice)

    def read(self) -> None:
        lines = self.source.lines
        if not lines or not HEADER.fullmatch(lines[0]):
            self.tell(START, "captions do not begin with WEBVTT", "write WEBVTT on the first line, then an empty line")
        for number, block in _blocks(lines):
            self._block(number, block)
        if not self.cues and lines:
            self.tell(START, "there is no caption in this file", "write times and words: 00:00.000 --> 00:04.000")

    def _block(self, number: int, block: Sequence[str]) -> None:
        title = CHAPTER.fullmatch(block[0])
        if title:
            self.chapter = title[1].strip()
        if block[0].split()[0] in APART:
            return
        times = next((n for n, line in enumerate(block[:2]) if "-->" in line), None)
        if times is None:
            if number > 1:
                self.tell(Place(number), "these words have no times", "put 00:00.000 --> 00:04.000 on the line above")
            return
        found = TIMES.fullmatch(block[times])
        place = Place(number + times, 1, len(block[times]))
        if found is None:
            self.tell(place, "cannot read the times of this caption", "write them as 00:01:02.500 --> 00:01:06.000")
            return
        self._cue(place, _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:]), block[times + 1 :])

    def _cue(self, place: Place, start: int, end: int, words: Sequence[str]) -> None:
        before = self.cues[-1] if self.cues else None
        if end <= start:
            self.tell(place, "caption ends before it starts", "the time behind the arrow is the later one")
        elif before and start < before.start:
            message = f"caption starts before the one at line {before.line}"
            self.tell(place, message, "captions stand in the order in which they are spoken")
        elif before and start < before.end:
            message = f"caption starts before the one at line {before.line} has ended"
            self.tell(place, message, f"let it start at {clock(before.end)}, or end the other one earlier")
        written = " ".join(words)
        speaker = SPEAKER.search(written)
        text = " ".join(html.unescape(TAG.sub("", written)).split())
        name = " ".join(html.unescape(speaker[1]).split()) if speaker else ""
        if text:
            self.cues.append(Cue(start, end, text, name, self.chapter, place.line))
            self.chapter = ""


def read_captions(source: Source, findings: Findings) -> tuple[Cue, ...]:
    """Every caption in the order of the file. Reports A005 where one cannot be read or stands in the wrong place."""
    reader = _Reader(source, findings)
    reader.read()
    return tuple(reader.cues)


def check_length(source: Source, cues: Sequence[Cue], length: int, findings: Findings) -> None:
    """A005 for captions that go on behind the end of a recording of `length` seconds, or stop before its half."""
    if not cues or not length:
        return
    last = max(cues, key=lambda cue: cue.end)
    if last.end > length * 1000 + SLACK:
        message = f"captions end at {clock(last.end)}, the recording at {clock(length * 1000)}"
    elif last.end < length * 500:
        message = f"captions stop at {clock(last.end)}, the recording goes on to {clock(length * 1000)}"
    else:
        return
    findings.at(source, Place(last.line), "A005", message, "correct `length` of the recording, or these times")


def chapters_of(cues: Iterable[Cue]) -> tuple[Chapter, ...]:
    """The captions as passages under their titles: cut where somebody else speaks, at a silence, or when long."""
    chapters: list[tuple[str, list[list[Cue]]]] = []
    for cue in cues:
        if cue.chapter or not chapters:
            chapters.append((cue.chapter, []))
        passages = chapters[-1][1]
        if not passages or _is_new(passages[-1], cue):
            passages.append([])
        passages[-1].append(cue)
    return tuple(Chapter(title, tuple(_passage(group) for group in groups)) for title, groups in chapters)


def _is_new(group: Sequence[Cue], cue: Cue) -> bool:
    first, last = group[0], group[-1]
    if (cue.speaker and cue.speaker != first.speaker) or cue.start - last.end >= SILENCE:
        return True
    long = cue.start - first.start >= LONG * 1000 or sum(len(one.text) for one in group) >= WIDE
    return long and last.text.endswith(SENTENCE_END)


def _passage(group: Sequence[Cue]) -> Passage:
    text = ""
    for cue in group:
        text += ("" if not text or CJK_END.search(text) else " ") + cue.text
    return Passage(group[0].start // 1000, text, group[0].speaker)


def clock(milliseconds: int) -> str:
    """`1:02:03` or `2:03`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines without an empty one, each with the number of its first; the header is none of them."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            first = number - len(block)
            if first > 1 or not HEADER.fullmatch(block[0]):
                yield first, block
            block = []
