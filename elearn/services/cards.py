"""Cards for social networks: made when one is first asked for, kept in the instance folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from dataclasses import astuple
from pathlib import Path

from elearn.exchange.card_png import CardWords, can_draw, draw_card

__all__ = ["CardWords", "can_draw", "card_hash", "get_card"]

# Raised when the drawing changes, so that every address does.
DRAWING = "1"
# One at a time: drawing takes a core for half a second, and whoever else asks gets the card in no language.
_drawing = threading.Lock()
_failed: set[Path] = set()


def card_hash(words: CardWords) -> str:
    """Ten hex of everything that is drawn: other words, another address."""
    return hashlib.sha256("\0".join((DRAWING, *astuple(words))).encode()).hexdigest()[:10]


def get_card(folder: Path, name: str, words: CardWords) -> bytes | None:
    """The PNG of the part `name` (`fr-ip-reading-ipv6`). None while another is drawn, and where it cannot be drawn.

    Kept as `{name}.{hash}.png`; the one with the words of yesterday is taken out. What failed is not tried again before
    the next start: a font that is missing stays missing.
    """
    path = folder / f"{name}.{card_hash(words)}.png"
    if path.exists():
        return path.read_bytes()
    if path in _failed or not _drawing.acquire(blocking=False):
        return None
    try:
        drawn = draw_card(words)
        if drawn is None:
            _failed.add(path)
        else:
            _keep(path, name, drawn)
        return drawn
    finally:
        _drawing.release()


def _keep(path: Path, name: str, drawn: bytes) -> None:
    """Whole or not at all: two workers may write the same card."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(drawn)
    Path(draft).replace(path)
    for older in path.parent.glob(f"{name}.*.png"):
        if older != path:
            older.unlink(missing_ok=True)
