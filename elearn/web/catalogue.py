"""Public pages: home, course, lesson, quiz, print, glossary. The same bytes for everybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from elearn.domain.course import Course, Lesson, Module, Quiz, pick
from elearn.domain.webinars import hour_of
from elearn.extensions import current
from elearn.services.catalogue import Catalogue, Place
from elearn.services.recordings import RecordingPlace, find_recording, open_recording
from elearn.services.webinars import next_webinar
from elearn.web.accessibility import statement
from elearn.web.cards import card_link
from elearn.web.inserts import CheckView, inserts
from elearn.web.notices import PRIVACY
from elearn.web.plane import Page, PublicPlane, choose, seed_of
from elearn.web.quiz_view import quiz_view

bp = Blueprint("catalogue", __name__)
# Pages that a phone may keep say so; whatever else comes under their address (a portal's page) is not taken for one.
SAVEABLE = ("catalogue.course", "catalogue.part", "offline.page")
SAVED = [("X-Offline", "1")]
# Pages that say what is next.
HOURLY = ("catalogue.home",)


def catalogue() -> Catalogue:
    """The release in force as this worker has it. Raises Unavailable before the first publish."""
    found: Catalogue = current_app.extensions["elearn.published"].catalogue()
    return found


@bp.get("/<lang:lang>/")
def home(lang: str) -> str:
    books = catalogue()
    return render_template(
        "catalogue/home.html",
        courses=books.site.courses,
        paths=books.open_paths(lang),
        coming=next_webinar(books, hour=hour_of(current.now()), language=lang),
        lang=lang,
        card=card_link(),
    )


@bp.get("/<lang:lang>/c/<course>")
def course(lang: str, course: str) -> str:
    found = catalogue().get_course(course)
    return render_template("catalogue/course.html", **course_words(found, lang), course=found)


@bp.get("/<lang:lang>/c/<course>/<part>")
def part(lang: str, course: str, part: str) -> str:
    recording = find_recording(catalogue(), course, part)
    if recording is not None:
        return recording_page(recording, lang)
    place = catalogue().get_place(course, part)
    return lesson_page(place, lang) if isinstance(place.part, Lesson) else quiz_page(place, lang)


def lesson_page(place: Place, lang: str) -> str:
    assert isinstance(place.part, Lesson)  # noqa: S101 - tells the type checker what the caller has looked at
    view = catalogue().open_lesson(place, place.part, lang)
    return render_template("catalogue/lesson.html", view=view, **place_words(place, lang))


def recording_page(place: RecordingPlace, lang: str) -> str:
    view = open_recording(catalogue(), place, lang)
    return render_template("recordings/recording.html", view=view, **module_words(place.course, place.module, lang))


def quiz_page(place: Place, lang: str) -> str:
    """The public form of the address's seed."""
    assert isinstance(place.part, Quiz)  # noqa: S101 - tells the type checker what the caller has looked at
    return quiz_form(place, place.part, lang, seed_of(request.query_string.decode("latin-1")))


def quiz_form(place: Place, quiz: Quiz, lang: str, seed: int, **back: Any) -> str:
    """The form of this revision; after a refusal `back` holds what was `given` and the `problems` in words."""
    view = quiz_view(quiz, place.course.language, lang, seed, **back)
    asked = {name for question in view.questions for name in question.fields()}
    problems = [(key if key in asked else "", words) for key, words in (back.get("problems") or {}).items()]
    return render_template("attempts/quiz.html", view=view, problems=problems, **place_words(place, lang))


@bp.get("/<lang:lang>/c/<course>/print")
def print_course(lang: str, course: str) -> str:
    return _whole_course(lang, course, facilitator=False)


@bp.get("/<lang:lang>/c/<course>/facilitator")
def facilitator(lang: str, course: str) -> str:
    return _whole_course(lang, course, facilitator=True)


