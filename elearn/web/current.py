"""Who is asking. Public views never touch this; the policy check refuses to let them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Request, current_app, g, request
from flask_login import UserMixin, current_user

from elearn.domain.access import Viewer
from elearn.extensions import db
from elearn.services.guests import find_guest
from elearn.services.sessions import find_viewer
from elearn.web.cookies import GUEST_COOKIE, session_cookie


def now() -> datetime:
    """The time of this request, the same for everything it does. Tests set `app.config["CLOCK"]`."""
    if "now" not in g:
        clock = current_app.config.get("CLOCK")
        g.now = clock() if clock else datetime.now(UTC)
    moment: datetime = g.now
    return moment


def today() -> date:
    return now().date()


class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """Flask-Login's idea of the person of this request: our Viewer inside."""

    def __init__(self, person: Viewer) -> None:
        self.id = person.uid
        self.viewer = person


def load_from_request(asked: Request) -> SignedIn | None:
    """Flask-Login's request_loader: from the cookie's token to the person, once per request."""
    token = asked.cookies.get(session_cookie())
    person = find_viewer(db.session, token=token, now=now()) if token else None
    return SignedIn(person) if person else None


def viewer() -> Viewer | None:
    """The signed-in person; asked of the database once per request."""
    return current_user.viewer if current_user.is_authenticated else None


def guest() -> str | None:
    """The uid of the guest whose cookie this browser carries."""
    if "guest" not in g:
        token = request.cookies.get(GUEST_COOKIE)
        g.guest = find_guest(db.session, token=token, now=now()) if token else None
    found: str | None = g.guest
    return found


def learner() -> str | None:
    """The uid under which this browser's answers stand: the person's, else the guest's."""
    person = viewer()
    return person.uid if person else guest()
