"""Programmes, topics and levels as words: for coordinators' pages and for each learner's own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from elearn.domain.community import AlsLine
from elearn.domain.course import pick
from elearn.domain.languages import LANGUAGES, Language
from elearn.domain.programmes import Audience, Level, Programme, Readiness
from elearn.domain.readiness import ReadinessReport
from elearn.domain.topics import Means, Topic
from elearn.extensions.words import gettext as _
from elearn.services.programmes import OwnProgramme, OwnTopic
from elearn.web.countries import country_name
from elearn.web.languages import comma
from elearn.web.region_view import INDIVIDUAL, course_titles


@dataclass(frozen=True, slots=True)
class Titled:
    """`address` may be empty; `language` is the one the title is in."""

    title: str
    language: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class GroupView:
    name: str
    language: Language | None
    address: str
    people: int
    ready: int
    missing: str


@dataclass(frozen=True, slots=True)
class PersonView:
    name: str
    address: str
    group: str
    note: str
    missing: str


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme in a region. `audience` says whom it is for; `topics` are (title, level, people who lack it)."""

    title: Titled
    deadline: date
    audience: str
    figures: tuple[tuple[str, int], ...]
    topics: tuple[tuple[Titled, str, int], ...]
    groups: tuple[GroupView, ...]
    people: tuple[PersonView, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OwnTopicView:
    """`done` says what earned it and when; else `steps` are what to do next: one of these is enough."""

    title: Titled
    level: str
    done: str
    on: date | None
    late: bool
    steps: tuple[Titled, ...]


@dataclass(frozen=True, slots=True)
class OwnView:
    title: Titled
    deadline: date
    ready: bool
    topics: tuple[OwnTopicView, ...]


def level_words() -> dict[Level, str]:
    return {
        Level.REQUIRED: _("Required"),
        Level.NEWCOMERS: _("Required for the less experienced"),
        Level.RECOMMENDED: _("Recommended"),
    }


def titled(texts: Mapping[str, str], source: str, lang: str, address: str = "") -> Titled:
    return Titled(*pick(texts, lang, source), address)


def programme_links(programmes: Sequence[Programme], ralo: str, lang: str) -> tuple[Titled, ...]:
    """The open programmes as links to their pages in this region."""
    base = f"/{lang}/regions/{ralo.lower()}/programmes"
    return tuple(titled(one.titles, one.language, lang, f"{base}/{one.key}") for one in programmes)


def programme_view(report: ReadinessReport, lang: str) -> ProgrammeView:
    programme, base = report.programme, f"/{lang}/regions/{report.ralo.lower()}"
    titles = {key: titled(topic.titles, topic.language, lang) for key, topic in report.topics.items()}
    levels, totals = level_words(), report.totals
    return ProgrammeView(
        title=titled(programme.titles, programme.language, lang),
        deadline=programme.deadline,
        audience=audience_words(programme.audience),
        figures=(
            (_("people it is for"), totals.people),
            (_("ready"), totals.ready),
            (_("not ready yet"), totals.people - totals.ready),
        ),
        topics=tuple(
            (titles[key], levels[level], totals.missing.get(key, 0)) for key, level in programme.topics.items()
        ),
        groups=tuple(_group(line, row, titles, f"{base}/programmes/{programme.key}") for line, row in report.rows),
        people=tuple(
            PersonView(
                person.name,
                f"{base}/{person.als or INDIVIDUAL}/{person.uid}",
                person.als_name or _("Individual members"),
                _("less experienced") if person.newcomer else "",
                comma().join(titles[topic].title for topic in person.missing),
            )
            for person in report.people
        ),
        page=report.page,
        pages=report.pages,
    )


def _group(line: AlsLine, row: Readiness, titles: Mapping[str, Titled], base: str) -> GroupView:
    lacking = sorted(row.missing.items(), key=lambda found: (-found[1], found[0]))
    return GroupView(
        line.name or _("Individual members"),
        LANGUAGES.get(line.language),
        f"{base}?als={line.code or INDIVIDUAL}#people",
        row.people,
        row.ready,
        comma().join(f"{titles[topic].title}: {count}" for topic, count in lacking),
    )


def audience_words(audience: Audience) -> str:
    """Whom a programme is for, in one line."""
    parts = [_("Confirmed members") if audience.confirmed else _("All members")]
    parts += [comma().join(sorted(audience.als))] if audience.als else []
    parts += (
        [comma().join(LANGUAGES[code].endonym for code in sorted(audience.languages))] if audience.languages else []
    )
    parts += [comma().join(country_name(code) for code in sorted(audience.countries))] if audience.countries else []
    return " · ".join(parts)


def own_view(own: OwnProgramme, lang: str) -> OwnView:
    programme = own.programme
    return OwnView(
        titled(programme.titles, programme.language, lang),
        programme.deadline,
        own.ready,
        tuple(_own_topic(topic, lang) for topic in own.topics),
    )


def _own_topic(own: OwnTopic, lang: str) -> OwnTopicView:
    topic, credit = own.topic, own.credit
    words = {
        Means.COURSE: _("by a course"),
        Means.WEBINAR: _("by a webinar"),
        Means.ROSTER: _("at a meeting face to face"),
    }
    return OwnTopicView(
        title=titled(topic.titles, topic.language, lang),
        level=_("Required") if own.required else _("Recommended"),
        done=words[credit.means] if credit else "",
        on=credit.on if credit else None,
        late=credit is not None and not own.in_time,
        steps=() if credit else _steps(topic, lang),
    )


def _steps(topic: Topic, lang: str) -> tuple[Titled, ...]:
    """Courses that can be opened now."""
    titles = course_titles(topic.courses, lang)
    return tuple(Titled(title, "", f"/{lang}/c/{key}") for key, title in titles.items() if title != key)
