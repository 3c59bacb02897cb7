"""The release in force as a reader's catalogue: which part comes where, in which languages, and what is gone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from sqlalchemy.orm import Session

from elearn.content.first_mentions import link_first_mentions
from elearn.content.release import decode_course, decode_issues, decode_paths, decode_terms, decode_webinars
from elearn.domain.course import Course, Lesson, Module, Quiz, Section, SectionText, Site, TermText, pick
from elearn.domain.errors import Gone, NotFound
from elearn.storage.releases import Head, find_head, list_blobs, list_published_keys


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson or quiz with its surroundings. `number` counts lessons of the course from 1 (0 for a quiz)."""

    course: Course
    module: Module
    part: Lesson | Quiz
    number: int
    before: Lesson | Quiz | None
    after: Lesson | Quiz | None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as one reader gets it: in her language, or in the source's with `fallback` True.

    `anchors` are the former keys, to which links from elsewhere may still lead.
    """

    key: str
    heading: str
    html: str
    language: str
    fallback: bool
    stale: bool
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a path: where it begins (`course`, `part`), its title and how long it takes, in minutes.

    `language` is that of the title, `written` that of what is read there.
    """

    course: str
    part: str
    title: str
    language: str
    minutes: int
    written: str


@dataclass(frozen=True, slots=True)
class PathView:
    """A path for one reader, with the steps that this release has."""

    title: str
    title_language: str
    summary: str
    summary_language: str
    steps: tuple[StepView, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class TermView:
    key: str
    text: TermText
    language: str


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson page's content. `draft` True when no native reader has confirmed the translation yet."""

    place: Place
    title: str
    title_language: str
    sections: tuple[SectionView, ...]
    terms: tuple[TermView, ...]
    draft: bool


@dataclass(frozen=True)
class Catalogue:
    """One release. Immutable; a worker keeps it until a newer release appears."""

    release: int
    published_at: datetime
    site: Site
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    published: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def get_course(self, course_id: str) -> Course:
        """Raises Gone when it was published once, NotFound when never."""
        course = self.site.course(course_id)
        if course is None:
            if (course_id, "") in self.published:
                raise Gone("course", course_id)
            raise NotFound("course", course_id)
        return course

    def get_place(self, course_id: str, part_id: str) -> Place:
        """Raises Gone when it was published once, NotFound when never. The successor is what came instead, else the
        course while there is one.
        """
        place = self.places.get((course_id, part_id))
        if place is None:
            course = self.site.course(course_id)
            living = {recording.id for recording in course.recordings()} if course else set[str]()
            if (course_id, part_id) in self.published and part_id not in living:
                raise Gone("lesson", part_id, successor=self._successor(course_id, part_id))
            self.get_course(course_id)
            raise NotFound("lesson", part_id)
        return place

    def _successor(self, course_id: str, part_id: str) -> str:
        """An address behind `/c/`. What came instead may be gone by now, too, and have a successor of its own."""
        address, passed = f"{course_id}/{part_id}", set[str]()
        while address and address not in passed:
            passed.add(address)
            course, _, part = address.partition("/")
            if (course, part) in self.places or (not part and self.site.course(course)):
                return address
            address = self.published.get((course, part), "")
        return course_id if self.site.course(course_id) else ""

    def find_quiz(self, quiz_id: str) -> Place | None:
        """A quiz by its id alone: ids are unique over all courses."""
        return next((place for (_, part), place in self.places.items() if part == quiz_id), None)

    def open_paths(self, language: str) -> tuple[PathView, ...]:
        """The paths by intention, for a reader of this language; one without any step is left out."""
        steps = {step_id: step for course in self.site.courses for step_id, step in _steps(course, language)}
        views = []
        for path in self.site.paths:
            title, title_language = pick(path.titles, language, path.language)
            summary, summary_language = pick(path.summaries, language, path.language)
            known = tuple(steps[step_id] for step_id in path.steps if step_id in steps)
            if known:
                views.append(PathView(title, title_language, summary, summary_language, known))
        return tuple(views)

    def open_lesson(self, place: Place, lesson: Lesson, language: str) -> LessonView:
        """The learner's page of this lesson: facilitator sections are left out, terms linked once."""
        title, title_language = pick(lesson.titles, language, place.course.language)
        sections, terms = self.join_sections(
            [section for section in lesson.sections if not section.facilitator], place.course.language, language
        )
        return LessonView(place, title, title_language, sections, terms, language in lesson.draft_languages)

    def join_sections(
        self, sections: list[Section], source: str, language: str
    ) -> tuple[tuple[SectionView, ...], tuple[TermView, ...]]:
        """Sections of one page in reading order, each in the best language, with the terms that they mention."""
        chosen = [_choose(section, language, source) for section in sections]
        terms = self._terms([text for text, _ in chosen], language)
        htmls = link_first_mentions([text.html for text, _ in chosen], {term.key: term.text for term in terms})
        views = tuple(
            SectionView(section.key, text.heading, html, spoken, spoken != language, text.stale, section.was)
            for section, (text, spoken), html in zip(sections, chosen, htmls, strict=True)
        )
        return views, terms

    def _terms(self, texts: list[SectionText], language: str) -> tuple[TermView, ...]:
        keys = dict.fromkeys(key for text in texts for key in text.terms if key in self.site.terms)
        views = []
        for key in keys:
            known = self.site.terms[key].texts
            spoken = language if language in known else "en" if "en" in known else next(iter(known))
            views.append(TermView(key, known[spoken], spoken))
        return tuple(views)


def _steps(course: Course, language: str) -> Iterator[tuple[str, StepView]]:
    """Every module, lesson and quiz of a course as a step, by its id. Quizzes take no minutes of their own."""
    for module in course.modules:
        if not module.parts:
            continue
        minutes = sum(lesson.minutes for lesson in module.lessons())
        title = pick(module.titles, language, course.language)
        first = module.parts[0]
        yield module.id, StepView(course.id, first.id, *title, minutes, course.language_of(first, language))
        for part in module.parts:
            length = part.minutes if isinstance(part, Lesson) else 0
            title, written = pick(part.titles, language, course.language), course.language_of(part, language)
            yield part.id, StepView(course.id, part.id, *title, length, written)


def _choose(section: Section, language: str, source: str) -> tuple[SectionText, str]:
    if language in section.texts:
        return section.texts[language], language
    return section.texts[source], source


def current_release(session: Session) -> int:
    """The number of the release in force, 0 before the first publish. One statement."""
    head = find_head(session)
    return 0 if head is None else head.id


# Courses that some release of this process holds, by blob: what a new release leaves as it was is not read again.
_COURSES: WeakValueDictionary[str, Course] = WeakValueDictionary()


def load_site(session: Session, head: Head) -> Site:
    """The whole content of one release from its blobs."""
    manifest = json.loads(list_blobs(session, [head.manifest])[head.manifest])
    wanted = [entry["blob"] for entry in manifest["courses"]] + [manifest["terms"]]
    wanted += [manifest[kind] for kind in ("paths", "issues", "webinars", "withdrawn") if kind in manifest]
    bodies = list_blobs(session, wanted)
    return Site(
        courses=tuple(_course(entry["blob"], bodies[entry["blob"]]) for entry in manifest["courses"]),
        terms=decode_terms(zlib.decompress(bodies[manifest["terms"]])),
        media=manifest["media"],
        paths=decode_paths(bodies[manifest["paths"]]) if "paths" in manifest else (),
        issues=decode_issues(bodies[manifest["issues"]]) if "issues" in manifest else (),
        webinars=decode_webinars(zlib.decompress(bodies[manifest["webinars"]])) if "webinars" in manifest else (),
        withdrawn=decode_webinars(zlib.decompress(bodies[manifest["withdrawn"]])) if "withdrawn" in manifest else (),
    )


def _course(blob: str, body: bytes) -> Course:
    course = _COURSES.get(blob)
    if course is None:
        course = _COURSES[blob] = decode_course(zlib.decompress(body))
    return course


def load_catalogue(session: Session) -> Catalogue | None:
    """The release in force, ready for readers; None before the first publish."""
    head = find_head(session)
    if head is None:
        return None
    site = load_site(session, head)
    return Catalogue(head.id, head.published_at, site, places_of(site), list_published_keys(session))


def find_media(session: Session, catalogue: Catalogue, path: str) -> bytes | None:
    """The bytes of a picture or file of the release in force; None when it has no such path."""
    digest = catalogue.site.media.get(path)
    return None if digest is None else list_blobs(session, [digest])[digest]


def list_media(session: Session, catalogue: Catalogue, paths: Collection[str]) -> dict[str, bytes]:
    """The bytes of several of them by path, those that the release lacks left out. One statement."""
    digests = {path: catalogue.site.media[path] for path in paths if path in catalogue.site.media}
    bodies = list_blobs(session, set(digests.values()))
    return {path: bodies[digest] for path, digest in digests.items()}


def places_of(site: Site) -> dict[tuple[str, str], Place]:
    """Every lesson and quiz with its surroundings, by the ids of course and part."""
    places = {}
    for course in site.courses:
        parts = [(module, part) for module in course.modules for part in module.parts]
        number = 0
        for index, (module, part) in enumerate(parts):
            number += isinstance(part, Lesson)
            places[course.id, part.id] = Place(
                course=course,
                module=module,
                part=part,
                number=number if isinstance(part, Lesson) else 0,
                before=parts[index - 1][1] if index else None,
                after=parts[index + 1][1] if index + 1 < len(parts) else None,
            )
    return places
