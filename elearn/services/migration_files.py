"""The migrations that this code knows, by their files' names: asked before anything of a database is loaded."""

from __future__ import annotations

from pathlib import Path

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def known_revisions() -> list[str]:
    """In their order: a file's name begins with its revision, `0001_a_sentence.py`."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
