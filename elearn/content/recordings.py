"""Recordings: what the front matter of a media file names, found and judged, and the page that is made of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from elearn.content.assembly import Rendered, make_section
from elearn.content.attachments import DOCUMENTS, FILMS, NAME, SOUNDS, Attachment, Depot, attach, said_size
from elearn.content.captions import EXTENSION, MAX_BYTES, Cue, chapters_of, check_length, read_captions
from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.links import WEB
from elearn.content.memory import Memory
from elearn.content.meta import Word
from elearn.content.pages import Page
from elearn.content.schema import LANGUAGE_TAG, example_of, moment_of, seconds_of
from elearn.content.source import START, File, Place, read_source
from elearn.content.units import INTRO
from elearn.domain.recordings import MediaFile, Recording, Transcript

# The section that an author writes out where there are no captions.
WRITTEN = "transcript"
# An address elsewhere, and its size: nobody should have to load it to know.
ELSEWHERE = re.compile(r"(\S+)(?:\s+\((.+)\))?")
FORMATS: Mapping[str, Mapping[str, object]] = {"audio": SOUNDS, "video": FILMS, "slides": DOCUMENTS}


@dataclass(frozen=True, slots=True)
class Captioned:
    """The captions of one language with the file that holds them."""

    file: Attachment
    cues: tuple[Cue, ...]


@dataclass(slots=True)
class RecordingDraft:
    """A media page with its files: `files` by key and language, `paths` all that an error may stand in, `taken` the
    places of those that may be given out, `outside` the addresses on other sites with their places.
    """

    page: Page
    files: dict[str, dict[str, Attachment | MediaFile]] = field(default_factory=dict)
    captions: dict[str, Captioned] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    taken: list[str] = field(default_factory=list)
    outside: dict[str, Place] = field(default_factory=dict)

    def attachments(self) -> Iterator[Attachment]:
        """Every file that the page gives out from this site."""
        yield from (file for files in self.files.values() for file in files.values() if isinstance(file, Attachment))
        yield from (captioned.file for captioned in self.captions.values())


def read_recording(
    page: Page, depot: Depot, captions: Mapping[str, File], findings: Findings, memory: Memory
) -> RecordingDraft:
    """Reports A004, A005, A016, F007, L001, L006, S002 and S005 of a media page and of the files it names."""

    def make(own: Findings) -> RecordingDraft:
        reader = _Reader(RecordingDraft(page), depot, captions, own)
        reader.read()
        return reader.draft

    named = {place for word in page.meta.files.get("captions", {}).values() for place in _tried(page, word)}
    given = (page, depot, frozenset(captions), {place: captions[place] for place in named if place in captions})
    draft = memory.recall(("recording", page.source.path), given, make, findings)
    depot.report(((place, "") for place in draft.taken), findings)
    return draft


def _tried(page: Page, word: Word) -> list[str]:
    """The places below the root that a file may have which a media page names."""
    folder = posixpath.dirname(page.source.inside)
    return [posixpath.normpath(posixpath.join(base, word.text)) for base in (folder, posixpath.dirname(folder))]


@dataclass(slots=True)
class _Reader:
    draft: RecordingDraft
    depot: Depot
    captions: Mapping[str, File]
    findings: Findings

    def read(self) -> None:
        meta = self.draft.page.meta
        for key in ("audio", "video"):
            for language, word in meta.files.get(key, {}).items():
                self._file(key, language, word)
        if "slides" in meta.words:
            self._file("slides", "", meta.words["slides"])
        for language, word in meta.files.get("captions", {}).items():
            self._captions(language, word)
        for word in meta.lists.get("interpretation", []):
            if not LANGUAGE_TAG.fullmatch(word.text):
                self._tell(word, "F007", f"`interpretation` must list languages, got `{word.text}`", "write [es, fr]")
        self._check_words()

    def _tell(self, word: Word, code: str, message: str, advice: str) -> None:
        self.findings.at(self.draft.page.source, word.place, code, message, advice)

    def _check_words(self) -> None:
        page = self.draft.page
        intro, written = page.unit(INTRO), page.unit(WRITTEN)
        if page.type == "webinar" and not (page.meta.files.get("audio") or page.meta.files.get("video")):
            return  # not recorded: nothing to sum up
        if intro is None or intro.is_empty():
            advice = "write it below the front matter, in three sentences: on a slow line it is all that people load"
            self.findings.at(page.source, page.source.end, "A016", "recording has no summary", advice)
        loud = next((key for key in ("audio", "video") if page.meta.files.get(key)), "")
        if loud and not page.meta.files.get("captions") and (written is None or written.is_empty()):
            advice = f"add captions: {{en: name.en.vtt}}, or write it out below ## Transcript <!-- #{WRITTEN} -->"
            message = "recording has neither captions nor a transcript"
            self.findings.at(page.source, page.meta.place(loud), "A004", message, advice)

    def _file(self, key: str, language: str, word: Word) -> None:
        outside = ELSEWHERE.fullmatch(word.text)
        if outside and ":" in outside[1]:
            self._elsewhere(key, language, word, outside)
            return
        place = self._place(word, frozenset(self.depot.files))
        if not place:
            return
        if posixpath.splitext(place)[1] not in FORMATS[key]:
            self._tell(word, "F007", f"`{key}` cannot be `{word.text}`", f"possible are {', '.join(FORMATS[key])}")
            return
        self.draft.paths |= self.depot.paths_of(place)
        files = self.draft.files.setdefault(key, {})
        for code, name in [(language, place)] if language else self._siblings(place):
            self.draft.taken.append(name)
            found = self.depot.find(name, "")
            if found:
                files[code] = found

    def _siblings(self, place: str) -> list[tuple[str, str]]:
        """Slides in each language in which there are some: `deck.pdf` in that of the page, `deck.fr.pdf` in French."""
        stem, extension = posixpath.splitext(place)
        others = [
            (code, name)
            for name in sorted(self.depot.files)
            if name.startswith(f"{stem}.") and (code := name[len(stem) + 1 : -len(extension)]) and name != place
        ]
        return [("", place), *((code, name) for code, name in others if LANGUAGE_TAG.fullmatch(code))]

    def _elsewhere(self, key: str, language: str, word: Word, outside: re.Match[str]) -> None:
        size = said_size(outside[2] or "")
        if not WEB.fullmatch(outside[1]):
            self._tell(word, "S002", f"address `{outside[1]}` is not allowed", "write https://host/path (24 MB)")
        elif not size:
            message = f"`{key}` must be an address with its size in brackets, got `{word.text}`"
            self._tell(word, "F007", message, example_of("audio" if key == "slides" else key))
        else:
            self.draft.files.setdefault(key, {})[language] = MediaFile(outside[1], size)
            self.draft.outside[outside[1]] = word.place

    def _place(self, word: Word, names: frozenset[str]) -> str:
        """The place of a file beside the media file or above its folder; empty when there is none."""
        folder = posixpath.dirname(self.draft.page.source.inside)
        tried = _tried(self.draft.page, word)
        found = next((place for place in tried if place in names), "")
        if word.text.startswith("/") or tried[0].startswith("../"):
            self._tell(word, "L006", "path leaves the courses", "copy the file to media/ beside the recording")
            return ""
        if not found:
            near = [posixpath.basename(name) for name in names if posixpath.dirname(name) == folder]
            advice = did_you_mean(word.text, near, "put the file into media/ beside this one")
            self._tell(word, "L001", f"file not found `{word.text}`", advice)
        return found

    def _captions(self, language: str, word: Word) -> None:
        if not word.text.endswith(EXTENSION):
            message = f"captions must be WebVTT, a file that ends in {EXTENSION}; got `{word.text}`"
            self._tell(word, "F007", message, "save them as WebVTT in the program that made them, in UTF-8")
            return
        place = self._place(word, frozenset(self.captions))
        if not place:
            return
        file = self.captions[place]
        self.draft.paths.add(file.path)
        if not NAME.fullmatch(posixpath.basename(place)):
            message = "file name has characters other than a-z, 0-9, hyphen"
            self.findings.file(file.path, "N001", message, "rename it to name.language.vtt")
            return
        if len(file.data) > MAX_BYTES:
            self.findings.file(file.path, "S005", f"captions are larger than {MAX_BYTES // 1024} KiB", "cut them")
            return
        source = read_source(file.path, file.data, inside=file.inside)
        for slip in source.slips:
            self.findings.at(source, slip.place, slip.code, slip.message, slip.advice)
        named = place.removesuffix(EXTENSION).rpartition(".")[2]
        if named != language:
            stem = posixpath.basename(place).removesuffix(EXTENSION).removesuffix(f".{named}")
            message = f"captions are listed as `{language}`, the name of the file says `{named}`"
            self.findings.at(source, START, "A005", message, f"rename it to `{stem}.{language}{EXTENSION}`")
        cues = read_captions(source, self.findings)
        check_length(source, cues, seconds_of(self.draft.page.meta.text("length")), self.findings)
        self.draft.captions[language] = Captioned(attach(file.path, file.data), cues)


def make_recording(rendered: Rendered, draft: RecordingDraft, course: str) -> Recording:
    """The recording of an error-free page, of a course."""
    meta = rendered.page.meta
    recorded_at = moment_of(meta.text("date"))
    files = {
        key: {language or rendered.language: _media_file(file, course) for language, file in by_language.items()}
        for key, by_language in draft.files.items()
    }
    return Recording(
        id=meta.id,
        titles=rendered.words("title"),
        sections=tuple(make_section(rendered, unit) for unit in rendered.page.units),
        language=meta.text("lang", rendered.language),
        recorded_at=recorded_at.isoformat().replace("+00:00", "Z") if recorded_at else "",
        presenter=meta.text("presenter"),
        length=seconds_of(meta.text("length")),
        interpretation=tuple(word.text for word in meta.lists.get("interpretation", [])),
        slides=files.get("slides", {}),
        audio=files.get("audio", {}),
        video=files.get("video", {}),
        transcripts={language: _transcript(captioned, course) for language, captioned in draft.captions.items()},
        draft_languages=rendered.drafts(),
    )


def _media_file(file: Attachment | MediaFile, course: str) -> MediaFile:
    return MediaFile(file.address(course), file.size) if isinstance(file, Attachment) else file


def _transcript(captioned: Captioned, course: str) -> Transcript:
    chapters = chapters_of(captioned.cues)
    words = sum(len(passage.text.encode()) for chapter in chapters for passage in chapter.passages)
    return Transcript(chapters, _media_file(captioned.file, course), words)
