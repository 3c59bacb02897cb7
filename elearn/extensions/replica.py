"""A second database to read from: PostgreSQL's streaming replica, used only while it is known to be close behind.

What a page shows may then be up to `LATEST_S` seconds old. Who has just written something herself is answered from the
first database (`current.read`), and so is everybody while the replica is down, too late, or no replica at all.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Engine, TextClause, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

LATEST_S = 5.0
PAUSE_S = 1.0
CONNECT_S = 2
# A statement that waits longer on the replica is asked of the first database.
LONGEST_MS = 10_000

_WRITTEN = text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
# NULL from a server that replays nothing: it is a first database of its own, perhaps of another site.
_REPLAYED = text("SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn END")

log = logging.getLogger("elearn.replica")


class Health(StrEnum):
    """What is known of the replica."""

    READ = "read"
    LATE = "late"
    DOWN = "down"
    WRONG = "wrong"


_TOLD = {
    Health.READ: "read from",
    Health.LATE: "too far behind, the first database answers",
    Health.DOWN: "not answering, the first database does",
    Health.WRONG: "no replica, the first database answers",
}


class Lag:
    """How far behind: places in the log of writes, with the moments at which the first database was there.

    Places are compared and no clocks, so a connection that died quietly shows, and an idle site is never late.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[float, Decimal]] = deque(maxlen=64)

    def passed(self, now: float, written: Decimal) -> None:
        """The first database is at this place."""
        self._marks.append((now, written))

    def seconds(self, now: float, replayed: Decimal) -> float | None:
        """How old what the replica shows can be at most; None when it is behind all that is remembered."""
        known = [moment for moment, place in self._marks if place <= replayed]
        return now - max(known) if known else None


class Replica:
    """One per worker. A thread of its own looks once a second, so no reader waits for a host that does not answer."""

    def __init__(self, url: str, primary_url: str, options: dict[str, object]) -> None:
        quiet = {name: value for name, value in options.items() if name == "hide_parameters"}
        wait = {"connect_timeout": CONNECT_S, "options": f"-c statement_timeout={LONGEST_MS}"}
        self._engine = create_engine(url, **options, connect_args=wait)
        self._primary = create_engine(primary_url, **quiet, pool_size=1, connect_args=wait, pool_pre_ping=True)
        self._lag = Lag()
        self._health = Health.DOWN
        self._seconds: float | None = None
        self._seen_at = float("-inf")
        self._lock = threading.Lock()
        self._watching = False
        self._stopped = threading.Event()

    @property
    def usable(self) -> bool:
        """Whether what it shows is at most LATEST_S seconds old. The first question starts the watch."""
        self._watch()
        return self._health is Health.READ and time.monotonic() - self._seen_at < LATEST_S

    def state(self) -> tuple[Health, float | None]:
        """For the page of the site's state: as this worker last saw it."""
        self._watch()
        return self._health, self._seconds

    @contextmanager
    def session(self) -> Iterator[Session]:
        """For reading only; a replica refuses anything else."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    def failed(self) -> None:
        """A question went wrong there: nobody asks it again before it has been looked at."""
        self._tell(Health.DOWN)

    def look(self) -> None:
        """Ask both databases once. While the first one is down nothing is written, so nothing grows old."""
        now = time.monotonic()
        written = _ask(self._primary, _WRITTEN)
        if written is not None:
            self._lag.passed(now, written)
        try:
            with self._engine.connect() as connection:
                replayed = connection.execute(_REPLAYED).scalar()
        except DBAPIError:
            self._tell(Health.DOWN)
            return
        self._seen_at = time.monotonic()
        if replayed is None:
            self._tell(Health.WRONG)
            return
        self._seconds = self._lag.seconds(now, replayed)
        late = self._seconds is None or (self._seconds > LATEST_S and written is not None)
        self._tell(Health.LATE if late else Health.READ)

    def close(self) -> None:
        self._stopped.set()
        self._engine.dispose()
        self._primary.dispose()

    def _watch(self) -> None:
        if self._watching:
            return
        with self._lock:
            if not self._watching:
                self._watching = True
                self.look()
                threading.Thread(target=self._go_on, name="replica", daemon=True).start()

    def _go_on(self) -> None:
        while not self._stopped.wait(PAUSE_S):
            self.look()

    def _tell(self, health: Health) -> None:
        if health is not self._health:
            log.warning("the replica is %s", _TOLD[health])
        self._health = health


def _ask(engine: Engine, question: TextClause) -> Decimal | None:
    """None when the database does not answer."""
    try:
        with engine.connect() as connection:
            answer: Decimal | None = connection.execute(question).scalar()
            return answer
    except DBAPIError:
        return None
