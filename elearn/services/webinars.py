"""Webinars and other events of the release in force, as one reader gets them in one hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from elearn.domain.course import Course, pick
from elearn.domain.errors import Gone, NotFound
from elearn.domain.recordings import MediaFile, Recording, Transcript
from elearn.domain.webinars import Channel, State, Webinar, find_next, list_coming, list_past
from elearn.services.catalogue import Catalogue, SectionView, TermView
from elearn.services.recordings import Offer, along_of, first_of, offers_of

ON_A_PAGE = 20
# Why an event is off or on another day: said with its time, not among its texts.
REASON = "reason"


@dataclass(frozen=True, slots=True)
class Line:
    """An event in a list."""

    webinar: Webinar
    state: State
    title: str
    title_language: str
    summary: str
    summary_language: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list: what comes, the next first, then what is over, the latest first. Pages count from 1."""

    coming: tuple[Line, ...]
    past: tuple[Line, ...]
    page: int
    pages: int
    topics: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebinarView:
    """An event's page. `channels` has the reader's language first; the rest is as for a recording."""

    webinar: Webinar
    state: State
    title: str
    title_language: str
    summary: str
    summary_language: str
    sections: tuple[SectionView, ...]
    reason: tuple[SectionView, ...]
    terms: tuple[TermView, ...]
    draft: bool
    channels: tuple[Channel, ...]
    course: Course | None
    transcript: Transcript | None
    spoken: str
    others: tuple[str, ...]
    offers: tuple[Offer, ...]
    along: MediaFile | None

    @property
    def record(self) -> Recording:
        return self.webinar.record


def list_webinars(
    books: Catalogue, *, hour: datetime, language: str, topic: str = "", heard: str = "", page: int = 1
) -> Listing:
    """Those of a topic and with a channel or a file in the language `heard`. A page that is not there is the last."""
    everything = books.site.webinars
    chosen = [one for one in everything if topic in ("", one.topic) and (not heard or heard in one.languages())]
    ordered = [*list_coming(chosen, hour), *list_past(chosen, hour)]
    pages = max(1, -(-len(ordered) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    lines = list_lines(ordered[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], hour, language)
    return Listing(
        coming=tuple(line for line in lines if line.state is not State.PAST),
        past=tuple(line for line in lines if line.state is State.PAST),
        page=page,
        pages=pages,
        topics=tuple(sorted({one.topic for one in everything if one.topic})),
        languages=tuple(sorted({code for one in everything for code in one.languages()})),
    )


def next_webinar(books: Catalogue, *, hour: datetime, language: str) -> Line | None:
    """What the home page shows."""
    found = find_next(books.site.webinars, hour)
    return _line(found, hour, language) if found else None


def list_lines(webinars: Sequence[Webinar], hour: datetime, language: str) -> tuple[Line, ...]:
    """In the order given."""
    return tuple(_line(webinar, hour, language) for webinar in webinars)


def _line(webinar: Webinar, hour: datetime, language: str) -> Line:
    title = pick(webinar.titles, language, webinar.language)
    return Line(webinar, webinar.state(hour), *title, *pick(webinar.summaries, language, webinar.language))


def get_webinar(books: Catalogue, webinar_id: str) -> Webinar:
    """Raises Gone when it was published once and its file was taken away, NotFound when never."""
    found = books.site.webinar(webinar_id)
    if found is None:
        if any(one.id == webinar_id for one in books.site.withdrawn):
            raise Gone("webinar", webinar_id)
        raise NotFound("webinar", webinar_id)
    return found


def calendar_webinars(books: Catalogue) -> tuple[Webinar, ...]:
    """All of the release, and those taken away before they were held: a calendar that has one is to let it go."""
    return *books.site.webinars, *(one for one in books.site.withdrawn if one.why == "cancelled")


def news_webinars(books: Catalogue, since: datetime) -> tuple[Webinar, ...]:
    """All of the release, and of those taken away the cancelled ones that would have been over after `since`, and those
    that were held and are away since then: who has read of one is to read that it is no more.
    """
    return *books.site.webinars, *(one for one in books.site.withdrawn if _leaves(one) > since)


def _leaves(withdrawn: Webinar) -> datetime:
    return withdrawn.span()[1] if withdrawn.why == "cancelled" else withdrawn.stood_from()


def open_webinar(books: Catalogue, webinar: Webinar, *, hour: datetime, language: str) -> WebinarView:
    """The page of an event for a reader of this language."""
    record, source = webinar.record, webinar.language
    line = _line(webinar, hour, language)
    sections, terms = books.join_sections(
        [section for section in record.sections if not section.facilitator], source, language
    )
    spoken = first_of(record.transcripts, language, source)
    return WebinarView(
        webinar=webinar,
        state=line.state,
        title=line.title,
        title_language=line.title_language,
        summary=line.summary,
        summary_language=line.summary_language,
        sections=tuple(section for section in sections if section.key != REASON),
        reason=tuple(section for section in sections if section.key == REASON),
        terms=terms,
        draft=language in record.draft_languages,
        channels=tuple(sorted(webinar.channels, key=lambda channel: channel.language != language)),
        course=books.site.course(webinar.course),
        transcript=record.transcripts.get(spoken),
        spoken=spoken,
        others=tuple(code for code in record.transcripts if code != spoken),
        offers=offers_of(record, language),
        along=along_of(record, spoken),
    )
