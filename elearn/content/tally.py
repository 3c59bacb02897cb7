"""How much of its source a translation renders."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Pieces and words of one translation: current, out of date, missing.

    `begun` is False while only title and summary are translated, though there is more.
    """

    units: dict[str, int] = field(default_factory=lambda: {"current": 0, "stale": 0, "missing": 0})
    words: dict[str, int] = field(default_factory=lambda: {"current": 0, "stale": 0, "missing": 0})
    begun: bool = True

    def add(self, state: str, words: int) -> None:
        self.units[state] += 1
        self.words[state] += words

    @property
    def pieces(self) -> int:
        """All pieces, with the front matter as one."""
        return sum(self.units.values())
