"""Topics: what somebody can do for one, and the credit that this earns. A credit outlives a change of curriculum.

A way to a topic is never rewritten: it is ended. What was done before its end counts for good, however late it is told;
what was done after it does not. So the same deeds and the same ways make the same credits whenever they are folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

ENOUGH_OF_A_WEBINAR = 0.8


class Means(StrEnum):
    """How somebody satisfied a topic."""

    COURSE = "course"
    WEBINAR = "webinar"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Way:
    """A course finished, or a webinar attended, satisfies the topic; until `until`, or for good."""

    topic: str
    means: Means
    what: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """`titles` by language, `language` the one that stands for those that are missing; its ways of today."""

    key: str
    titles: Mapping[str, str]
    language: str
    courses: tuple[str, ...] = ()
    webinars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did and when. `what` is the course or webinar; of a roster the topic it names, or else empty.

    `course` is where a roster was held about a course. `source` is the event behind it (empty: a course finished).
    """

    means: Means
    what: str
    at: datetime
    source: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """`topic` is satisfied since the UTC day `on`, by `means` (`what`, `source` as in the deed)."""

    topic: str
    on: date
    means: Means
    what: str
    source: str = ""


def attended_enough(share: object) -> bool:
    """True for a number from 0.8 to 1: the share of a webinar that somebody was there for."""
    return isinstance(share, int | float) and not isinstance(share, bool) and ENOUGH_OF_A_WEBINAR <= share <= 1


def fold_credits(ways: Sequence[Way], deeds: Iterable[Deed]) -> dict[str, Credit]:
    """Topic -> the credit that the earliest fitting deed earned; of two at one moment, the same one whatever the order.

    A roster that names a topic satisfies that topic; one about a course counts as that course finished.
    """
    found: dict[str, tuple[tuple[datetime, str, str, str], Credit]] = {}
    for deed in deeds:
        for topic in _topics_of(ways, deed):
            rank = (deed.at, deed.means.value, deed.what or deed.course, deed.source)
            day = deed.at.astimezone(UTC).date()
            credit = Credit(topic, day, deed.means, deed.what or deed.course, deed.source)
            if topic not in found or rank < found[topic][0]:
                found[topic] = rank, credit
    return {topic: credit for topic, (_rank, credit) in sorted(found.items())}


def _topics_of(ways: Sequence[Way], deed: Deed) -> set[str]:
    if deed.means is Means.ROSTER and deed.what:
        return {deed.what}
    means, what = (Means.COURSE, deed.course) if deed.means is Means.ROSTER else (deed.means, deed.what)
    fitting = [way for way in ways if way.means is means and way.what == what]
    return {way.topic for way in fitting if way.until is None or deed.at < way.until}
