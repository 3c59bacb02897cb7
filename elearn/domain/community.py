"""The community's fixed shape: five regions, the roles, and who may be where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Ralo:
    """A regional organisation. `code` in capitals is what people say; addresses carry it in lower case."""

    code: str
    name: str


RALOS: dict[str, Ralo] = {
    ralo.code: ralo
    for ralo in (
        Ralo("AFRALO", "African Regional At-Large Organization"),
        Ralo("APRALO", "Asian, Australasian and Pacific Islands Regional At-Large Organization"),
        Ralo("EURALO", "European Regional At-Large Organization"),
        Ralo("LACRALO", "Latin American and Caribbean Regional At-Large Organization"),
        Ralo("NARALO", "North American Regional At-Large Organization"),
    )
}


@dataclass(frozen=True, slots=True)
class AlsLine:
    """An ALS as lists show it. `country` is ISO alpha-2, `language` the one it works in."""

    code: str
    name: str
    country: str
    language: str


class Role(StrEnum):
    """What a person may do besides learning. Every signed-in person is a learner; the rest is granted, on a scope."""

    REPRESENTATIVE = "representative"
    COORDINATOR = "coordinator"
    INSTRUCTOR = "instructor"
    TRANSLATOR = "translator"
    ADMINISTRATOR = "administrator"


class ScopeKind(StrEnum):
    SITE = "site"
    RALO = "ralo"
    ALS = "als"
    COURSE = "course"
    LANGUAGE = "language"


# The one kind of scope on which each role makes sense; the database refuses the rest.
SCOPE_OF_ROLE: dict[Role, ScopeKind] = {
    Role.REPRESENTATIVE: ScopeKind.ALS,
    Role.COORDINATOR: ScopeKind.RALO,
    Role.INSTRUCTOR: ScopeKind.COURSE,
    Role.TRANSLATOR: ScopeKind.LANGUAGE,
    Role.ADMINISTRATOR: ScopeKind.SITE,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a scope from one day to another (the last day included; None = open).

    `scope` is a RALO code, an ALS code, a course id (`*` = all), a language code (`*` = all), or empty for the site.
    An `alternate` stands in for the representative of an ALS and may do the same.
    """

    role: Role
    scope: str
    since: date
    until: date | None = None
    alternate: bool = False

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
