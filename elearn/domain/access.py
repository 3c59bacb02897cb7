"""Who may see and do what: one pure answer per question, asked by the policy table in `web/policy.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from elearn.domain.community import Grant, Role


class Access(Enum):
    """What an endpoint declares about its visitors."""

    PUBLIC = "the same bytes for everybody; session and person are never looked at"
    ANYONE = "personal, also for a guest"
    SIGNED_IN = "any account"
    REGION = "coordinators of the RALO in the address, administrators"
    REGIONS = "anybody who coordinates a RALO, administrators"
    ALS = "representatives of the ALS in the address, coordinators of its RALO, administrators"
    REPORTER = "whoever represents an ALS or coordinates a RALO, administrators"
    ADMINISTRATOR = "administrators"
    ROOM = "whoever is in the room of a workshop; on its laptop only"
    FACILITATOR = "whoever has the facilitator's code of a workshop; on its laptop only"
    LOCAL = "this machine only, never through a proxy"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person of one request with her grants, past and future ones included; `zone` is hers or empty."""

    account_id: int
    uid: str
    name: str
    language: str
    country: str
    grants: tuple[Grant, ...] = ()
    zone: str = ""

    def holds(self, role: Role, scope: str, day: date) -> bool:
        """True when she has this role on this scope (or on all, `*`) on this day."""
        return any(grant.role is role and grant.scope in (scope, "*") and grant.holds_on(day) for grant in self.grants)


def is_administrator(viewer: Viewer, day: date) -> bool:
    return viewer.holds(Role.ADMINISTRATOR, "", day)


def regions_of(viewer: Viewer, day: date, ralos: tuple[str, ...]) -> tuple[str, ...]:
    """The RALO codes whose people she may see by name: her own as coordinator, all of them as administrator."""
    if is_administrator(viewer, day):
        return ralos
    return tuple(ralo for ralo in ralos if viewer.holds(Role.COORDINATOR, ralo, day))


def may_see_region(viewer: Viewer, ralo: str, day: date) -> bool:
    return is_administrator(viewer, day) or viewer.holds(Role.COORDINATOR, ralo, day)


def may_see_als(viewer: Viewer, ralo: str, als: str, day: date) -> bool:
    return may_see_region(viewer, ralo, day) or viewer.holds(Role.REPRESENTATIVE, als, day)


def may_report(viewer: Viewer, day: date) -> bool:
    """Reports what ALSes did: about which ones is asked where the report is taken."""
    roles = (Role.REPRESENTATIVE, Role.COORDINATOR, Role.ADMINISTRATOR)
    return any(grant.role in roles and grant.holds_on(day) for grant in viewer.grants)
