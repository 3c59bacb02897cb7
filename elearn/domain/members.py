"""A member who may be named, and where she stands in each course. Neither answers nor scores are here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from elearn.domain.progress import State


@dataclass(frozen=True, slots=True)
class CourseState:
    """Where one person stands in one course. The days are UTC."""

    state: State
    last_active_on: date | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member who may be named. `confirmed` False: she said herself that she belongs here.

    `group` is the name of her ALS where she is asked for alone; empty for an individual member.
    """

    account_id: int
    uid: str
    name: str
    language: str
    joined: bool
    confirmed: bool
    since: date
    courses: Mapping[str, CourseState]
    group: str = ""

    @property
    def last_active_on(self) -> date | None:
        return max((course.last_active_on for course in self.courses.values() if course.last_active_on), default=None)


@dataclass(frozen=True, slots=True)
class Roll:
    """What the files about one ALS say at their head; an empty `als` stands for the individual members of the RALO."""

    ralo: str
    als: str
    name: str
    as_of: date
    courses: tuple[str, ...]
