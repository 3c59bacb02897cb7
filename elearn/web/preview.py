"""`elearn preview`: every page as it would be published, with what is wrong beside it. For one author on one machine.

Nothing is written and nobody is signed in. What is said around the pages is in English, like the commands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from elearn.content.codes.code import Severity
from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.printing import worst_first
from elearn.content.sketch import Sketch
from elearn.domain.course import Lesson, Quiz, Site
from elearn.services.catalogue import Catalogue, Place, places_of
from elearn.services.recordings import RecordingPlace, find_recording
from elearn.web import catalogue, media
from elearn.web.assets import STATIC
from elearn.web.preview_answers import answers_of, with_all_questions
from elearn.web.preview_desk import Desk
from elearn.web.preview_frame import Switches, dress
from elearn.web.preview_index import groups_of, rows_of
from elearn.web.preview_notes import Notes, about, count, notes_of
from elearn.web.quiz_view import quiz_view

bp = Blueprint("preview", __name__)
HEARTBEAT_S = 10.0
FILES = {"preview.css": "text/css; charset=utf-8", "preview.js": "text/javascript; charset=utf-8"}


class OnTheDesk:
    """Stands where a site has its published release: the course of the page that is being made."""

    def catalogue(self) -> Catalogue:
        found: Catalogue = g.catalogue
        return found


def desk() -> Desk:
    found: Desk = current_app.extensions["elearn.desk"]
    return found


def _open(site: Site | None) -> Catalogue:
    if site is None:
        abort(404)
    g.catalogue = Catalogue(1, datetime.now(UTC), site, places_of(site))
    opened: Catalogue = g.catalogue
    return opened


@bp.before_app_request
def refuse_strangers() -> None:
    """A page elsewhere whose name was pointed at this machine (DNS rebinding) is told nothing of the drafts here."""
    host = request.host.rpartition(":")[0] if ":" in request.host else request.host
    if host not in ("127.0.0.1", "localhost"):
        abort(421)


@bp.before_app_request
def begin() -> None:
    g.switches = Switches.read(request.args)
    g.revision = desk().revision


@bp.get("/")
def index() -> str:
    sketch = desk().sketch()
    groups = groups_of(sketch, desk().covers)
    return render_template("preview/index.html", groups=groups, problems=_problems(sketch), **_frame())


@bp.get("/<lang:lang>/")
def home(lang: str) -> AnyResponse:  # noqa: ARG001 - the address carries the language
    return redirect(f"/{g.switches.query()}")


@bp.get("/preview/problems")
def problems() -> str:
    sketch = desk().sketch()
    found = _problems(sketch)
    rows = rows_of(sketch, desk().covers)
    return render_template("preview/problems.html", found=found, rows=rows, codes=CODES, **_frame())


@bp.get("/preview/source/<path:path>")
def source(path: str) -> str:
    return source_page(desk().sketch(), path)


def source_page(sketch: Sketch, path: str) -> str:
    """The lines of one file with its problems at their places: what can be shown of any file."""
    file = next((file for file in desk().tree.tree().texts if file.path == path), None)
    if file is None:
        abort(404)
    lines = file.data.decode("utf-8", errors="replace").splitlines()
    notes: dict[int, list[Diagnostic]] = {}
    for found in worst_first(about(sketch, path)):
        notes.setdefault(min(found.line, max(len(lines), 1)), []).append(found)
    return render_template("preview/source.html", path=path, lines=lines or [""], notes=notes, codes=CODES, **_frame())


@bp.get("/<lang:lang>/c/<course>")
def course(lang: str, course: str) -> str:
    sketch = desk().sketch()
    page = next((page for owner, name, page in sketch.places() if owner == course and not name), None)
    books = _open(sketch.site(course))
    if page is None:
        abort(404)
    html = catalogue.course(lang, course)
    notes = notes_of(sketch, page, lang, books.get_course(course).language)
    for owner, name, other in sketch.places():
        if owner == course and not name and other is not page:
            notes.top += notes_of(sketch, other, lang, books.get_course(course).language).top
    return _dressed(html, notes, page.source.path)


@bp.get("/<lang:lang>/c/<course>/<part>")
def part(lang: str, course: str, part: str) -> str:
    sketch = desk().sketch()
    books = _open(sketch.site(course))
    place = books.places.get((course, part)) or find_recording(books, course, part)
    shown = sketch.shown.get((course, part))
    if place is None or shown is None:
        abort(404)
    path = shown.page.source.path
    try:
        if shown.unreadable:
            return source_page(sketch, path)
        html, ends = _part_page(place, lang)
    except Exception:
        current_app.logger.debug("not shown as a page", exc_info=True)
        return source_page(sketch, path)
    return _dressed(html, notes_of(sketch, shown.page, lang, place.course.language), path, ends)


def _part_page(place: Place | RecordingPlace, lang: str) -> tuple[str, dict[str, str]]:
    if isinstance(place, RecordingPlace):
        return catalogue.recording_page(place, lang), {}
    if isinstance(place.part, Lesson):
        return catalogue.lesson_page(place, lang), {}
    if g.switches.view == "learner":
        return catalogue.quiz_page(place, lang), {}
    quiz = with_all_questions(place.part)
    html = catalogue.quiz_form(place, quiz, lang, 0)
    return html, _answers(quiz, place.course.language, lang) if g.switches.view == "answers" else {}


def _answers(quiz: Quiz, source: str, lang: str) -> dict[str, str]:
    view = quiz_view(quiz, source, lang, 0)
    shown = {question.key: question for question in view.questions}
    return {
        question.key: render_template(
            "preview/answers.html", view=shown[question.key], answers=answers_of(question, shown[question.key].language)
        )
        for question in quiz.questions()
    }


@bp.get("/<lang:lang>/c/<course>/print")
def print_course(lang: str, course: str) -> str:
    _open(desk().sketch().site(course))
    return _dressed(catalogue.print_course(lang, course), Notes())


@bp.get("/<lang:lang>/c/<course>/facilitator")
def facilitator(lang: str, course: str) -> str:
    _open(desk().sketch().site(course))
    return _dressed(catalogue.facilitator(lang, course), Notes())


@bp.get("/<lang:lang>/glossary")
def glossary(lang: str) -> str:
    sketch = desk().sketch()
    _open(sketch.glossary())
    html = catalogue.glossary(lang)
    page = sketch.library.glossary
    if page is None:
        return _dressed(html, Notes())
    return _dressed(html, notes_of(sketch, page, lang, page.meta.text("lang", "en")), page.source.path)


@bp.post("/<lang:lang>/c/<course>/<part>/done")
def done(lang: str, course: str, part: str) -> AnyResponse:
    """Nothing is recorded; it goes on as it would."""
    place = _open(desk().sketch().site(course)).places.get((course, part))
    after = f"/{place.after.id}" if place and place.after else ""
    return redirect(f"/{lang}/c/{course}{after}{g.switches.query()}", 303)


@bp.post("/<lang:lang>/c/<course>/<part>")
def submit(lang: str, course: str, part: str) -> AnyResponse:
    """Nothing is graded: the same page comes back with all answers open."""
    return redirect(f"/{lang}/c/{course}/{part}{g.switches.query(view='answers')}", 303)


@bp.get("/media/<path:path>")
def file(path: str) -> AnyResponse:
    """A picture or file of a page that was shown, or is shown then."""
    body = desk().sketch().file(path) if media.kind_of(path) else None
    if body is None:
        abort(404)
    response = media.in_parts(path, body)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/preview/static/<name>")
def static(name: str) -> Response:
    if name not in FILES:
        abort(404)
    return Response((STATIC / "preview" / name).read_bytes(), content_type=FILES[name])


@bp.get("/preview/events")
def events() -> Response:
    """Server-sent events: the number of the state as soon as it is not `have` any more; then the page loads again."""
    have = request.args.get("have", "")
    known = int(have) if have.isascii() and have.isdigit() and len(have) < 20 else 0
    return Response(_stream(desk(), known), content_type="text/event-stream")


def _stream(watched: Desk, known: int) -> Iterator[str]:
    yield "retry: 1000\n\n"
    while True:
        revision = watched.wait(known, HEARTBEAT_S)
        if revision != known:
            yield f"event: change\ndata: {revision}\n\n"
            return
        yield ": still here\n\n"  # writing is how a closed tab is noticed


def _problems(sketch: Sketch) -> list[Diagnostic]:
    return [found for found in worst_first(sketch.diagnostics) if desk().covers(found.path)]


def _frame() -> dict[str, object]:
    sketch = desk().sketch()
    covered = [found for found in sketch.diagnostics if desk().covers(found.path)]
    return {
        "switches": g.switches,
        "revision": g.revision,
        "path_here": request.path,
        "here_tail": request.path[3:] if "lang" in (request.view_args or {}) else "",
        "languages": desk().languages,
        "all_counts": count(covered),
    }


def _dressed(html: str, notes: Notes, path: str = "", ends: dict[str, str] | None = None) -> str:
    if g.switches.view == "learner":
        notes, path = Notes(), ""
    everywhere = [*notes.top, *(found for place in notes.places.values() for found in place)]
    errors = [found for found in everywhere if found.severity is Severity.ERROR]
    return dress(
        html,
        g.switches,
        head=render_template("preview/head.html"),
        bar=render_template("preview/bar.html", **_frame()),
        top=render_template("preview/top.html", errors=errors, path=path, switches=g.switches) + _notes(notes.top),
        places={key: _notes(found) for key, found in notes.places.items()},
        ends=ends or {},
    )


def _notes(found: Sequence[Diagnostic]) -> str:
    return render_template("preview/notes.html", found=found, codes=CODES, switches=g.switches) if found else ""


def answer_error(error: HTTPException) -> tuple[str, int]:
    status = error.code or 500
    words = {
        404: ("This page is not part of the preview", "It shows courses, lessons, quizzes and the glossary."),
        421: ("This is not the name of the preview", "Open it as http://127.0.0.1 with the port that was printed."),
    }
    heading, advice = words.get(status, (error.name, error.description or ""))
    if status == 421:
        return f"{heading}. {advice}", status
    return render_template("preview/error.html", status=status, heading=heading, advice=advice, **_frame()), status


def answer_fault(error: Exception) -> tuple[str, int]:
    """A fault of ours: it is told, and the next save tries again."""
    current_app.logger.error("cannot show this page", exc_info=error)
    advice = f"{type(error).__name__}: {error}. The details are in the terminal; save a file to try again."
    return render_template("preview/fault.html", advice=advice, revision=g.revision), 500