def _whole_course(lang: str, course_id: str, *, facilitator: bool) -> str:
    books = catalogue()
    found = books.get_course(course_id)
    sections = [
        (lesson, [section for section in lesson.sections if section.facilitator is facilitator])
        for lesson in found.lessons()
    ]
    lessons = [
        (pick(lesson.titles, lang, found.language), books.join_sections(chosen, found.language, lang)[0])
        for lesson, chosen in sections
        if chosen
    ]
    checks = [
        view
        for _, parts in lessons
        for section in parts
        for _, view in inserts(section.html)
        if isinstance(view, CheckView)
    ]
    quizzes = [] if facilitator else [quiz_view(quiz, found.language, lang, 0) for quiz in found.quizzes()]
    words = course_words(found, lang)
    template = "catalogue/facilitator.html" if facilitator else "catalogue/print.html"
    return render_template(template, lessons=lessons, quizzes=quizzes, checks=checks, course=found, **words)


@bp.get("/<lang:lang>/glossary")
def glossary(lang: str) -> str:
    terms = [(term, *_spoken(term.texts, lang)) for term in catalogue().site.terms.values()]
    rows = sorted(terms, key=lambda row: row[1].term.casefold())
    return render_template("catalogue/glossary.html", terms=rows, card=card_link())


def _spoken(texts: Any, lang: str) -> tuple[Any, str]:
    spoken = lang if lang in texts else "en"
    return texts[spoken], spoken


@bp.get("/<lang:lang>/help")
def help_page(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    return render_template("catalogue/help.html", contact=contact(), card=card_link())


@bp.get("/<lang:lang>/privacy")
def privacy(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    return render_template("catalogue/privacy.html", notice=PRIVACY, card=card_link())


@bp.get("/<lang:lang>/accessibility")
def accessibility(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    return render_template("catalogue/accessibility.html", statement=statement(), contact=contact(), card=card_link())


def contact() -> str:
    """Where the operator wants to be written to, as a link; empty when nothing is set."""
    link: str = current_app.config["ELEARN"].contact
    return link


def course_words(course: Course, lang: str) -> dict[str, Any]:
    """Title and summary of a course with the languages that they are in."""
    title, title_language = pick(course.titles, lang, course.language)
    summary, summary_language = pick(course.summaries, lang, course.language)
    return {
        "course_title": title,
        "course_title_language": title_language,
        "course_summary": summary,
        "course_summary_language": summary_language,
        "card": card_link(course, lang=lang),
    }


def place_words(place: Place, lang: str) -> dict[str, Any]:
    """What a lesson or quiz page says about where it stands."""
    return {
        "place": place,
        "lessons_total": len(place.course.lessons()),
        **module_words(place.course, place.module, lang),
        "card": card_link(place.course, place.part, lang=lang),
    }


def module_words(course: Course, module: Module, lang: str) -> dict[str, Any]:
    """What every page of a module says about it, and about its course."""
    title, language = pick(module.titles, lang, course.language)
    return {
        "module_title": title,
        "module_title_language": language,
        "module_number": course.modules.index(module) + 1,
        **course_words(course, lang),
    }


def keep_public(response: Response) -> Response:
    """After a public view: store the page for the plane and answer with the stored bytes."""
    if request.method != "GET" or response.status_code != 200 or response.direct_passthrough:
        return response
    if "ETag" in response.headers:
        return response
    path, query = request.environ["PATH_INFO"], request.query_string.decode("latin-1")
    extra = [(name, value) for name, value in response.headers if name == "Content-Disposition"]
    extra += SAVED if request.endpoint in SAVEABLE else []
    plane: PublicPlane = current_app.extensions["elearn.plane"]
    given = response.get_data(), response.content_type or "", extra
    page = plane.keep_for_the_hour(path, *given) if request.endpoint in HOURLY else plane.keep(path, query, *given)
    return as_response(page)


def as_response(page: Page) -> Response:
    """What the plane will answer from now on, also to the first who asks."""
    status, headers, body = choose(page, request.environ)
    return Response(body, status=status, headers=headers)
