"""The cookies: who is signed in, whose answers a browser holds that is not, whose own a phone is, who runs a workshop.

Scripts read one of them, `reader`, which opens nothing: whose the session is. So what cannot be sent has its owner.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import current_app, g, request
from werkzeug.wrappers import Response

from elearn.domain.access import Viewer
from elearn.domain.sessions import LEARNER
from elearn.extensions import current
from elearn.extensions.current import (
    OWN_DEVICE_COOKIE,
    READER_COOKIE,
    WROTE_COOKIE,
    WROTE_S,
    guest_cookie_name,
    session_cookie,
)
from elearn.services.guests import LIFE
from elearn.services.sessions import find_viewer, life_of

OWN_DEVICE_LIFE = timedelta(days=1)
BOARD_COOKIE = "workshop-board"


def set_session_cookie(response: Response, token: str) -> Response:
    """Sign this browser in. It may keep the cookie as long as any session lives; the table says when one is over."""
    g.new_session = token
    return _set(response, session_cookie(), token, LEARNER.absolute)


def end_session_cookie(response: Response) -> Response:
    """Sign this browser out; what its caches hold of personal pages goes too, and a workshop's board is closed."""
    g.new_session = ""
    _set(response, session_cookie(), "", timedelta(0))
    if BOARD_COOKIE in request.cookies:
        end_board_cookie(response)
    own_device_cookie(response, own=False)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def read_session_cookie() -> str | None:
    return request.cookies.get(session_cookie()) or None


def guest_cookie(response: Response, token: str) -> Response:
    """The cookie behind which a guest's answers wait for thirty days."""
    return _set(response, guest_cookie_name(), token, LIFE)


def board_cookie(response: Response, token: str) -> Response:
    """This browser may open the facilitator's pages of the workshop, for a day."""
    return _set(response, BOARD_COOKIE, token, timedelta(days=1))


def end_board_cookie(response: Response) -> Response:
    """Whoever has this phone next needs the facilitator's code."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return _set(response, BOARD_COOKIE, "", timedelta(0))


def end_guest_cookie(response: Response) -> Response:
    """The answers belong to an account now."""
    return _set(response, guest_cookie_name(), "", timedelta(0))


def own_device_cookie(response: Response, *, own: bool) -> Response:
    """After signing in: the next personal page asks for a grant (`<meta name="own-device">`) when this phone is hers.

    Where it is not, what the person before has said is forgotten.
    """
    if own or OWN_DEVICE_COOKIE in request.cookies:
        _set(response, OWN_DEVICE_COOKIE, "yes" if own else "", OWN_DEVICE_LIFE if own else timedelta(0))
    return response


def name_reader(response: Response) -> Response:
    """After each answer: the cookie `reader` is `UID.SESSION` while its session lives, and goes with it.

    SESSION tells one session of a person from the next (it cannot be turned into the token). Answers that never asked
    who it is, public pages first of all, set nothing.
    """
    if "new_session" not in g and "asked_who" not in g:
        return response
    token = g.get("new_session", read_session_cookie())
    asked = current.viewer if "new_session" not in g else _signed_in_now
    viewer = asked() if token else None
    if viewer is None or not token:
        return _set(response, READER_COOKIE, "", timedelta(0)) if READER_COOKIE in request.cookies else response
    value = f"{viewer.uid}.{hashlib.sha256(b'reader ' + token.encode()).hexdigest()[:8]}"
    life = life_of(viewer.grants, current.today())
    if value != request.cookies.get(READER_COOKIE) or life is not LEARNER:
        _set(response, READER_COOKIE, value, life.idle, scripts=True)
    return response


def _signed_in_now() -> Viewer | None:
    return find_viewer(current.session(), token=g.new_session, now=current.now())


def mark_written(response: Response) -> Response:
    """After a form was taken: for some seconds its sender reads where it was written, and not from a replica."""
    if request.method == "POST" and response.status_code < 400:
        _set(response, WROTE_COOKIE, "yes", timedelta(seconds=WROTE_S))
    return response


def _set(response: Response, name: str, value: str, life: timedelta, *, scripts: bool = False) -> Response:
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        path="/",
        secure=current_app.config["ELEARN"].secure,
        httponly=not scripts,
        samesite="Lax",
    )
    return response
