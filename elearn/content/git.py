"""Asking git: never for a password, never for longer than some seconds, never taking a lock."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

SECONDS = 20
OPTIONS = ("--no-optional-locks", "--no-replace-objects", "--literal-pathspecs")


class Silent(Exception):
    """Git did not answer in time, or could not be started: what it would have said is not known."""


def ask_git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    """What git answers in a folder; nothing where it refuses, as outside a repository. Raises Silent."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours and the names are those of course files
            ["git", *OPTIONS, *words],  # noqa: S607 - found by name, as a person would
            cwd=folder,
            input=given,
            capture_output=True,
            check=True,
            timeout=SECONDS,
            env=environment,
        )
    except subprocess.CalledProcessError:
        return b""
    except (OSError, subprocess.SubprocessError) as error:
        raise Silent(str(error)) from error
    return done.stdout


def name_history(folders: Iterable[Path]) -> str:
    """A name for the history of files in these folders: the same name, the same answers. Raises Silent.

    It is made of the commit that is checked out, and of how far back a shallow clone reaches.
    """
    if shutil.which("git") is None:
        return "no git"
    settings = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("GIT_")]
    repositories = dict.fromkeys(_repository(folder.resolve()) for folder in folders)
    return "\n".join([*settings, *(_name(folder) for folder in repositories)])


def is_outside(folder: Path) -> bool:
    """True where git need not be asked: no folder from here upwards is a checkout, and no setting names one."""
    return "GIT_DIR" not in os.environ and not (_repository(folder.resolve()) / ".git").exists()


def _repository(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def _name(folder: Path) -> str:
    if not (folder / ".git").exists():
        return "outside"
    answer = ask_git(folder, "rev-parse", "HEAD", "--git-path", "shallow", "--git-path", "info/grafts").decode()
    head, *cuts = answer.splitlines() or [""]
    texts = [path.read_text(errors="replace") for name in cuts if (path := folder / name).is_file()]
    return " ".join([str(folder), head, *texts])
