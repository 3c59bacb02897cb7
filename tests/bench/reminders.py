"""`python -m tests.bench.reminders`: 20,000 reminders of one event, due at once, through a real SMTP server.

The worker queues them, as it does once a minute, then sends what waits. Reported for both: reminders per second of the
worker's processor time and of the clock; the worker's memory (proportional set size); what was sent twice and what not
at all. No gate but the last two.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.publishing import publish
from elearn.storage.accounts import Account
from elearn.storage.base import Base
from elearn.storage.reminders import Reminder
from tests.bench.newsletter import Counting, memory
from tests.newsletter import BASE_URL, SECRET
from tests.smtp import Sink, running_sink

# Rounds of the jobs process with real clock, queue and SMTP, told apart by what they do.
WORKER = f"""
import json, sys, time
from pathlib import Path
from sqlalchemy import func, select
from config import Config
from elearn.jobs import rounds
from elearn.storage.accounts import QueuedMail
url, mail, instance = sys.argv[1:4]
config = Config(database_url=url, secret_key={SECRET!r}, courses_path=(), instance_path=Path(instance),
                base_url={BASE_URL!r}, mail_url=mail)
def clocks():
    return time.process_time(), time.monotonic()
with rounds.open_session(url) as session:
    marks = [clocks()]
    rounds.remind(session, config, rounds.Reminding(config))
    marks.append(clocks())
    waiting = select(func.count()).where(QueuedMail.sent_at.is_(None), QueuedMail.failed_at.is_(None))
    while rounds.send_mail(session, config) and session.scalar(waiting):
        session.rollback()
    marks.append(clocks())
print(json.dumps(marks))
"""  # noqa: S608 - a program, no SQL
TEXT = """---
type: webinar
id: tomorrow
lang: en
title: "Two lines"
summary: "An hour about two lines."
starts: {starts:%Y-%m-%dT%H:%M}Z
ends: {ends:%Y-%m-%dT%H:%M}Z
join: https://room.example.org/hour
spoken: [en]
channels: {{en: "1638", es: "1738", fr: "1838"}}
---

## What it is about <!-- #about -->

Two lines, one hour.
"""
ZONES = ("", "Africa/Nairobi", "America/Argentina/Buenos_Aires", "Europe/Paris")


def make_site(url: str, folder: Path, people: int) -> None:
    """A database with one event in twenty hours, of which so many people want to be reminded a day before."""
    now = datetime.now(UTC)
    starts = now + timedelta(hours=20)
    text = TEXT.format(starts=starts, ends=starts + timedelta(hours=1))
    webinars = folder / "courses" / "_webinars"
    webinars.mkdir(parents=True)
    (webinars / f"{starts:%Y-%m-%d}-tomorrow.md").write_text(text, encoding="utf-8")
    with open_session(url) as session:
        Base.metadata.create_all(session.connection())
        session.commit()
        publish(session, roots=[folder / "courses"], languages=LANGUAGES, author="", note="", now=now)
        add_people(session, people, now)


def add_people(session: Session, people: int, now: datetime) -> None:
    rows = [
        {
            "id": number + 1,
            "uid": f"{number:032x}",
            "name": f"Person {number}",
            "name_sort": f"person {number}",
            "email": f"person{number}@example.org",
            "email_key": f"person{number}@example.org",
            "password_hash": "!",
            "country": "KE",
            "language": LANGUAGES[number % len(LANGUAGES)],
            "zone": ZONES[number % len(ZONES)],
            "named": True,
            "created_at": now,
            "joined_at": now,
        }
        for number in range(people)
    ]
    asked = [{"account_id": row["id"], "webinar": "tomorrow", "ahead": "day", "asked_at": now} for row in rows]
    session.execute(insert(Account), rows)
    session.execute(insert(Reminder), asked)
    session.commit()


def run(url: str, sink: Sink, folder: Path) -> tuple[list[list[float]], int]:
    """(CPU and clock at the start, when all is queued, when all is sent; largest memory)."""
    command = [sys.executable, "-c", WORKER, url, sink.url, str(folder)]
    worker, largest = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE), 0
    while worker.poll() is None:
        largest = max(largest, memory(worker))
        time.sleep(1)
    assert worker.stdout is not None
    marks: list[list[float]] = json.loads(worker.stdout.read())
    return marks, largest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reminders", type=int, default=20_000)
    asked = parser.parse_args().reminders
    with tempfile.TemporaryDirectory() as name, running_sink() as sink:
        folder = Path(name)
        url = f"sqlite:///{folder / 'site.sqlite3'}"
        compile_catalogues(folder / "translations")
        make_site(url, folder, asked)
        sink.RequestHandlerClass = Counting
        (begun, queued, sent), largest = run(url, sink, folder)
        got = Counter(recipient for _, recipient, _ in sink.mails)
        size = max((int(size) for _, _, size in sink.mails), default=0)
    twice, lost = sum(got.values()) - len(got), asked - len(got)
    for what, before, after in (("queued", begun, queued), ("sent", queued, sent)):
        cpu, clock = (max(1e-6, late - early) for early, late in zip(before, after, strict=True))
        sys.stdout.write(f"{what}: {asked / cpu:.0f} per second of CPU, {asked / clock:.0f} per second\n")
    sys.stdout.write(f"worker: {largest / 1e6:.0f} MB; largest mail: {size / 1000:.1f} KB\n")
    sys.stdout.write(f"{len(got)} of {asked} people; sent twice: {twice}; not sent: {lost}\n")
    return 1 if twice or lost else 0


if __name__ == "__main__":
    sys.exit(main())
