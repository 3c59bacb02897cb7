"""Whether an ALS is active, less active or on standby: a rule with thresholds that the operator sets (`ALS_STATUS`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class AlsStatus(StrEnum):
    ACTIVE = "active"
    LESS_ACTIVE = "less_active"
    STANDBY = "standby"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Days are counted back from today, today included; `members` counts the invited too."""

    active_days: int = 90
    standby_days: int = 365
    members: int = 3
    finished_days: int = 180


def status_of(
    *, members: int, last_active_on: date | None, finished_lately: bool, today: date, thresholds: Thresholds
) -> AlsStatus:
    """*Standby*: nobody there, or nobody active for `standby_days`. *Active*: enough `members`, somebody active within
    `active_days`, and somebody with a finished course active in it within `finished_days`. *Less active*: in between.
    """
    if not members or last_active_on is None or last_active_on <= today - timedelta(days=thresholds.standby_days):
        return AlsStatus.STANDBY
    lately = last_active_on > today - timedelta(days=thresholds.active_days)
    if members >= thresholds.members and lately and finished_lately:
        return AlsStatus.ACTIVE
    return AlsStatus.LESS_ACTIVE
