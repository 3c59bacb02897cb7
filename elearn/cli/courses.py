"""Which courses a command is about: the roots of COURSES_PATH, and the files that were named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from config import LANGUAGES, ROOT
from elearn.content.files import Tree, read_tree, shown_root


@dataclass(frozen=True, slots=True)
class Wanted:
    """Roots to read, and the beginnings of the paths that the command is about; none means everything."""

    roots: tuple[Path, ...]
    prefixes: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether a path, as diagnostics show it, was asked for."""
        return not self.prefixes or any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.prefixes)

    def tree(self) -> Tree:
        """All files of the roots: also those that were not named, because links and ids lead to them."""
        return read_tree(self.roots)

    def file(self, shown: str) -> Path:
        """The file behind a path as diagnostics show it."""
        for root in self.roots:
            prefix = f"{shown_root(root)}/"
            if shown.startswith(prefix) and (root / shown.removeprefix(prefix)).is_file():
                return root / shown.removeprefix(prefix)
        raise click.ClickException(f"{shown} is not there any more")


def offered_languages() -> tuple[str, ...]:
    """LANGUAGES, or all that the site knows. The other settings are not read: checking needs no secret key."""
    named = tuple(code.strip() for code in os.environ.get("LANGUAGES", "").split(",") if code.strip())
    return named or LANGUAGES


def find_wanted(paths: Sequence[Path]) -> Wanted:
    """The courses of this site, or those around the named files when these lie elsewhere."""
    roots = _configured_roots()
    named = [path.resolve() for path in paths]
    for path in named:
        if not any(path.is_relative_to(root) for root in roots):
            roots = [*roots, _root_around(path)] if roots and _mixed(named, roots) else [_root_around(path)]
    prefixes = tuple(_shown(path, roots) for path in named if path not in roots)
    return Wanted(tuple(dict.fromkeys(roots)), prefixes)


def _mixed(named: Iterable[Path], roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for path in named for root in roots)


def _configured_roots() -> list[Path]:
    value = os.environ.get("COURSES_PATH") or "courses"
    here = [Path(part).resolve() for part in value.split(os.pathsep) if part]
    if all(root.is_dir() for root in here):
        return here
    return [root for part in value.split(os.pathsep) if (root := (ROOT / part).resolve()).is_dir()]


def _root_around(path: Path) -> Path:
    """The folder that holds the course folder; the folder itself when there is no course around it."""
    folders = [path, *path.parents] if path.is_dir() else list(path.parents)
    for folder in folders:
        if (folder / "course.md").is_file():
            return folder.parent
    for folder in folders:
        if (folder / "module.md").is_file():
            return folder.parent.parent
    return folders[0]


def _shown(path: Path, roots: Sequence[Path]) -> str:
    root = next(root for root in roots if path.is_relative_to(root))
    return f"{shown_root(root)}/{path.relative_to(root).as_posix()}"
