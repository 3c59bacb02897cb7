"""The search page: the same bytes for everybody who asks the same, kept nowhere."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request

from elearn.domain.search import LONGEST_QUERY
from elearn.extensions import current
from elearn.services.search import Answer, search
from elearn.web.catalogue import as_response, catalogue
from elearn.web.plane import PUBLIC_CACHE, accepted_encodings, pack

bp = Blueprint("search", __name__)
# A longer query is not repeated in the seven links to the other languages.
LONGEST_KEPT = 60


@bp.get("/<lang:lang>/search")
def page(lang: str) -> Response:
    """Packed here with its ETag and not kept by the plane: there are more questions than any memory holds."""
    query = clean_query(request.args.get("q", ""))
    answer = current.read(partial(search, query=query, language=lang), personal=False) if query else Answer()
    if 0 < len(query) <= LONGEST_KEPT:
        g.kept_query = "?" + urlencode({"q": query})
    courses = {course.id: course for course in catalogue().site.courses}
    body = render_template("search/search.html", query=query, answer=answer, courses=courses)
    wanted = accepted_encodings(request.headers.get("Accept-Encoding", ""))[:1]
    return as_response(pack(body.encode(), "text/html; charset=utf-8", PUBLIC_CACHE, encodings=wanted))


def clean_query(text: str) -> str:
    """One line of characters that can be shown, at most 200; what the field then holds is what was looked for."""
    shown = (character if character.isprintable() else " " for character in text[: 4 * LONGEST_QUERY])
    return " ".join("".join(shown).split())[:LONGEST_QUERY].rstrip()
