"""Who is asking, and when. Public views never touch this; the policy check refuses to let them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Request, current_app, g, request
from flask_login import UserMixin, current_user

from elearn.domain.access import Viewer
from elearn.extensions import Session, db
from elearn.services.guests import find_guest
from elearn.services.sessions import find_viewer

GUEST_COOKIE = "guest"


def session_cookie() -> str:
    """The name of the session cookie: `__Host-` binds it to this host and to TLS (RFC 6265bis §4.1.3.2)."""
    return "__Host-session" if current_app.config["ELEARN"].secure else "session"


def now() -> datetime:
    """The time of this request, the same for everything it does. Tests set `app.config["CLOCK"]`."""
    if "now" not in g:
        clock = current_app.config.get("CLOCK")
        g.now = clock() if clock else datetime.now(UTC)
    moment: datetime = g.now
    return moment


def session() -> Session:
    """The database session of this request; Flask-SQLAlchemy rolls it back and closes it at the end."""
    return db.session()


def own_session() -> Session:
    """Another session on the same database, for what outlives the request. Close it; nothing is open before its use."""
    return Session(db.engine, expire_on_commit=False)


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
    person = find_viewer(session(), token=token, now=now()) if token else None
    return SignedIn(person) if person else None


def viewer() -> Viewer | None:
    """The signed-in person; asked of the database once per request."""
    return current_user.viewer if current_user.is_authenticated else None


def guest() -> str | None:
    """The uid of the guest whose cookie this browser carries."""
    if "guest" not in g:
        token = request.cookies.get(GUEST_COOKIE)
        g.guest = find_guest(session(), token=token, now=now()) if token else None
    found: str | None = g.guest
    return found


def learner() -> str | None:
    """The uid under which this browser's answers stand: the person's, else the guest's."""
    person = viewer()
    return person.uid if person else guest()
