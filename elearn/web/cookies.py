"""The two cookies: who is signed in, and whose answers a browser holds that is not. No script reads them."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

from elearn.domain.sessions import LEARNER
from elearn.extensions.current import GUEST_COOKIE, session_cookie
from elearn.services.guests import LIFE


def set_session_cookie(response: Response, token: str) -> Response:
    """Sign this browser in. It may keep the cookie as long as any session lives; the table says when one is over."""
    return _set(response, session_cookie(), token, LEARNER.absolute)


def end_session_cookie(response: Response) -> Response:
    """Sign this browser out; what its caches hold of personal pages goes too."""
    _set(response, session_cookie(), "", timedelta(0))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def read_session_cookie() -> str | None:
    return request.cookies.get(session_cookie()) or None


def guest_cookie(response: Response, token: str) -> Response:
    """The cookie behind which a guest's answers wait for thirty days."""
    return _set(response, GUEST_COOKIE, token, LIFE)


def end_guest_cookie(response: Response) -> Response:
    """The answers belong to an account now."""
    return _set(response, GUEST_COOKIE, "", timedelta(0))


def _set(response: Response, name: str, value: str, life: timedelta) -> Response:
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        path="/",
        secure=current_app.config["ELEARN"].secure,
        httponly=True,
        samesite="Lax",
    )
    return response
