"""A real git repository around courses, for what asks it about the past."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Olivia"), ("EMAIL", "olivia@example.org"), ("DATE", "2026-11-18T10:00:00Z"))
}


def git(folder: Path, *words: str) -> str:
    environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def save(folder: Path) -> str:
    """Commits everything below the folder; the short name of the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "A change")
    return git(folder, "rev-parse", "--short", "HEAD")
