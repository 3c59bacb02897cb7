"""A list of people from a file: looked through first, then brought in. The same reading as `elearn people import`.

Nothing of the file is kept between the two steps: a short one travels back and forth inside the page, a long one is
chosen again, and what is brought in is what was looked at, by its digest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from elearn.domain.errors import NotFound, Refused
from elearn.exchange.people_csv import COLUMNS, MAX_BYTES
from elearn.extensions import current
from elearn.services.people_import import Imported, import_people
from elearn.web.forms.groups import UploadForm
from elearn.web.group_page import capital_ralo
from elearn.web.import_words import imported_sentence, problem_sentence
from elearn.web.refusals import describe_refusal
from elearn.web.signed_in import get_viewer
from elearn.web.uploads import MOST_PEOPLE, find_excess

bp = Blueprint("people", __name__)
BOTH = ["GET", "POST"]
# A file up to this size is carried inside the page: some two thousand people.
CARRIED = 256_000
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What a dry run found. `carried` is the file for the second step, or empty where it is to be chosen again."""

    result: Imported
    problems: list[tuple[int, str, str, str]]
    more: int
    digest: str
    carried: str


@bp.route("/<lang:lang>/admin/people", methods=BOTH)
def index(lang: str) -> Response:
    return answer(f"/{lang}/admin/people", None)


@bp.route("/<lang:lang>/regions/<ralo>/people", methods=BOTH)
def region(lang: str, ralo: str) -> Response:
    return answer(f"/{lang}/regions/{ralo}/people", capital_ralo(ralo))


def answer(address: str, ralo: str | None) -> Response:
    if request.method == "GET":
        return page(address, ralo)
    step = request.form.get("form", "")
    if step not in ("look", "import"):
        raise NotFound("form", "people")
    form = UploadForm(request.form)
    body = sent_file()
    digest = hashlib.sha256(body).hexdigest()
    problem = "file-missing" if not body else "file-other" if step == "import" and digest != form.text("digest") else ""
    if problem:
        return page(address, ralo, problems=describe_refusal(form, Refused({"file": problem})).problems)
    result = take(body, ralo, dry_run=step == "look")
    if step == "import" and not result.problems:
        return redirect(f"{address}?new={result.created}&changed={result.updated}#done", 303)
    return page(address, ralo, looked=looked_through(body, result, digest))


def page(
    address: str,
    ralo: str | None,
    *,
    looked: Looked | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> Response:
    status = 422 if problems or (looked and looked.problems) else 200
    done = imported_sentence(request.args.get("new", ""), request.args.get("changed", ""))
    shown = {"ralo": ralo, "address": address, "columns": COLUMNS, "done": done, "looked": looked}
    text = render_template("people/index.html", problems=problems or [], **shown)
    return Response(text, status, content_type="text/html; charset=utf-8")


def sent_file() -> bytes:
    """The file that was chosen, or the one that the page carried; empty when there is neither."""
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        with chosen.stream:  # a long one lies in a temporary file, which goes with it
            return bytes(chosen.read(MAX_BYTES + 1))
    try:
        return base64.b64decode(request.form.get("carried", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def take(body: bytes, ralo: str | None, *, dry_run: bool) -> Imported:
    excess = find_excess(body, MOST_PEOPLE)
    if excess:
        return Imported((excess,))
    return import_people(
        current.session(),
        body=body,
        new_uid=lambda: secrets.token_hex(16),
        now=current.now(),
        dry_run=dry_run,
        by=get_viewer().uid,
        ralo=ralo,
    )


def looked_through(body: bytes, result: Imported, digest: str) -> Looked:
    """The first problems by line and column; of a file without any, what the second step needs."""
    carried = "" if result.problems or len(body) > CARRIED else base64.b64encode(body).decode()
    problems = [
        (problem.line or 1, problem.column, problem.data, problem_sentence(problem.code))
        for problem in result.problems[:SHOWN]
    ]
    return Looked(result, problems, max(0, len(result.problems) - SHOWN), digest, carried)
