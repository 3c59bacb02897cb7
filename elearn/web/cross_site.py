"""Cross-site posts do not run. No form token: a slow learner's quiz must not die of a timeout."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from elearn.domain.errors import Forbidden
from elearn.web.uploads import BODIES, MACHINE_TYPES

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN_SITES = frozenset({"cross-site", "same-site"})


def is_foreign(asked: Request) -> bool:
    """True when a browser says that another site sent this. Clients that say nothing (scripts) are let through."""
    if asked.headers.get("Sec-Fetch-Site", "") in FOREIGN_SITES:
        return True
    origin = asked.headers.get("Origin")
    if origin is None:
        return False
    try:
        return origin == "null" or urlsplit(origin).netloc != asked.host
    except ValueError:  # not an address at all
        return True


def refuse_foreign_posts() -> None:
    """Before every request. Raises Forbidden; the page that follows repeats nothing of the body."""
    if request.method not in SAFE_METHODS and is_foreign(request):
        raise Forbidden("cross-site")


FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def read_whole_body() -> None:
    """Before every request that writes: a body that broke off keeps nothing, and only forms are read as forms. Machines
    send JSON, which no form of another site can.

    Raises BadRequest, UnsupportedMediaType; RequestEntityTooLarge comes from Werkzeug's own limit.
    """
    if request.method in SAFE_METHODS:
        return
    if request.endpoint in BODIES:
        request.max_content_length = request.max_form_memory_size = BODIES[request.endpoint]
    body = request.get_data(cache=True, parse_form_data=False)
    if len(body) < (request.content_length or 0):
        raise BadRequest
    wanted = MACHINE_TYPES.get(request.endpoint or "")
    if body and request.mimetype not in ({wanted} if wanted else FORM_TYPES):
        raise UnsupportedMediaType
