"""Webinars and other events for calendars (iCalendar) and for readers of news (Atom), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, request

from elearn.domain.community import RALOS
from elearn.domain.course import pick
from elearn.domain.errors import NotFound
from elearn.domain.languages import LANGUAGES
from elearn.domain.webinars import State, Webinar
from elearn.exchange.atom import Entry, Feed, write_feed
from elearn.exchange.ics import CalendarEvent, write_calendar
from elearn.extensions.words import gettext as _
from elearn.services.webinars import calendar_webinars, get_webinar
from elearn.web.catalogue import catalogue
from elearn.web.hourly import answer_hourly, this_hour
from elearn.web.template_words import language_name
from elearn.web.webinar_words import why_name

bp = Blueprint("webinar_feeds", __name__)
CALENDAR, ATOM = "text/calendar; charset=utf-8", "application/atom+xml; charset=utf-8"
# What is longer over than this leaves calendars; its page stays.
KEPT = timedelta(days=60)
ALARMS = (timedelta(days=1), timedelta(hours=1))
MOST_ENTRIES = 50


@bp.get("/<lang:lang>/webinars.ics")
def calendar(lang: str) -> Response:
    """All events, those of a region (`?ralo=`) and of a course (`?course=`). 404 for a region or course that is not."""
    ralo, course = request.args.get("ralo", "").upper(), request.args.get("course", "")
    books = catalogue()
    if ralo and ralo not in RALOS:
        raise NotFound("region", ralo)
    if course:
        books.get_course(course)
    query = urlencode([(name, value) for name, value in (("ralo", ralo), ("course", course)) if value])

    def make() -> bytes:
        chosen = [
            webinar
            for webinar in calendar_webinars(books)
            if (not ralo or webinar.concerns(ralo)) and course in ("", webinar.course)
        ]
        return _calendar(chosen, lang, this_hour() - KEPT)

    return answer_hourly(make, query, CALENDAR)


@bp.get("/<lang:lang>/webinars/<webinar>.ics")
def event(lang: str, webinar: str) -> Response:
    """One event, however long it is over; cancelled, where its file was taken away before it was held."""
    there = (one for one in calendar_webinars(catalogue()) if one.id == webinar)
    found = next(there, None) or get_webinar(catalogue(), webinar)
    name = [("Content-Disposition", f'attachment; filename="{found.id}.ics"')]
    return answer_hourly(lambda: _calendar([found], lang, None), "", CALENDAR, name)


@bp.get("/<lang:lang>/webinars.atom")
def atom(lang: str) -> Response:
    """What was last announced, changed or taken away before it was held, the newest first."""

    def make() -> bytes:
        books = catalogue()
        gone = {one.id for one in books.site.withdrawn}
        known = (one for one in calendar_webinars(books) if one.id not in gone or one.span()[1] > this_hour() - KEPT)
        newest = sorted(known, key=lambda one: (one.changed_at, one.span(), one.id), reverse=True)
        page = f"{base_address()}/{lang}/webinars"
        return write_feed(
            Feed(
                title=_("Webinars and events"),
                own=f"{page}.atom",
                page=page,
                author=_("At-Large Learning"),
                language=LANGUAGES[lang].tag,
                changed_at=books.published_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                entries=[_entry(webinar, lang) for webinar in newest[:MOST_ENTRIES]],
            )
        )

    return answer_hourly(make, "", ATOM)


def _entry(webinar: Webinar, lang: str) -> Entry:
    title, language = pick(webinar.titles, lang, webinar.language)
    summary = pick(webinar.summaries, language, webinar.language)[0]
    told = f"{why_name(webinar.why)}: {title}" if webinar.why else title
    return Entry(_address(webinar, lang), told, summary, LANGUAGES[language].tag, webinar.changed_at)


def _calendar(webinars: list[Webinar], lang: str, since: datetime | None) -> bytes:
    events = calendar_events(webinars, lang, since)
    return write_calendar(_("At-Large webinars and events"), events, language=LANGUAGES[lang].tag)


def calendar_events(webinars: Iterable[Webinar], lang: str, since: datetime | None) -> list[CalendarEvent]:
    """Those of which a day is known and that were not over at `since`, in the order of time."""
    dated = (webinar for webinar in webinars if not webinar.year_only)
    kept = sorted(
        (one for one in dated if since is None or one.span()[1] > since), key=lambda one: (one.span(), one.id)
    )
    return [_event(webinar, lang) for webinar in kept]


def _event(webinar: Webinar, lang: str) -> CalendarEvent:
    start, end = webinar.span()
    days = webinar.whole_days
    title = pick(webinar.titles, lang, webinar.language)[0]
    over = webinar.state(this_hour()) is State.PAST
    places = pick(webinar.places, lang, webinar.language)[0] if webinar.places else ""
    return CalendarEvent(
        uid=f"{webinar.id}@{host()}",
        sequence=webinar.sequence,
        changed_at=datetime.fromisoformat(webinar.changed_at),
        start=start.date() if days else start,
        end=end.date() if days else end,
        summary=f"{why_name(webinar.why)}: {title}" if webinar.why else title,
        description=_description(webinar, lang),
        location=places or webinar.join,
        url=_address(webinar, lang),
        cancelled=webinar.why == "cancelled",
        alarms=() if over else ALARMS,
    )


def _description(webinar: Webinar, lang: str) -> str:
    """What somebody needs who has the calendar and no line: the telephone first, her own language before others."""
    lines = [pick(webinar.summaries, lang, webinar.language)[0]]
    for channel in sorted(webinar.channels, key=lambda channel: channel.language != lang):
        numbers = [channel.phone, f"{_('Conference ID:')} {channel.conference}" if channel.conference else ""]
        lines.append(" · ".join([language_name(channel.language), *(number for number in numbers if number)]))
    if webinar.join:
        lines.append(f"{_('Join in the browser')}: {webinar.join}")
    return "\n".join([*lines, _address(webinar, lang)])


def _address(webinar: Webinar, lang: str) -> str:
    return f"{base_address()}/{lang}/webinars/{webinar.id}"


def host() -> str:
    """The second half of every UID."""
    return urlsplit(base_address()).hostname or ""


def base_address() -> str:
    base: str = current_app.config["ELEARN"].base_url
    return base
