"""What somebody is writing, as of now: the files are watched, and compiled when a page of them is asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from elearn.content.files import Tree
from elearn.content.sketch import Check, Sketch, draw_sketch
from elearn.content.workbench import Workbench
from elearn.content.working_tree import WorkingTree

LOOK_EVERY_S = 0.4
# Editors write in several steps: a file is taken when it has been left alone for this long.
CALM_S = 0.1
MOST_WAITS = 10
# On a slow disk: after each look as many times as long nothing.
REST = 8


class Desk:
    """Safe to use from several threads. `revision` is greater than every earlier one, also of an earlier run.

    Of courses that the command is not about (`covers`) the translations are not looked at: a change then costs as much
    as the courses that it is about.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        languages: Sequence[str],
        covers: Callable[[str], bool],
        *,
        today: Callable[[], date],
        check: Check | None = None,
    ) -> None:
        self.roots = tuple(roots)
        self.languages = tuple(languages)
        self.covers = covers
        self.tree = WorkingTree(self.roots)
        self.tree.look()
        self.revision = time.time_ns() // 1_000_000
        self._today = today
        # Two memories: that of the files as they are, and that of the same files with keys made up.
        self.bench = Workbench(self.languages)
        self._keyed = Workbench(self.languages)
        self._check = check
        self._announced = self.revision
        self._sketch: tuple[int, Sketch] | None = None
        self._compiling = threading.Lock()
        self._changed = threading.Condition()

    def sketch(self) -> Sketch:
        """The pages of the files as of the last look; compiled once, whoever asks."""
        with self._compiling:
            revision = self.revision
            if self._sketch is None or self._sketch[0] != revision:
                day = self._today()
                check = self._check or partial(self.bench.check, today=day)
                recheck = self._check or partial(self._keyed.check, today=day)
                made = draw_sketch(self._narrow_tree(), languages=self.languages, check=check, recheck=recheck)
                self._sketch = (revision, made)
            return self._sketch[1]

    def _narrow_tree(self) -> Tree:
        tree = self.tree.tree()
        tree.texts = [
            file
            for file in tree.texts
            if self.covers(file.path) or "/" not in file.inside or "." not in Path(file.inside).stem
        ]
        return tree

    def look(self) -> bool:
        """Whether the files have changed. When they are calm and compiled, whoever waits is told: until then the old
        page stays in sight.
        """
        if not self.tree.look():
            return False
        for _ in range(MOST_WAITS):
            time.sleep(CALM_S)
            if not self.tree.look():
                break
        self.revision += 1
        self._compile()
        with self._changed:
            self._announced = self.revision
            self._changed.notify_all()
        return True

    def _compile(self) -> None:
        # A fault of ours is told on the page that is asked for next; the watch goes on.
        with suppress(Exception):
            self.sketch()

    def wait(self, known: int, seconds: float) -> int:
        """The newest compiled revision as soon as it is newer than `known`, at the latest after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._announced > known, seconds)
            return max(self._announced, known)

    def watch(self) -> None:
        """Looks again and again, on a thread that ends with the process."""
        threading.Thread(target=self._watch, name="preview-watch", daemon=True).start()

    def _watch(self) -> None:
        self._compile()
        spent = 0.0
        while True:
            time.sleep(max(LOOK_EVERY_S, spent * REST))
            begun = time.monotonic()
            if not self.look():
                spent = min(time.monotonic() - begun, LOOK_EVERY_S)
