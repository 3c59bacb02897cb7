"""The files of the courses while somebody writes in them: only what has changed is read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from elearn.content.files import Entry, Tree, list_files, read_file
from elearn.content.source import File

Stamp = tuple[int, int, int]


@dataclass(slots=True)
class WorkingTree:
    """`read` counts the files that were read from the disk, for whoever wants to see that it is few."""

    roots: Sequence[Path]
    read: int = 0
    kept: dict[str, tuple[Stamp, File]] = field(default_factory=dict)

    def look(self) -> bool:
        """Whether anything has changed since the last look. What an editor is busy with is not there for a moment."""
        try:
            seen = self._read()
        except OSError:
            # A folder that may not be entered, or went while it was listed: the next look sees more.
            return False
        changed = seen != self.kept
        self.kept = seen
        return changed

    def _read(self) -> dict[str, tuple[Stamp, File]]:
        entries = {entry.path: self._entry(entry, shown, inside) for entry, shown, inside in list_files(self.roots)}
        return {path: entry for path, entry in entries.items() if entry}

    def _entry(self, entry: Entry, shown: str, inside: str) -> tuple[Stamp, File] | None:
        try:
            state = entry.stat(follow_symlinks=False)
            # An editor that saves by renaming makes another inode; one that saves twice in a tick another length.
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
            kept = self.kept.get(entry.path)
            if kept and kept[0] == stamp:
                return kept
            self.read += 1
            return stamp, read_file(entry, shown, inside)
        except OSError:
            return None

    def tree(self) -> Tree:
        """The files as of the last look."""
        tree = Tree()
        for _, file in self.kept.values():
            tree.add(file)
        return tree
