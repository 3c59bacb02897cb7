"""This worker's copy of the release in force. A new release is seen within a second, without a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from elearn.domain.errors import Unavailable
from elearn.services.catalogue import Catalogue

POLL_SECONDS = 1.0


class Published:
    """Asks the database at most once a second which release is in force and loads it when it is another one.

    When the database cannot be asked, the release that is already here keeps serving.
    """

    def __init__(self, current: Callable[[], int], load: Callable[[], Catalogue | None]) -> None:
        self._current = current
        self._load = load
        self._catalogue: Catalogue | None = None
        self._asked_at = float("-inf")
        self._lock = threading.Lock()

    def release(self) -> int:
        """The number of the release in force as of at most a second ago; 0 before the first publish."""
        if time.monotonic() - self._asked_at >= POLL_SECONDS:
            self.refresh()
        elif self._catalogue is None:
            with self._lock:  # another thread loads the first one: whoever comes meanwhile waits for it
                pass
        return self._catalogue.release if self._catalogue else 0

    def release_or_last(self) -> int:
        """As `release`, and 0 when the database was never reached: the plane must not fail on its own."""
        try:
            return self.release()
        except Unavailable:
            return 0

    def catalogue(self) -> Catalogue:
        """Raises Unavailable("no-release") before the first publish."""
        self.release()
        if self._catalogue is None:
            raise Unavailable("no-release")
        return self._catalogue

    def refresh(self) -> None:
        """Ask now. One thread asks, the others go on with what they have."""
        if not self._lock.acquire(blocking=self._catalogue is None):
            return
        try:
            self._asked_at = time.monotonic()
            number = self._current()
            if self._catalogue is None or number != self._catalogue.release:
                self._catalogue = self._load() or self._catalogue
        except Unavailable:
            if self._catalogue is None:
                raise
        finally:
            self._lock.release()
