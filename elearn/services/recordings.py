"""A recording as one reader gets it: the transcript she can read, and her language first among the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.domain.course import Course, Module, pick
from elearn.domain.recordings import MediaFile, Recording, Transcript
from elearn.services.catalogue import Catalogue, SectionView, TermView


@dataclass(frozen=True, slots=True)
class RecordingPlace:
    """A recording with its surroundings."""

    course: Course
    module: Module
    part: Recording


@dataclass(frozen=True, slots=True)
class Offer:
    """Files of one kind (`slides`, `audio`, `video`) by language, the reader's own first."""

    kind: str
    files: tuple[tuple[str, MediaFile], ...]


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording page's content. `transcript` is in `spoken`: the reader's language, else that of the recording;
    `others` are the languages of the rest. `along` is the file that the times of the transcript lead into.
    """

    place: RecordingPlace
    title: str
    title_language: str
    sections: tuple[SectionView, ...]
    terms: tuple[TermView, ...]
    draft: bool
    transcript: Transcript | None
    spoken: str
    others: tuple[str, ...]
    offers: tuple[Offer, ...]
    along: MediaFile | None


def find_recording(books: Catalogue, course_id: str, recording_id: str) -> RecordingPlace | None:
    """The recording of a course in the release in force; None when it has none of that id."""
    course = books.site.course(course_id)
    for module in course.modules if course else ():
        for recording in module.recordings:
            if course and recording.id == recording_id:
                return RecordingPlace(course, module, recording)
    return None


def open_recording(books: Catalogue, place: RecordingPlace, language: str) -> RecordingView:
    """The page of this recording for a reader of this language."""
    recording, source = place.part, place.course.language
    title, title_language = pick(recording.titles, language, source)
    open_to_all = [section for section in recording.sections if not section.facilitator]
    sections, terms = books.join_sections(open_to_all, source, language)
    spoken = first_of(recording.transcripts, language, recording.language)
    return RecordingView(
        place=place,
        title=title,
        title_language=title_language,
        sections=sections,
        terms=terms,
        draft=language in recording.draft_languages,
        transcript=recording.transcripts.get(spoken),
        spoken=spoken,
        others=tuple(code for code in recording.transcripts if code != spoken),
        offers=offers_of(recording, language),
        along=along_of(recording, spoken),
    )


def offers_of(recording: Recording, language: str) -> tuple[Offer, ...]:
    """What there is to load, in the order of what it costs; slides in one language only, the best one."""
    slides = first_of(recording.slides, language, "")
    kinds = {
        "slides": {slides: recording.slides[slides]} if slides else {},
        "audio": recording.audio,
        "video": recording.video,
    }
    return tuple(
        Offer(kind, tuple(sorted(files.items(), key=lambda file: file[0] != language)))
        for kind, files in kinds.items()
        if files
    )


def first_of(options: Mapping[str, object], language: str, otherwise: str) -> str:
    """The reader's language where it is among them, else that of the recording, else any; empty without any."""
    if language in options:
        return language
    return otherwise if otherwise in options else next(iter(options), "")


def along_of(recording: Recording, spoken: str) -> MediaFile | None:
    """The sound that goes with a transcript; the film where there is none."""
    for files in (recording.audio, recording.video):
        code = first_of(files, spoken, recording.language)
        if code:
            return files[code]
    return None
