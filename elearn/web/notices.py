"""Which version of a notice is shown. Whoever changes its text raises the version here and in docs/privacy.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Notice:
    """`number` counts up from 1, `day` is when it took effect, `words` the fingerprint of the text (a test says it)."""

    number: int
    day: date
    words: str


PRIVACY = Notice(6, date(2026, 11, 23), "7e7141b4edff")
