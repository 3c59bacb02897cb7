"""Webinars and other events of the community as immutable values: when, in which languages, and what is left of them.

All times are UTC. A page is made once an hour for everybody, so a state holds for a whole hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from elearn.domain.recordings import Recording
from elearn.domain.sections import Texts

# `igf` is a national or regional Internet Governance Forum.
KINDS = ("webinar", "school", "forum", "summit", "igf")
TOPICS = ("newcomers", "communications", "names", "addresses", "security", "policy", "governance")
AUDIENCES = ("everyone", "members", "invited")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class State(StrEnum):
    """`LIVE` from the beginning of the hour in which it starts."""

    ANNOUNCED = "announced"
    LIVE = "live"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Channel:
    """What one can hear in one language: the speakers themselves when `spoken`, else interpreters.

    `conference` is the id to say or type, `phone` a number, `captions` an address with the words as they are said.
    """

    language: str
    spoken: bool
    conference: str = ""
    phone: str = ""
    captions: str = ""


@dataclass(frozen=True, slots=True)
class Presenter:
    name: str
    roles: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Webinar:
    """`starts` and `ends` are moments (`2014-05-15T13:00:00Z`), or days, or `starts` is a year: held, day not known.

    `record` holds its texts and files: summary and sections, transcripts, slides, audio, video. `series` and `places`
    are words by language. `why` is `cancelled` or `moved`, else empty. `sequence` rises with each change of what stands
    in a calendar, `changed_at` is the moment (UTC, ISO 8601) from which on it stood as it stands here.
    """

    id: str
    language: str
    starts: str
    record: Recording
    summaries: Texts
    ends: str = ""
    kind: str = "webinar"
    topic: str = ""
    course: str = ""
    audience: str = ""
    regions: tuple[str, ...] = ()
    series: Texts = field(default_factory=dict)
    places: Texts = field(default_factory=dict)
    presenters: tuple[Presenter, ...] = ()
    channels: tuple[Channel, ...] = ()
    join: str = ""
    register: str = ""
    dial_out: str = ""
    why: str = ""
    sequence: int = 0
    changed_at: str = ""

    @property
    def titles(self) -> Texts:
        return self.record.titles

    @property
    def year_only(self) -> bool:
        return len(self.starts) == len("2014")

    @property
    def whole_days(self) -> bool:
        return len(self.starts) == len("2014-06-21")

    def span(self) -> tuple[datetime, datetime]:
        """The first moment, and the first that is over. Days last from midnight to midnight UTC."""
        if self.year_only:
            return datetime(int(self.starts), 1, 1, tzinfo=UTC), datetime(int(self.starts) + 1, 1, 1, tzinfo=UTC)
        if self.whole_days:
            last = date.fromisoformat(self.ends or self.starts)
            return _midnight(date.fromisoformat(self.starts)), _midnight(last) + DAY
        start = datetime.fromisoformat(self.starts)
        return start, datetime.fromisoformat(self.ends) if self.ends else start + HOUR

    def stood_from(self) -> datetime:
        """`changed_at` as a moment. Raises ValueError before it was published."""
        return datetime.fromisoformat(self.changed_at)

    def state(self, hour: datetime) -> State:
        """In the whole hour that begins at `hour`. Of a year alone we know only that it is over."""
        start, end = self.span()
        if self.year_only or end <= hour:
            return State.PAST
        return State.LIVE if start < hour + HOUR else State.ANNOUNCED

    def languages(self) -> frozenset[str]:
        """In which something of it can be heard or read."""
        record = self.record
        files = (record.audio, record.video, record.transcripts, record.slides)
        return frozenset(channel.language for channel in self.channels).union(*files)

    def concerns(self, ralo: str) -> bool:
        """Whether it is for this region: its own, or for all."""
        return not self.regions or ralo in self.regions

    def calendar_facts(self) -> tuple[object, ...]:
        """What makes a person change plans."""
        return self.starts, self.ends, self.why, dict(self.places), self.join, self.channels, self.dial_out


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour of a moment, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def list_coming(webinars: Iterable[Webinar], hour: datetime) -> list[Webinar]:
    """What is on or comes, the next first."""
    coming = (webinar for webinar in webinars if webinar.state(hour) is not State.PAST)
    return sorted(coming, key=lambda webinar: (webinar.span(), webinar.id))


def list_past(webinars: Iterable[Webinar], hour: datetime) -> list[Webinar]:
    """What is over, the latest first; those of one moment by id."""
    past = sorted((one for one in webinars if one.state(hour) is State.PAST), key=lambda webinar: webinar.id)
    return sorted(past, key=lambda webinar: webinar.span()[0], reverse=True)


def find_next(webinars: Iterable[Webinar], hour: datetime) -> Webinar | None:
    """The next one to which everybody can go: not cancelled, live or to come."""
    return next((webinar for webinar in list_coming(webinars, hour) if webinar.why != "cancelled"), None)


def stamp(webinars: Iterable[Webinar], before: Mapping[str, Webinar], now: datetime) -> tuple[Webinar, ...]:
    """With sequence and moment of change: those of `before` where nothing has changed since."""
    return tuple(_stamped(webinar, before.get(webinar.id), now) for webinar in webinars)


def withdraw(
    webinars: Iterable[Webinar], before: Iterable[Webinar], withdrawn: Iterable[Webinar], now: datetime
) -> tuple[Webinar, ...]:
    """What was published once and is no more among `webinars`, by id: those of `before`, without what was written and
    recorded, and those that were `withdrawn` by then.

    One that was still to come, or on, is cancelled from `now` on; one that was held stays held, and has changed `now`.
    """
    gone = {one.id: one for one in withdrawn} | {one.id: _withdrawn(one, now) for one in before}
    for webinar in webinars:
        gone.pop(webinar.id, None)
    return tuple(gone[one] for one in sorted(gone))


def _withdrawn(webinar: Webinar, now: datetime) -> Webinar:
    bare = replace(webinar, record=Recording(webinar.id, webinar.titles, (), webinar.record.language))
    if webinar.why == "cancelled":
        return bare
    if webinar.year_only or webinar.span()[1] <= now:
        return replace(bare, changed_at=_written(now))
    return replace(bare, why="cancelled", sequence=webinar.sequence + 1, changed_at=_written(now))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _stamped(webinar: Webinar, old: Webinar | None, now: datetime) -> Webinar:
    moment = _written(now)
    if old is None:
        return replace(webinar, sequence=0, changed_at=moment)
    same = replace(webinar, sequence=old.sequence, changed_at=old.changed_at)
    if same == old:
        return same
    moves = webinar.calendar_facts() != old.calendar_facts()
    return replace(webinar, sequence=old.sequence + moves, changed_at=moment)
