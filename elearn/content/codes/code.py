"""What a diagnostic code is: how bad, what it is about, why the rule exists, and a line before and after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error blocks its module, a warning blocks nothing, a hint is shown on request."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the table that `elearn explain` prints. `before` and `after` are lines of a course file, or empty."""

    severity: Severity
    title: str
    why: str
    before: str = ""
    after: str = ""


E, W, H = Severity.ERROR, Severity.WARNING, Severity.HINT
