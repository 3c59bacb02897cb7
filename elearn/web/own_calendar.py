"""A person's own calendar behind its secret address: for a phone without a session, in the language of her letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, g, request

from elearn.domain.errors import NotFound
from elearn.domain.languages import LANGUAGES
from elearn.exchange.ics import CalendarEvent, write_calendar
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.calendars import Deadline, open_calendar
from elearn.services.webinars import calendar_webinars
from elearn.web.catalogue import catalogue
from elearn.web.hourly import this_hour
from elearn.web.letters import spoken
from elearn.web.webinar_feeds import CALENDAR, KEPT, base_address, calendar_events, host

bp = Blueprint("own_calendar", __name__)
# A phone that asks more often gets a 304; no cache between keeps it.
CACHE = "private, no-cache"
DEADLINE_ALARMS = (timedelta(days=7), timedelta(days=1))
LONGEST = 64


@bp.get("/calendar/<token>.ics")
def calendar(token: str) -> Response:
    """The address is the key: whoever has it reads times and titles of public events, and her programmes' last days.

    404 once it is ended or renewed.
    """
    books = catalogue()
    found = None
    if len(token) <= LONGEST:
        found = open_calendar(current.session(), token=token, webinars=calendar_webinars(books), now=current.now())
    if found is None:
        raise NotFound("calendar", "")
    g.language = LANGUAGES[spoken(found.language)]
    lang = g.language.code
    events = calendar_events(found.webinars, lang, this_hour() - KEPT)
    deadlines = [_deadline_event(one, lang, books.published_at) for one in found.deadlines]
    body = write_calendar(_("My At-Large calendar"), [*events, *deadlines], language=g.language.tag)
    response = Response(body, content_type=CALENDAR)
    response.headers["Cache-Control"] = CACHE
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    response.make_conditional(request)
    return response


def _deadline_event(one: Deadline, lang: str, changed_at: datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=f"until-{one.key}@{host()}",
        sequence=0,
        changed_at=changed_at.astimezone(UTC),
        start=one.day,
        end=one.day + timedelta(days=1),
        summary=_("Last day: %(title)s", title=one.title),
        url=f"{base_address()}/{lang}/me",
        alarms=DEADLINE_ALARMS,
    )
