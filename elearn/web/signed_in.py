"""Who is signed in, and signing a browser in after an account was made."""

from __future__ import annotations

import secrets

from werkzeug.wrappers import Response

from elearn.domain.access import Viewer
from elearn.domain.errors import NotFound
from elearn.extensions import current
from elearn.services.confirmations import request_confirmation
from elearn.services.sessions import open_session
from elearn.web.cookies import set_session_cookie
from elearn.web.letters import address_letter


def get_viewer() -> Viewer:
    """The person of an endpoint whose policy lets nobody else in; NotFound if that policy were ever loosened."""
    viewer = current.viewer()
    if viewer is None:
        raise NotFound("person", "")
    return viewer


def new_token() -> str:
    """256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def open_browser(account_id: int, response: Response) -> Response:
    """A session for this person in this browser."""
    token = new_token()
    open_session(current.session(), account_id=account_id, token=token, now=current.now())
    return set_session_cookie(response, token)


def send_confirmation(account_id: int) -> None:
    """The letter that asks whether the address is hers."""
    request_confirmation(
        current.session(), account_id=account_id, token=new_token(), compose=address_letter, now=current.now()
    )
