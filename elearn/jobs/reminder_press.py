"""Reminders as letters: when, in her zone and in UTC, and how to get in, in her language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property

from jinja2 import Environment

from config import Config
from elearn.domain.course import pick
from elearn.domain.isolates import as_dialled, isolated, led
from elearn.domain.languages import LANGUAGES
from elearn.domain.reminders import Ahead, Due
from elearn.domain.webinars import Channel, Webinar
from elearn.domain.zones import find_zone
from elearn.extensions.places import city_name
from elearn.extensions.speakers import Speaker
from elearn.jobs.press import mail_templates
from elearn.services.mail import Words
from elearn.services.reminders import Letter, Reminded


@dataclass(frozen=True, slots=True)
class _Said:
    """What text and HTML say alike. `times`, `ways`: lines; `links`: (words, address)."""

    title: str
    title_language: str
    times: tuple[str, ...]
    ways: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    why: str
    stop: tuple[str, str]


@dataclass(frozen=True)
class ReminderPress:
    """Writes for one site."""

    config: Config

    @cached_property
    def templates(self) -> Environment:
        return mail_templates()

    def write(self, due: Due, person: Reminded, token: str) -> Letter:
        """The subject tells the day and hour in her zone: it is all that a telephone shows."""
        speak = Speaker(self.config.catalogues_path, person.language, self.config.languages)
        _, said = speak.gettext, self.say(due, person, token, speak)
        first = times_of(due.webinar, person.zone, speak)[0]
        subject = _(
            "Reminder: %(title)s, %(time)s", title=isolated(said.title, said.title_language), time=isolated(first)
        )
        subject = led(subject, speak.language.code)
        html = self.templates.get_template("mail/reminder.html").render(
            _=_, reader=speak.language, name=person.name, said=said, languages=LANGUAGES, subject=subject
        )
        return Letter(Words(subject, reminder_text(speak, person.name, said)), html, said.stop[1])

    def say(self, due: Due, person: Reminded, token: str, speak: Speaker) -> _Said:
        _, one, code = speak.gettext, due.webinar, speak.language.code
        base = f"{self.config.base_url}/{code}"
        title, language = pick(one.titles, code, one.language)
        links = [(_("Join in the browser"), one.join)] if one.join else []
        why = {
            Ahead.WEEK: _("You asked to be reminded a week before."),
            Ahead.DAY: _("You asked to be reminded a day before."),
            Ahead.HOUR: _("You asked to be reminded an hour before."),
        }
        return _Said(
            title=title,
            title_language=language,
            times=times_of(one, person.zone, speak),
            ways=tuple(_way(channel, speak) for channel in _ordered(one, code)),
            links=(*links, (_("Everything about it"), f"{base}/webinars/{one.id}")),
            why=why[due.ahead],
            stop=(_("No more reminders"), f"{base}/unsubscribe/{token}"),
        )


def times_of(webinar: Webinar, zone_name: str, speak: Speaker) -> tuple[str, ...]:
    """In her zone where she chose one and it is at an hour, and in UTC."""
    start, end = webinar.span()
    if webinar.whole_days:
        first, last = speak.date(start.date()), speak.date((end - timedelta(days=1)).date())
        return (first,) if first == last else (speak.gettext("%(first)s to %(last)s", first=first, last=last),)
    universal, zone = f"{_span(start, end, UTC, speak)} UTC", find_zone(zone_name)
    if zone is None:
        return (universal,)
    place = city_name(zone_name, speak.locale)
    return f"{_span(start, end, zone, speak)} ({isolated(place)})", universal


def _span(start: datetime, end: datetime, zone: tzinfo, speak: Speaker) -> str:
    day, begins = speak.day_and_time(start, zone)
    return speak.joined(day, f"{begins} – {speak.day_and_time(end, zone)[1]}")


def _ordered(webinar: Webinar, code: str) -> list[Channel]:
    return sorted(webinar.channels, key=lambda channel: channel.language != code)


def _way(channel: Channel, speak: Speaker) -> str:
    """A line of those who have a telephone: language, number, what to say or type."""
    number = as_dialled(channel.phone) if channel.phone else ""
    room = f"{speak.gettext('Conference ID:')} {as_dialled(channel.conference)}" if channel.conference else ""
    return " · ".join(part for part in (speak.language_name(channel.language), number, room) if part)


def reminder_text(speak: Speaker, name: str, said: _Said) -> str:
    """The text alternative: the same words as the HTML."""
    parts = (
        speak.gettext("Hello %(name)s,", name=isolated(name)),
        isolated(said.title, said.title_language) + "\n" + "\n".join(said.times),
        "\n".join(f"- {way}" for way in said.ways),
        "\n\n".join(f"{words}\n{address}" for words, address in said.links),
        said.why,
        f"{said.stop[0]}\n{said.stop[1]}",
    )
    return "\n\n".join(part for part in parts if part) + "\n"
