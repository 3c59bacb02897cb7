"""What a course pack is put together from: every part of a course as HTML, in the order in which it is learned.

A pack holds no key of a graded quiz: its questions stand in it as on the quiz page, and where a lesson asks one of
them, without the answer. A practice quiz stands in it with its answers folded away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template

from elearn.domain.course import Course, Lesson, Module, Quiz, pick
from elearn.services.catalogue import Catalogue, Place, TermView
from elearn.services.recordings import RecordingPlace, open_recording
from elearn.web.catalogue import module_words, place_words
from elearn.web.inserts import check_view
from elearn.web.quiz_view import quiz_view


@dataclass(frozen=True, slots=True)
class PackPart:
    """A lesson, quiz or recording. `html` is what stands below its title, with the links of the site.

    `minutes` and `number` are a lesson's, `questions` a quiz's; `asked`: there are answers to hand in.
    """

    id: str
    kind: str
    title: str
    language: str
    html: str
    minutes: int = 0
    number: int = 0
    asked: bool = False
    questions: int = 0
    terms: tuple[TermView, ...] = ()


@dataclass(frozen=True, slots=True)
class PackModule:
    number: int
    title: str
    language: str
    parts: tuple[PackPart, ...]


def pack_modules(books: Catalogue, course: Course, lang: str) -> tuple[PackModule, ...]:
    """The whole course for readers of this language, recordings behind the lessons of their module."""
    return tuple(
        PackModule(number, *pick(module.titles, lang, course.language), _parts(books, course, module, lang))
        for number, module in enumerate(course.modules, 1)
    )


def _parts(books: Catalogue, course: Course, module: Module, lang: str) -> tuple[PackPart, ...]:
    places = [books.get_place(course.id, part.id) for part in module.parts]
    recordings = [RecordingPlace(course, module, recording) for recording in module.recordings]
    return (
        *(_lesson(books, place, lang) if isinstance(place.part, Lesson) else _quiz(place, lang) for place in places),
        *(_recording(books, place, lang) for place in recordings),
    )


def _lesson(books: Catalogue, place: Place, lang: str) -> PackPart:
    lesson = place.part
    assert isinstance(lesson, Lesson)  # noqa: S101 - tells the type checker what the caller has looked at
    view = books.open_lesson(place, lesson, lang)
    words = place_words(place, lang)
    html = _render("packs/lesson.html", view=view, lesson=lesson, **words)
    return PackPart(
        lesson.id,
        "lesson",
        view.title,
        view.title_language,
        html,
        minutes=lesson.minutes,
        number=place.number,
        terms=view.terms,
    )


def _recording(books: Catalogue, place: RecordingPlace, lang: str) -> PackPart:
    view = open_recording(books, place, lang)
    words = module_words(place.course, place.module, lang)
    html = _render("packs/recording.html", view=view, place=place, recording=place.part, **words)
    part = place.part
    return PackPart(part.id, "recording", view.title, view.title_language, html, minutes=part.minutes, terms=view.terms)


def _quiz(place: Place, lang: str) -> PackPart:
    quiz = place.part
    assert isinstance(quiz, Quiz)  # noqa: S101 - tells the type checker what the caller has looked at
    view = quiz_view(quiz, place.course.language, lang, 0)
    checks = () if quiz.graded else tuple(_checks(place, quiz, lang))
    html = _render("packs/quiz.html", view=view, checks=checks, **place_words(place, lang))
    return PackPart(
        quiz.id,
        "quiz",
        view.title,
        view.title_language,
        html,
        asked=quiz.graded,
        questions=len(view.questions),
    )


def _checks(place: Place, quiz: Quiz, lang: str) -> list[Any]:
    """A practice quiz as questions to check oneself with."""
    return [check_view(quiz, question, place.course.language, lang) for question in quiz.questions()]


def _render(template: str, **words: Any) -> str:
    base: str = current_app.config["ELEARN"].base_url
    return render_template(template, packed=True, base=base, **words)
