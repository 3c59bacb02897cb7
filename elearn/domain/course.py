"""Courses as immutable values, the same for the compiler, the release store, the pages and grading.

`Texts` maps a language code to words. Every value knows its source language through the course; a missing language
falls back to it, per piece, never half a question in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from elearn.domain.newsletter import Issue
from elearn.domain.questions import Question
from elearn.domain.recordings import Recording
from elearn.domain.sections import Section, SectionText, Texts, pick
from elearn.domain.webinars import Webinar

__all__ = [
    "Course",
    "Coverage",
    "Fact",
    "LearningPath",
    "Lesson",
    "Module",
    "Objective",
    "Pool",
    "Quiz",
    "Section",
    "SectionText",
    "Site",
    "Term",
    "TermText",
    "Texts",
    "pick",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that can rot, in the course's language: `as_of` and `review_by` are `YYYY-MM` or `YYYY-MM-DD`."""

    key: str
    text: str
    as_of: str
    source: str
    review_by: str


@dataclass(frozen=True, slots=True)
class Objective:
    key: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Lesson:
    id: str
    titles: Texts
    summaries: Texts
    minutes: int
    sections: tuple[Section, ...]
    objectives: tuple[Objective, ...] = ()
    facts: tuple[Fact, ...] = ()
    reviewed: str = ""
    draft_languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions of one heading; `draw` of them are asked, 0 = all."""

    key: str
    titles: Texts
    questions: tuple[Question, ...]
    draw: int = 0


@dataclass(frozen=True, slots=True)
class Quiz:
    """`rev` is 12 hex over everything that grading depends on, in no language; `pass_mark` is a share from 0 to 1."""

    id: str
    titles: Texts
    summaries: Texts
    rev: str
    pools: tuple[Pool, ...]
    pass_mark: float = 0.7
    graded: bool = True
    shuffle_questions: bool = False
    shuffle_answers: bool = True
    draft_languages: frozenset[str] = frozenset()

    def questions(self) -> Iterator[Question]:
        """All questions in the order of the file."""
        for pool in self.pools:
            yield from pool.questions

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions() if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Module:
    """`parts` are lessons and quizzes in the order in which they are learned.

    `moved` says for the ids of parts that are gone where what came instead is, as the address behind `/c/`.
    `recordings` belong to no order: lessons lead to them.
    """

    id: str
    titles: Texts
    summaries: Texts
    parts: tuple[Lesson | Quiz, ...]
    moved: Mapping[str, str] = field(default_factory=dict)
    recordings: tuple[Recording, ...] = ()

    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(part for part in self.parts if isinstance(part, Lesson))

    def quizzes(self) -> tuple[Quiz, ...]:
        return tuple(part for part in self.parts if isinstance(part, Quiz))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Words of a course in one language: current, out of date, and missing."""

    current: int
    stale: int
    missing: int

    @property
    def share(self) -> float:
        """Current words of all words, 0 to 1; an empty course counts as complete."""
        total = self.current + self.stale + self.missing
        return self.current / total if total else 1.0


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Course:
    id: str
    language: str
    titles: Texts
    summaries: Texts
    modules: tuple[Module, ...]
    objectives: tuple[Objective, ...] = ()
    intro: Texts = field(default_factory=dict)
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    order: int = 999

    def parts(self) -> Iterator[Lesson | Quiz]:
        """Lessons and quizzes in the order in which they are learned."""
        for module in self.modules:
            yield from module.parts

    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(part for part in self.parts() if isinstance(part, Lesson))

    def quizzes(self) -> tuple[Quiz, ...]:
        return tuple(part for part in self.parts() if isinstance(part, Quiz))

    def language_of(self, part: Lesson | Quiz, language: str) -> str:
        """The reader's language when anything of this part is written in it, else the course's: what she will find."""
        pieces = part.sections if isinstance(part, Lesson) else tuple(part.questions())
        return language if any(language in piece.texts for piece in pieces) else self.language

    def recordings(self) -> tuple[Recording, ...]:
        return tuple(recording for module in self.modules for recording in module.recordings)

    def required(self) -> frozenset[str]:
        """Ids of every lesson and graded quiz: what finishing the course means."""
        return frozenset(part.id for part in self.parts() if isinstance(part, Lesson) or part.graded)


@dataclass(frozen=True, slots=True)
class TermText:
    """A glossary term in one language: the term, its long form (or empty), one plain sentence (HTML)."""

    term: str
    expansion: str
    definition: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    key: str
    texts: Mapping[str, TermText]
    keep: bool = False


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A way through the courses for one intention. `steps` are ids of modules, lessons and quizzes, in order."""

    id: str
    language: str
    titles: Texts
    summaries: Texts
    steps: tuple[str, ...]
    order: int = 999


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that one release publishes. `media` maps an address part (`ip/rulers.3f2a….svg`) to a blob hash.

    `withdrawn` are events of former releases whose files are no more: times, lines and titles for calendars.
    """

    courses: tuple[Course, ...]
    terms: Mapping[str, Term] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[LearningPath, ...] = ()
    webinars: tuple[Webinar, ...] = ()
    issues: tuple[Issue, ...] = field(default=(), kw_only=True)
    withdrawn: tuple[Webinar, ...] = field(default=(), kw_only=True)

    def course(self, course_id: str) -> Course | None:
        return next((course for course in self.courses if course.id == course_id), None)

    def webinar(self, webinar_id: str) -> Webinar | None:
        return next((webinar for webinar in self.webinars if webinar.id == webinar_id), None)

    def known_webinar(self, webinar_id: str) -> Webinar | None:
        """As `webinar`, and those of former releases: what was said of people who were there outlives the page."""
        everything = (*self.webinars, *self.withdrawn)
        return next((webinar for webinar in everything if webinar.id == webinar_id), None)
