"""Points for several right answers, as Moodle writes them: shares in percent with five places."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from elearn.domain.written import Option

_PLACES = Decimal("0.00001")


def shares(options: Sequence[Option]) -> list[Decimal]:
    """Each right answer brings an equal share, each wrong one takes one: as we grade (course-format.md §6)."""
    right = max(sum(option.right for option in options), 1)
    share = (Decimal(100) / right).quantize(_PLACES, ROUND_HALF_EVEN)
    text = f"{share:f}".rstrip("0").rstrip(".")
    return [Decimal(text) if option.right else -Decimal(text) for option in options]
