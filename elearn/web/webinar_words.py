"""Words and times that only the pages of webinars and other events say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta, get_datetime_format
from flask import Flask
from markupsafe import Markup

from elearn.domain.feedback import OPEN_FOR
from elearn.domain.webinars import Webinar
from elearn.domain.zones import ZONES, ClockChange, find_change
from elearn.extensions.places import city_name
from elearn.extensions.words import gettext as _
from elearn.web.languages import calendar_locale, comma, locale_code


def kind_name(kind: str) -> str:
    return {
        "webinar": _("Webinar"),
        "school": _("School"),
        "forum": _("Forum"),
        "summit": _("Summit"),
        "igf": _("Internet Governance Forum"),
    }[kind]


def topic_name(topic: str) -> str:
    return {
        "newcomers": _("For newcomers"),
        "communications": _("Communications"),
        "names": _("Domain names"),
        "addresses": _("IP addresses"),
        "security": _("Security and stability"),
        "policy": _("How policy is made"),
        "governance": _("Internet governance"),
    }[topic]


def audience_name(audience: str) -> str:
    return {
        "everyone": _("Open to everyone"),
        "members": _("For members of At-Large groups"),
        "invited": _("By invitation"),
    }[audience]


def why_name(why: str) -> str:
    """Of an event that is not as it was announced; `withdrawn` was held and its file was taken away since."""
    return {"cancelled": _("Cancelled"), "moved": _("Moved"), "withdrawn": _("Taken out")}[why]


def city(name: str) -> str:
    """What a time zone is called: its city, in the reader's language."""
    return city_name(name, locale_code())


def zone_choices(moment: datetime) -> list[tuple[str, str, str]]:
    """(name, `UTC+03:00`, city) from west to east, as the clocks stand at this moment."""
    offsets = {name: moment.astimezone(ZoneInfo(name)).utcoffset() or timedelta() for name in ZONES}
    ordered = sorted(ZONES, key=lambda name: (offsets[name], city(name)))
    return [(name, offset_words(offsets[name]), city(name)) for name in ordered]


def offset_words(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def clock_words(moment: datetime, zone: tzinfo) -> str:
    return format_time(moment.astimezone(zone), "HH:mm", locale=calendar_locale())


def when(webinar: Webinar, zone: tzinfo = UTC, place: str = "") -> Markup:
    """Day, start and end in a zone and what that is called: `place`, else UTC. Days or a year alone where that is all
    there is. The hours stay on one line with what stands behind them.
    """
    start, end = webinar.span()
    if webinar.year_only:
        return Markup('<time datetime="{}">{}</time>').format(webinar.starts, webinar.starts)
    if webinar.whole_days:
        return _days(start, end - timedelta(days=1))
    locale = calendar_locale()
    day = format_date(start.astimezone(zone), "full", locale=locale)
    behind = comma().rstrip() if place else " UTC"
    hours = Markup("{} – {}{}").format(clock_words(start, zone), clock_words(end, zone), behind)
    times = Markup('<span class="nw">{}</span>').format(hours)
    text = Markup(str(get_datetime_format("medium", locale=locale)).replace("'", "")).format(times, day)  # noqa: S704 - CLDR
    told = Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(webinar.starts, text)
    return told + Markup("{}<bdi>{}</bdi>").format(comma().removeprefix(behind), place) if place else told


def _days(first: datetime, last: datetime) -> Markup:
    locale = calendar_locale()
    begin, end = (Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(
        day.date().isoformat(), format_date(day, "long", locale=locale)
    ) for day in (first, last))  # fmt: skip
    return begin if first == last else Markup(_("%(first)s to %(last)s", first=begin, last=end))  # noqa: S704 - both parts are escaped above


def short_when(webinar: Webinar, zone: tzinfo) -> Markup:
    """Weekday and time elsewhere, for a table."""
    start, _end = webinar.span()
    local = start.astimezone(zone)
    day = format_date(local, "EEE d MMM", locale=calendar_locale())
    return Markup("<bdi>{}</bdi>{}<bdi>{}</bdi>").format(day, comma(), clock_words(start, zone))


def countdown(webinar: Webinar, hour: datetime) -> str:
    """`in 3 days`, in hours within the last two days: for a page that is read from `hour` to the end of that hour.

    Hours are those that are left when the page is last read: who counts on them is early and never late.
    """
    left = webinar.span()[0] - hour
    if left < timedelta(hours=48):
        least = (left - timedelta(hours=1)) // timedelta(hours=1)
        if least < 1:
            soon = left <= timedelta(hours=1)
            return _("in less than an hour") if soon else _("in less than two hours")
        left, unit = timedelta(hours=least), "hour"
    else:
        left, unit = timedelta(days=(webinar.span()[0].date() - hour.date()).days), "day"
    # The threshold keeps days days and hours hours: `in 2 months` is no help when the date stands above.
    return format_timedelta(left, granularity=unit, threshold=400, add_direction=True, locale=locale_code())  # type: ignore[arg-type] # babel lists the words


def change_near(webinar: Webinar, zone: ZoneInfo) -> ClockChange | None:
    """When clocks change in the week before or after: half of the readers remember the wrong hour."""
    return None if webinar.year_only or webinar.whole_days else find_change(zone, webinar.span()[0])


def clock_with(webinar: Webinar, offset: timedelta) -> str:
    """What the clock shows at the start when it is `offset` ahead of UTC."""
    return f"{(webinar.span()[0] + offset):%H:%M}"


def register_webinar_words(app: Flask) -> None:
    app.jinja_env.globals.update(
        audience_name=audience_name,
        change_near=change_near,
        city=city,
        clock_with=clock_with,
        countdown=countdown,
        feedback_open_for=OPEN_FOR,
        kind_name=kind_name,
        offset_words=offset_words,
        short_when=short_when,
        topic_name=topic_name,
        when=when,
        why_name=why_name,
        zone_choices=zone_choices,
    )
