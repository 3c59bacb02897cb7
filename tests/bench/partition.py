"""`python -m tests.bench.partition [--rows 200000] [--parts 32]`: the log of events as one table and in partitions.

On a PostgreSQL of its own that writes through to the disk. Times are of the statements that the product sends, median
of some hundreds, alone on the machine or not: compare the two columns and not the milliseconds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from elearn.domain.events import Event
from elearn.services.migrating import upgrade_schema
from elearn.services.partitioning import partition_events
from elearn.storage.events import Arrival, add_event, find_event, list_events_of, list_known
from tests.clusters import running_pair

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ASKED = 300
EVENTS_EACH = 10
FILL = """INSERT INTO event (id, v, u, t, c, i, rev, lang, at, b, recv_at, recv_from)
SELECT md5('e' || n), 1, md5('u' || n / :each), 'quiz.submit', 'ip', 'ip-quiz', '0123456789ab', 'en',
timestamp '2026-01-01' + n * interval '1 second', :body, timestamp '2026-01-01' + n * interval '1 second', 'form'
FROM generate_series(1, :rows) AS n"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'event' AND indexname LIKE 'ix\\_%'"
BODY = '{"answers":{"bits":"b","person":"a","registry":"c"},"blob":"' + "0" * 64 + '","form":true,"seed":0}'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--parts", type=int, default=32)
    asked = parser.parse_args()
    with running_pair() as (first, _second):
        engine = create_engine(first.url())
        with Session(engine) as session:
            upgrade_schema(session)
            fill(session, asked.rows)
        whole = measure(engine, asked.rows, "whole")
        began = time.monotonic()
        with Session(engine) as session:
            partition_events(session, parts=asked.parts)
        took = time.monotonic() - began
        parts = measure(engine, asked.rows, "parts")
        engine.dispose()
    print(f"{asked.rows:,} events, split into {asked.parts} partitions in {took:.1f} s\n")
    print("| | one table | partitions | ratio |\n|---|---:|---:|---:|")
    for name, before in whole.items():
        print(f"| {name} | {before:.2f} | {parts[name]:.2f} | {parts[name] / before:.2f} |")
    return 0


def fill(session: Session, rows: int) -> None:
    """The indexes that nothing depends on are made afterwards: for ten million rows that is minutes and not an hour."""
    indexes = session.execute(text(INDEXES)).all()
    for index in indexes:
        session.execute(text(f'DROP INDEX "{index.indexname}"'))
    session.execute(text(FILL), {"rows": rows, "each": EVENTS_EACH, "body": BODY})
    for index in indexes:
        session.execute(text(index.indexdef))
    session.execute(text("ANALYZE event"))
    session.commit()


def measure(engine: Engine, rows: int, salt: str) -> dict[str, float]:
    dice = random.Random(1)  # noqa: S311 - the same rows in both runs
    ids = [_md5(f"e{dice.randint(1, rows)}") for _ in range(ASKED)]
    people = [_md5(f"u{dice.randint(1, rows // EVENTS_EACH - 1)}") for _ in range(ASKED)]
    with Session(engine) as session:
        told = {
            "an event by its id, ms": _median(session, lambda n: find_event(session, ids[n])),
            "fifty by their ids, ms": _median(session, lambda n: list_known(session, ids[n % 200 :][:50])),
            "all of one person, ms": _median(session, lambda n: list_events_of(session, [people[n]])),
            "one that is known, refused, ms": _median(session, lambda n: _add(session, ids[n])),
            "a new one, durable, ms": _median(session, lambda n: _add(session, _md5(f"{salt}{n}"))),
        }
        began = time.monotonic()
        session.execute(text("SELECT count(*) FROM event WHERE recv_at >= '2026-01-01'"))
        told["counting all, ms"] = (time.monotonic() - began) * 1000
        size = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname ~ '^event' AND relkind = 'r'"
        told["size with indexes, MB"] = float(session.scalar(text(size)) or 0) / 1e6
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        began = time.monotonic()
        connection.execute(text("VACUUM event"))
        told["vacuum, ms"] = (time.monotonic() - began) * 1000
        biggest = "SELECT max(pg_relation_size(oid)) FROM pg_class WHERE relname ~ '^event' AND relkind = 'r'"
        told["largest file, MB"] = float(connection.execute(text(biggest)).scalar() or 0) / 1e6
    return told


def _add(session: Session, event_id: str) -> None:
    event = Event(event_id, "lesson.done", NOW, u="a" * 32, c="ip", i="ip-reading", lang="en")
    add_event(session, event, Arrival(NOW + timedelta(seconds=1), "form"), None)


def _median(session: Session, ask: Callable[[int], object]) -> float:
    took = []
    for number in range(ASKED):
        began = time.perf_counter()
        ask(number)
        session.commit()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _md5(word: str) -> str:
    return hashlib.md5(word.encode(), usedforsecurity=False).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
