"""Somebody without an account who does something worth keeping gets a guest's uid and cookie."""

from __future__ import annotations

import secrets

from werkzeug.wrappers import Response as AnyResponse

from elearn.extensions import current
from elearn.services.guests import open_guest
from elearn.web.cookies import guest_cookie


def learner_or_new_guest() -> tuple[str, str]:
    """(uid to write under, cookie token to set or empty). A guest is opened only when something is about to be kept."""
    known = current.learner()
    if known:
        return known, ""
    token, uid = secrets.token_urlsafe(24), secrets.token_hex(16)
    open_guest(current.session(), token=token, uid=uid, now=current.now())
    return uid, token


def set_guest_cookie(response: AnyResponse, token: str) -> AnyResponse:
    """Adds the cookie when `token` is not empty."""
    return guest_cookie(response, token) if token else response
