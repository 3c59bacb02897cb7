"""Programmes: a set of topics with levels, for an audience, by a day; who is ready and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MOST_TOPICS = 40  # a set of them is one number in the database
NEW_DAYS = 365


class Level(StrEnum):
    """How much a topic matters. `NEWCOMERS`: required for the less experienced, recommended to the others."""

    REQUIRED = "required"
    NEWCOMERS = "newcomers"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a programme is for: whoever fits every condition that is set. None is set: all members."""

    confirmed: bool = False
    als: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Programme:
    """`topics` in the order of the page. Who joined less than `new_days` before the deadline is less experienced."""

    key: str
    titles: Mapping[str, str]
    language: str
    deadline: date
    topics: Mapping[str, Level]
    audience: Audience = field(default_factory=Audience)
    new_days: int = NEW_DAYS

    @property
    def new_since(self) -> date:
        """Who has been a member since this day or later is less experienced; at the earliest the first day there is."""
        return date.fromordinal(max(1, self.deadline.toordinal() - self.new_days))

    def required(self, *, newcomer: bool) -> tuple[str, ...]:
        """The topics that this person needs to be ready."""
        wanted = {Level.REQUIRED, Level.NEWCOMERS} if newcomer else {Level.REQUIRED}
        return tuple(topic for topic, level in self.topics.items() if level in wanted)

    def bits(self, topics: Iterable[str]) -> int:
        """A set of topics of this programme as one number; others are left out."""
        places = {topic: place for place, topic in enumerate(self.topics)}
        return sum(1 << places[topic] for topic in set(topics) if topic in places)

    def topics_of(self, bits: int) -> tuple[str, ...]:
        return tuple(topic for place, topic in enumerate(self.topics) if bits >> place & 1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an audience rule looks at. `als` is empty for an individual member."""

    als: str
    language: str
    country: str
    confirmed: bool


def fits_audience(audience: Audience, person: Candidate) -> bool:
    """True when the programme is for this member."""
    return (
        (person.confirmed or not audience.confirmed)
        and (not audience.als or person.als in audience.als)
        and (not audience.languages or person.language in audience.languages)
        and (not audience.countries or person.country in audience.countries)
    )


def missing_topics(programme: Programme, *, newcomer: bool, credited: Iterable[str]) -> tuple[str, ...]:
    """The required topics that she lacks, in the order of the programme; none: she is ready."""
    has = set(credited)
    return tuple(topic for topic in programme.required(newcomer=newcomer) if topic not in has)


@dataclass(frozen=True, slots=True)
class Crowd:
    """`people` of one home who are alike in everything that matters; `credited` are bits of the programme's topics."""

    als_id: int
    person: Candidate
    newcomer: bool
    credited: int
    people: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of a row's audience are ready, and how many lack each topic that they need."""

    people: int = 0
    ready: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Readiness) -> Readiness:
        topics = {**self.missing, **other.missing}
        missing = {topic: self.missing.get(topic, 0) + other.missing.get(topic, 0) for topic in topics}
        return Readiness(self.people + other.people, self.ready + other.ready, missing)


def count_readiness(programme: Programme, crowds: Sequence[Crowd]) -> dict[int, Readiness]:
    """ALS id -> its readiness, counting only the audience. An ALS without any of it is not there."""
    rows: dict[int, Readiness] = {}
    for crowd in crowds:
        if fits_audience(programme.audience, crowd.person):
            lacks = missing_topics(programme, newcomer=crowd.newcomer, credited=programme.topics_of(crowd.credited))
            counted = Readiness(crowd.people, 0 if lacks else crowd.people, dict.fromkeys(lacks, crowd.people))
            rows[crowd.als_id] = rows.get(crowd.als_id, Readiness()) + counted
    return rows
