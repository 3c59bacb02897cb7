"""`python -m tests.bench.log_lock`: how long one quiz holds the log's lock on PostgreSQL, and how many fit in a second.

Writers of the log take turns (`storage/events.lock_log`), so one over this time is the most answers that one database
takes in a second, whatever the number of workers. The second figure is measured: eight writers, each as fast as it can.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from elearn.services.attempts import submit_quiz
from elearn.services.migrating import upgrade_schema
from elearn.services.publishing import publish
from tests.clusters import running_pair
from tests.content.trees import LANGUAGES
from tests.scaled.killing import write_courses

WRITERS, SECONDS, ALONE = 8, 10.0, 200


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, running_pair() as (first, _second):
        engine = create_engine(first.url(), pool_size=WRITERS)
        with Session(engine) as session:
            upgrade_schema(session)
            roots = [write_courses(Path(folder))]
            publish(session, roots=roots, languages=LANGUAGES, author="bench", note="", now=datetime.now(UTC))
        held: list[float] = []
        watch(engine, held)
        submit_some(engine, "alone", ALONE)
        alone = statistics.median(held) * 1000
        held.clear()
        done = at_once(engine)
        engine.dispose()
    print(f"one quiz holds the lock of the log for {alone:.1f} ms (median, nobody else writing)")
    print(f"{WRITERS} writers at once: {done / SECONDS:.0f} answers a second, the lock held {sum(held) / SECONDS:.0%}")
    return 0


def watch(engine: Any, held: list[float]) -> None:
    """From the statement that has got the lock to the end of the commit."""
    since: dict[int, float] = {}

    def after(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "pg_advisory_xact_lock" in statement:
            since[id(connection)] = time.perf_counter()

    def committed(connection: Any) -> None:
        connection.info["ended"] = id(connection)

    def back(_dbapi: Any, record: Any) -> None:
        began = since.pop(record.info.pop("ended", 0), None)
        if began is not None:
            held.append(time.perf_counter() - began)

    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "commit", committed)
    event.listen(engine, "checkin", back)


def submit_some(engine: Any, name: str, most: int, until: float = float("inf")) -> int:
    """A new guest for each quiz; how many were stored."""
    with Session(engine) as session:
        for number in range(most):
            if time.monotonic() > until:
                return number
            submit_quiz(
                session,
                learner=f"{hash((name, number)) & (1 << 128) - 1:032x}",
                quiz="ip-quiz",
                revision=None,
                seed=0,
                answers={"bits": "b"},
                language="en",
                event_id=None,
                secret=b"s" * 32,
                now=datetime.now(UTC),
            )
    return most


def at_once(engine: Any) -> int:
    until, done = time.monotonic() + SECONDS, []

    def write(number: int) -> None:
        done.append(submit_some(engine, f"writer {number}", 1 << 30, until))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sum(done)


if __name__ == "__main__":
    sys.exit(main())
