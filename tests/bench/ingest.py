"""`python -m tests.bench.ingest`: 6,000 events of a hundred learners, taken in and sent.

In batches of 500 through the only way into the log (a workshop comes home), in a process of its own; and in requests of
200 over HTTP (phones find a line). Events a second of processor time, peak memory, bytes on the wire, and what an event
costs beside a bare Flask page on the same machine in the same minute. SQLite on disk; loopback.
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from config import LANGUAGES
from elearn.domain.events import Event, event_text, time_text
from elearn.domain.sync import read_event
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.catalogue import load_catalogue
from elearn.services.learning import ingest
from elearn.services.migrating import upgrade_schema
from elearn.services.publishing import publish
from elearn.services.sync import make_grant
from elearn.storage.accounts import Account
from elearn.storage.releases import QuizRevision
from tests.bench.load import Line, get, spent
from tests.bench.servers import ROOT
from tests.bench.sites import site, yardstick
from tests.bench.worlds import World
from tests.makers import NOW, make_member
from tests.published import uid

LEARNERS, EACH = 100, 60
FROM_LAPTOP, FROM_PHONE = 500, 200
BATCH = FROM_PHONE
MOST_ON_THE_WIRE = 160_000
ROUNDS = 3
# A small process between: a child starts with its parent's peak of memory, and ours is larger than what is measured.
BETWEEN = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"


def made_site(folder: Path) -> World:
    """The courses of this repository and the learners, each with a grant named after her."""
    compile_catalogues(folder / "translations")
    url = f"sqlite:///{folder / 'elearn.sqlite3'}"
    with open_session(url) as session:
        upgrade_schema(session)
        then = NOW - timedelta(days=30)
        publish(session, roots=[ROOT / "courses"], languages=LANGUAGES, author="bench", note="", now=then)
        for number in range(LEARNERS):
            make_member(session, f"learner {number}")
    return World({"DATABASE_URL": url, "INSTANCE_PATH": str(folder), "SECRET_KEY": "k" * 40})


def give_grants(world: World) -> None:
    """Servers go by the clock of the machine, and so must the grants."""
    with open_session(world.url) as session:
        for number, account_id in enumerate(session.scalars(select(Account.id).order_by(Account.id)).all()):
            dev = uid(f"dev {number}")
            make_grant(session, account_id=account_id, dev=dev, token=f"token-{number}", now=datetime.now(UTC))


def made_events(world: World, learners: int, each: int, round_: int) -> list[Event]:
    """What learners do in a workshop: through one course in its order, a minute or so apart, and then again."""
    chance = Random(round_)  # noqa: S311 - the same events in every run
    with open_session(world.url) as session:
        catalogue = load_catalogue(session)
        revisions = {row.quiz: row.rev for row in session.execute(select(QuizRevision.quiz, QuizRevision.rev))}
    assert catalogue
    course = max(catalogue.site.courses, key=lambda one: len(one.lessons()))
    parts = [part.id for part in course.parts()]
    events = []
    for learner in range(learners):
        at = NOW - timedelta(hours=chance.randint(4, 90))
        for seq in range(1, each + 1):
            at += timedelta(milliseconds=chance.randint(40_000, 90_000))
            part = parts[seq % len(parts)]
            rev = revisions.get(part)
            kind, body = ("quiz.submit", made_answers(chance)) if rev else ("lesson.done", {})
            event_id, dev = f"{chance.getrandbits(128):032x}", uid(f"dev {learner} {round_}")
            events.append(
                Event(event_id, kind, at, uid(f"learner {learner}"), course.id, part, rev, "fr", dev, seq, b=body)
            )
    return events


def made_answers(chance: Random) -> dict[str, object]:
    return {"answers": {f"question-{number}": chance.choice("abcd") for number in range(6)}, "seed": 0}


def batches(events: Sequence[Event], size: int) -> Iterator[list[Event]]:
    for start in range(0, len(events), size):
        yield list(events[start : start + size])


def take_in(url: str, path: str) -> None:
    """In the child: take the file's events in; print seconds of processor time and the peak before and after."""
    events = [read_event(json.loads(line)) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_session(url) as session:
        begun = time.process_time()
        for start in range(0, len(events), FROM_LAPTOP):
            ingest(session, events[start : start + FROM_LAPTOP], recv_from="laptop", now=NOW)
        print(time.process_time() - begun, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def from_laptops(world: World, folder: Path) -> None:
    for round_ in range(ROUNDS):
        events = made_events(world, LEARNERS, EACH, round_)
        path = folder / f"events {round_}.ndjson"
        text = "".join(event_text(event) + "\n" for event in events)
        path.write_text(text, encoding="utf-8")
        command = [
            sys.executable,
            "-c",
            BETWEEN,
            sys.executable,
            "-m",
            "tests.bench.ingest",
            "--child",
            world.url,
            str(path),
        ]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        seconds, before, peak = map(float, done.stdout.split())
        wire = len(gzip.compress(text.encode(), 9, mtime=0))
        missed = " MISSED" if wire > MOST_ON_THE_WIRE else ""
        print(
            f"{len(events):,} events in batches of {FROM_LAPTOP}: {len(events) / seconds:,.0f} a second of CPU, peak "
            f"{peak / 1000:.0f} MB (before {before / 1000:.0f} MB); on the wire {len(text.encode()):,} B, gzip "
            f"{wire:,} B (<= {MOST_ON_THE_WIRE:,}{missed})",
            flush=True,
        )


def from_phones(world: World) -> None:
    people = LEARNERS * EACH // FROM_PHONE
    give_grants(world)
    with yardstick() as bare, site(world) as server:
        line, bare_line = Line(server.port), Line(bare.port)
        for round_ in range(ROUNDS):
            events = made_events(world, people, FROM_PHONE, 100 + round_)
            plain = [body_of(batch) for batch in batches(events, FROM_PHONE)]
            packed = [gzip.compress(body, 6, mtime=0) for body in plain]
            requests = [request_of(body, server.port, number) for number, body in enumerate(packed)]
            each, _ = spent(server, line, requests, 200)
            hello, _ = spent(bare, bare_line, [get("/", bare.port)] * 400, 200)
            print(
                f"{len(events):,} events in {len(requests)} requests: {FROM_PHONE / each:,.0f} a second of CPU; an "
                f"event costs {each / FROM_PHONE / hello:.2f} of a bare page; on the wire {sum(map(len, plain)):,} B, "
                f"gzip {sum(map(len, packed)):,} B",
                flush=True,
            )


def deliveries(world: World, port: int) -> Callable[[int], bytes]:
    """Batches of the coordinator's phone, each with new events: lessons and quizzes in turn."""
    with open_session(world.url) as session:
        owner = session.execute(select(Account.id, Account.uid).where(Account.email == world.coordinator)).one()
        dev = uid("a phone of the bench")
        make_grant(session, account_id=owner.id, dev=dev, token="token-0", now=datetime.now(UTC))
    events = [replace(event, u=owner.uid, dev=dev) for event in made_events(world, 1, BATCH, 1)]

    def make(number: int) -> bytes:
        first = number * BATCH
        batch = [
            replace(event, id=f"{first + place:032x}", seq=first + place + 1) for place, event in enumerate(events)
        ]
        return request_of(gzip.compress(body_of(batch), 6, mtime=0), port, 0)

    return make


def body_of(batch: list[Event]) -> bytes:
    told: dict[str, object] = {"nonce": "n", "now": time_text(datetime.now(UTC))}
    told |= {"dev": batch[0].dev, "max_seq": batch[-1].seq}
    told["events"] = [json.loads(event_text(event)) for event in batch]
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def request_of(body: bytes, port: int, number: int) -> bytes:
    lines = [
        "POST /sync/v1/events HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        "Content-Encoding: gzip",
        f"Content-Length: {len(body)}",
        f"Authorization: Bearer token-{number}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        take_in(*sys.argv[2:4])
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = made_site(folder)
        from_laptops(world, folder)
        from_phones(world)
    return 0


if __name__ == "__main__":
    sys.exit(main())
