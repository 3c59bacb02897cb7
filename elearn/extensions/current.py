"""Who is asking, and when. Public views never touch this; the policy check refuses to let them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from flask import Request, current_app, g, request
from flask_login import UserMixin, current_user

from elearn.domain.access import Viewer
from elearn.extensions import DatabaseFault, Session, db
from elearn.extensions.replica import LATEST_S, Replica
from elearn.services.guests import find_guest
from elearn.services.sessions import find_viewer
from elearn.services.throttling import count_elsewhere

T = TypeVar("T")
# Set after something was written, where there is a replica: until it is gone, its reader is answered from the first.
WROTE_COOKIE = "wrote"
WROTE_S = int(2 * LATEST_S)
READER_COOKIE = "reader"  # the one that scripts read
OWN_DEVICE_COOKIE = "own-device"  # set from the sign-in on one's own phone until that phone has its grant


def guest_cookie_name() -> str:
    return "workshop-guest" if current_app.config["ELEARN"].node else "guest"


def session_cookie() -> str:
    """The name of the session cookie: `__Host-` binds it to this host and to TLS (RFC 6265bis §4.1.3.2).

    A workshop has one of its own: the port makes no other cookie of a site on the same laptop (§8.5).
    """
    if current_app.config["ELEARN"].node:
        return "workshop-session"
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
    opened: Session = db.session()
    tries = current_app.extensions.get("elearn.tries")
    if tries is not None:
        count_elsewhere(opened, tries)
    return opened


def read(question: Callable[[Session], T], *, personal: bool = True) -> T:
    """The answer of the replica, where there is one that is close behind, else of the first database.

    `question` reads only and may be asked twice. What a person sees may be some seconds old, but never older than what
    she has written herself; with `personal=False` the page is the same for everybody and no cookie is looked at.
    """
    replica: Replica | None = current_app.extensions.get("elearn.replica")
    if replica is None or (personal and WROTE_COOKIE in request.cookies) or not replica.usable:
        return question(session())
    try:
        with replica.session() as behind:
            return question(behind)
    except DatabaseFault:
        replica.failed()
        return question(session())


def own_session() -> Session:
    """Another session on the same database, for what outlives the request. Close it; nothing is open before its use."""
    return Session(db.engine, expire_on_commit=False)


def own_device() -> bool:
    """Whether the person of this browser has said that it is hers and it has no grant yet. No statement."""
    return request.cookies.get(OWN_DEVICE_COOKIE) == "yes" and viewer() is not None


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
    g.asked_who = True
    return SignedIn(person) if person else None


def viewer() -> Viewer | None:
    """The signed-in person; asked of the database once per request."""
    person: Viewer | None = getattr(current_user, "viewer", None)
    return person


def named() -> str:
    """The uid of the person whom this answer was made for; empty for a guest, and where nobody has asked who it is."""
    person = viewer() if "asked_who" in g else None
    return person.uid if person else ""


def guest() -> str | None:
    """The uid of the guest whose cookie this browser carries."""
    if "guest" not in g:
        token = request.cookies.get(guest_cookie_name())
        g.guest = find_guest(session(), token=token, now=now()) if token else None
    found: str | None = g.guest
    return found


def learner() -> str | None:
    """The uid under which this browser's answers stand: the person's, else the guest's."""
    person = viewer()
    return person.uid if person else guest()
