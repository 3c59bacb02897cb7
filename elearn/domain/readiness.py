"""Who of a region is ready for a programme: the one list that the page, the CSV and the JSON render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.domain.community import AlsLine
from elearn.domain.programmes import Programme, Readiness
from elearn.domain.topics import Topic


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who may be named, with the required topics that she lacks (none: she is ready)."""

    account_id: int
    uid: str
    name: str
    als: str
    als_name: str
    newcomer: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """A programme in one region: every ALS that it is for, the individual members (an empty code) last, and people."""

    ralo: str
    programme: Programme
    topics: Mapping[str, Topic]
    rows: tuple[tuple[AlsLine, Readiness], ...]
    totals: Readiness
    people: tuple[PersonLine, ...]
    page: int = 1
    pages: int = 1
