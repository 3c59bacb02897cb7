"""The picture that social networks show beside a link: 1200 by 630, our own drawing with the words of one page.

Typst sets it, because only a typesetter joins Arabic letters. It is an extra (docs/decisions/0013) and works in a
process of its own: its 80 MB stay out of the workers, and so would a fault of it.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec

import msgspec

SECONDS = 20


@dataclass(frozen=True, slots=True)
class CardWords:
    """What stands on a card. `language` is our code; `mark` the drawing of the site as SVG; all of it plain text."""

    language: str
    direction: str
    site: str
    above: str
    title: str
    mark: str


@cache
def can_draw() -> bool:
    """True where Typst is installed. Whether it finds letters for a script is seen when a card is drawn."""
    return find_spec("typst") is not None


def draw_card(words: CardWords) -> bytes | None:
    """The PNG; None without Typst, without a font for the script, or when it took longer than SECONDS."""
    if not can_draw():
        return None
    command = [sys.executable, "-m", "elearn.exchange.card_typst"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and words only on its standard input
            command, input=msgspec.json.encode(asdict(words)), capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout or None
