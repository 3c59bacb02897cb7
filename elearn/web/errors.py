"""What a person is told when something goes wrong: one table from error to status, one page, a reference number."""

from __future__ import annotations

import logging
import re
import secrets
from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from elearn.domain.errors import (
    ElearnError,
    Forbidden,
    Gone,
    NotFound,
    NotGranted,
    Refused,
    Throttled,
    Unavailable,
    Undecided,
)
from elearn.extensions import DatabaseFault, current
from elearn.extensions.words import gettext as _
from elearn.web.languages import reader_language
from elearn.web.uploads import BODIES, bytes_sentence

STATUS: dict[type[ElearnError], int] = {
    NotFound: 404,
    Gone: 410,
    Refused: 422,
    Undecided: 409,
    NotGranted: 401,
    Forbidden: 403,
    Throttled: 429,
    Unavailable: 503,
}
MACHINE_PATHS = ("/api/", "/sync/")
# Their pages are made when the process starts: no template and no database is needed on the day that they are shown.
STATIC_PAGES = (500, 503)
_REFERENCE_TO_COME = "00000000"
NUMBER = re.compile(r"[0-9a-f-]{8,36}")

log = logging.getLogger("elearn")


def words(status: int) -> tuple[str, str]:
    """(heading, what to do next) in the reader's language; unknown ones speak as 400 or 500 do."""
    table = {
        400: (_("This request cannot be read"), _("Go back and try again. If you typed the address, check it.")),
        401: (_("Sign in first"), _("This page belongs to a person. Sign in and try again.")),
        403: (_("This is not allowed"), _("The request came from another site. Open the page here and try again.")),
        404: (_("There is no such page"), _("Check the address, or start from the list of courses.")),
        405: (_("This address does something else"), _("Go back and use the buttons of the page.")),
        410: (
            _("This lesson has been taken out"),
            _("What you did in it is kept. The course shows what came instead."),
        ),
        413: (_("That is too much at once"), _("Answers may be up to 1 MB. Shorten them and send again.")),
        415: (
            _("This form came in a way that cannot be read"),
            _("Go back, load the page again and send it from there."),
        ),
        422: (_("Some answers could not be taken"), _("Go back to the page, check what you wrote and send again.")),
        429: (_("Too many tries"), _("Wait a little, then try again. Nothing is lost.")),
        500: (_("Something went wrong here"), _("It is our fault, not yours. Try again in a minute.")),
        503: (_("The site is resting"), _("Nothing that was confirmed to you is lost. Try again in a minute.")),
    }
    return table.get(status) or table[400 if status < 500 else 500]


def _gone_words(what: str) -> tuple[str, str] | None:
    """Of what was published once and is no lesson; None for all else."""
    if what != "webinar":
        return None
    return _("This event has been taken out"), _("If it was still to come, it is not held. The list shows what is on.")


def reference() -> str:
    """Eight hex that stand on the page and in the log line: how a person and an operator find each other."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    known: str = g.reference
    return known


def about_request() -> dict[str, str | None]:
    """For log lines. The endpoint and not the address, which may hold a token or a name; `request` is the number that
    the operator's own proxy has given it, where there is one.
    """
    given = request.headers.get("X-Request-Id", "") if current_app.config["ELEARN"].trusted_proxies else ""
    known = given if NUMBER.fullmatch(given) else None
    return {"ref": reference(), "request": known, "method": request.method, "endpoint": request.endpoint}


def log_refusal(status: int) -> None:
    """The line of a page that carries a reference number and is no fault of ours."""
    log.info("refused", extra=about_request() | {"status": status})


def error_answer(status: int, code: str, **details: Any) -> Response:
    """The page, or `{"error": …}` for machines. Repeats nothing of what was sent."""
    if request.path.startswith(MACHINE_PATHS):
        response = jsonify({"error": {"code": code, "message": ". ".join(words(status)), "ref": reference()}})
    elif status in STATIC_PAGES:
        response = Response(static_page(status))
    else:
        response = Response(error_page(status, reference(), **details))
    response.status_code = status
    if status < 500:
        log_refusal(status)
    return response


def error_page(status: int, ref: str, **details: Any) -> str:
    gone = details.get("error")
    heading, advice = (isinstance(gone, Gone) and _gone_words(gone.what)) or words(status)
    if status == 413 and request.endpoint in BODIES:
        advice = bytes_sentence(BODIES[request.endpoint])
    return render_template("errors/error.html", status=status, heading=heading, advice=advice, ref=ref, **details)


def static_page(status: int) -> str:
    """The page made at the start, in the reader's language, with the number of this fault."""
    pages: dict[tuple[int, str], str] = current_app.extensions["elearn.error_pages"]
    return pages[status, reader_language().code].replace(_REFERENCE_TO_COME, reference())


def keep_static_pages(app: Flask) -> None:
    """Makes the pages of STATIC_PAGES in every language; a template that fails stops the start and not a reader."""
    pages: dict[tuple[int, str], str] = {}
    for code in app.config["ELEARN"].languages:
        with app.test_request_context(f"/{code}/"):
            pages.update({(status, code): error_page(status, _REFERENCE_TO_COME) for status in STATIC_PAGES})
    app.extensions["elearn.error_pages"] = pages


def answer_ours(error: ElearnError) -> Response:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    _undo()
    if status >= 500:
        log.error("unavailable", extra=about_request() | {"status": status, "why": str(error)})
    code = error.why if isinstance(error, NotGranted) else type(error).__name__.lower()
    response = error_answer(status, code, error=error)
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.retry_after)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    response = error_answer(status, error.name.lower().replace(" ", "-"))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def answer_database(error: DatabaseFault) -> Response:
    """Locked, gone or not migrated: the transaction is undone and the person is told that nothing is half-done."""
    return answer_ours(Unavailable(type(error.orig).__name__))


def answer_unknown(error: Exception) -> Response:
    _undo()
    log.exception("unexpected error", exc_info=error, extra=about_request() | {"status": 500})
    return error_answer(500, "internal")


def _undo() -> None:
    """What was begun is not kept. Where even that fails, the connection is gone and the database has undone it."""
    with suppress(Exception):
        current.session().rollback()


def register_errors(app: Flask) -> None:
    app.register_error_handler(ElearnError, answer_ours)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(DatabaseFault, answer_database)
    app.register_error_handler(Exception, answer_unknown)
