"""Checking and compiling the same courses again and again while somebody writes: for a process that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from elearn.content.compiler import Checked, Compiled, check_tree, compile_tree
from elearn.content.files import Entry, Tree, read_entry, read_tree
from elearn.content.memory import Memory

# A file that was written less than this before it was read is read again: a second writing may bear the same time.
FRESH = 2_000_000_000  # nanoseconds; FAT counts in steps of two seconds


@dataclass(slots=True)
class KeptFiles:
    """The bytes of files, read again only when size, time or place on the disk have changed.

    `clock` gives nanoseconds since 1970, as `time.time_ns` does.
    """

    clock: Callable[[], int]
    _kept: dict[str, tuple[tuple[int, ...], int, bytes]] = field(default_factory=dict)

    def read(self, roots: Sequence[Path]) -> Tree:
        """The tree as it is on the disk now. Files that are gone are forgotten."""
        seen: set[str] = set()

        def read(entry: Entry) -> bytes:
            seen.add(entry.path)
            return self._read(entry)

        tree = read_tree(roots, read)
        for path in self._kept.keys() - seen:
            del self._kept[path]
        return tree

    def _read(self, entry: Entry) -> bytes:
        now, found = self.clock(), entry.stat()
        mark = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        kept = self._kept.get(entry.path)
        if kept and kept[0] == mark and kept[1] - max(found.st_mtime_ns, found.st_ctime_ns) > FRESH:
            return kept[2]
        # Read after looking at the mark: what is written in between will bear another one, or be fresh.
        data = read_entry(entry)
        data = kept[2] if kept and kept[2] == data else data
        self._kept[entry.path] = mark, now, data
        return data


@dataclass(slots=True)
class Workbench:
    """Keeps every page that was read, by its place and content, with all that was made of it.

    Promises: the answers are those of `check_tree` and `compile_tree` for the same tree, languages and day, whatever
    was asked before. Of a changed file that file is read again, its translations are joined again, and what its links
    and those to it need is looked up again. What is kept is bounded by the tree; nothing is written to disk. One
    thread at a time. What is returned belongs to the workbench: read it, don't change it.
    """

    languages: Sequence[str]
    _memory: Memory = field(default_factory=Memory)

    def check(self, tree: Tree, *, today: date) -> Checked:
        """Everything that is wrong with the tree now."""
        self._memory.begin()
        checked = check_tree(tree, languages=self.languages, today=today, memory=self._memory)
        self._memory.end()
        return checked

    def compile(self, tree: Tree, *, today: date) -> Compiled:
        """The site that the tree makes now."""
        self._memory.begin()
        compiled = compile_tree(tree, languages=self.languages, today=today, memory=self._memory)
        self._memory.end()
        return compiled

    @property
    def made(self) -> Counter[str]:
        """How often each kind of step was done, not recalled, by the last call: `page` is a file that was parsed,
        `joined` a translation that was compared with its source, `part` a lesson or quiz that was rendered.
        """
        return self._memory.made.copy()
