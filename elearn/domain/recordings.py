"""A recording of a webinar as an immutable value: what was said, in words first, and the files that hold the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from elearn.domain.sections import Section, Texts


@dataclass(frozen=True, slots=True)
class MediaFile:
    """`address` is `https://…` for a file elsewhere, else the part behind `/media/`. `size` is in bytes."""

    address: str
    size: int

    @property
    def elsewhere(self) -> bool:
        """Whether another site serves it, which then learns who asks."""
        return self.address.startswith("https://")


@dataclass(frozen=True, slots=True)
class Passage:
    """What one person says in a row: `start` in seconds from the beginning, `speaker` empty where nobody is named."""

    start: int
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Passages under one title; the title is empty where the captions name no chapters."""

    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """The captions of one language to be read. `captions` is their file, `size` that of the words, in bytes."""

    chapters: tuple[Chapter, ...]
    captions: MediaFile
    size: int


@dataclass(frozen=True, slots=True)
class Recording:
    """`language` is the spoken one and `interpretation` the others that were spoken over it, as BCP 47 tags.

    `recorded_at` is UTC in ISO 8601, `length` in seconds; empty and 0 where nobody wrote them down. `slides`, `audio`,
    `video` and `transcripts` are by language. `sections` are what stands in the file: the summary, without a heading,
    then whatever the author added.
    """

    id: str
    titles: Texts
    sections: tuple[Section, ...]
    language: str
    recorded_at: str = ""
    presenter: str = ""
    length: int = 0
    interpretation: tuple[str, ...] = ()
    slides: Mapping[str, MediaFile] = field(default_factory=dict)
    audio: Mapping[str, MediaFile] = field(default_factory=dict)
    video: Mapping[str, MediaFile] = field(default_factory=dict)
    transcripts: Mapping[str, Transcript] = field(default_factory=dict)
    draft_languages: frozenset[str] = frozenset()

    @property
    def minutes(self) -> int:
        """The length in whole minutes, at least one; 0 where it is not known."""
        return max(1, round(self.length / 60)) if self.length else 0
