"""Cross-site posts do not run. No form token: a slow learner's quiz must not die of a timeout."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, request

from elearn.domain.errors import Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN_SITES = frozenset({"cross-site", "same-site"})


def is_foreign(asked: Request) -> bool:
    """True when a browser says that another site sent this. Clients that say nothing (scripts) are let through."""
    if asked.headers.get("Sec-Fetch-Site", "") in FOREIGN_SITES:
        return True
    origin = asked.headers.get("Origin")
    if origin is None:
        return False
    return origin == "null" or urlsplit(origin).netloc != asked.host


def refuse_foreign_posts() -> None:
    """Before every request. Raises Forbidden; the page that follows repeats nothing of the body."""
    if request.method not in SAFE_METHODS and is_foreign(request):
        raise Forbidden("cross-site")
