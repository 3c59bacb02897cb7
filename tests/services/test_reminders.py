"""Reminders are queued once each, whatever dies, and not when the event moves or is cancelled, or too late."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import LANGUAGES, ROOT, Config
from elearn.domain.errors import Refused
from elearn.domain.reminders import Ahead, list_due
from elearn.domain.webinars import Channel, Webinar
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.jobs.mail import write_message
from elearn.jobs.reminder_press import ReminderPress
from elearn.services.mail import Letter, take_batch
from elearn.services.mail_choices import unsubscribe
from elearn.services.profiles import change_profile
from elearn.services.reminders import choose_reminders, drop_overtaken, list_reminders, queue_reminder
from elearn.storage.accounts import QueuedMail
from elearn.storage.base import Base
from elearn.storage.mail_choices import add_bounce
from tests.domain.test_webinars import made
from tests.signed_up import make_account

START = datetime(2027, 3, 28, 13, tzinfo=UTC)  # the day on which clocks in Europe change
SECRET = b"k" * 40
EVENT = replace(
    made("talk", "2027-03-28T13:00:00Z", "2027-03-28T14:00:00Z"),
    channels=(Channel("en", spoken=True, conference="1638"), Channel("fr", spoken=False, phone="+1 555 0100")),
    join="https://room.example.org/<x>",
)
BEFORE = {Ahead.WEEK: timedelta(days=7), Ahead.DAY: timedelta(days=1), Ahead.HOUR: timedelta(hours=1)}


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> ReminderPress:
    instance = tmp_path_factory.mktemp("press")
    compile_catalogues(instance / "translations")
    return ReminderPress(
        Config("sqlite://", "k" * 40, (), instance, base_url="https://learn.example.org", languages=LANGUAGES)
    )


def ask(session: Session, *wanted: str, zone: str = "", language: str = "fr", event: Webinar = EVENT) -> int:
    account_id = make_account(session, f"{language}{len(zone)}@example.org", language=language)
    change_profile(
        session, account_id=account_id, name="Aïssatou <b>", language=language, named=True, zone=zone, now=START
    )
    choose_reminders(session, account_id=account_id, webinar=event, wanted=wanted, now=START - timedelta(days=20))
    return account_id


def remind(session: Session, press: ReminderPress, now: datetime, event: Webinar = EVENT) -> int:
    drop_overtaken(session, [event], now=now)
    due = list(list_due([event], now))
    return sum(queue_reminder(session, one, write=press.write, secret=SECRET, now=now) for one in due)


def letters(session: Session) -> list[QueuedMail]:
    session.rollback()
    return list(session.scalars(select(QueuedMail).where(QueuedMail.kind == "reminder").order_by(QueuedMail.id)))


def test_each_once_at_its_time_and_at_most_those_asked_for(session: Session, press: ReminderPress) -> None:
    ask(session, "week", "hour", zone="Africa/Nairobi")
    ask(session, language="ar")
    queued = []
    for ahead, before in BEFORE.items():
        for minutes in (-1, 0, 1, 2):
            made = remind(session, press, START - before + timedelta(minutes=minutes))
            queued += [(ahead.value, minutes)] * made
    assert queued == [("week", 0), ("hour", 0)]
    first, second = letters(session)
    assert "16:00" in first.subject
    assert "Nairobi" in first.body
    assert "13:00 – 14:00 UTC" in first.body
    assert first.body.index("+1 555 0100") < first.body.index("1638")
    assert "une semaine avant" in first.body
    assert "une heure avant" in second.body
    assert "&lt;x&gt;" in first.html
    assert "Aïssatou &lt;b&gt;" in first.html
    text = write_message(Letter(1, "a@example.org", first.subject, first.body, "fr", 1, START, START,
                                first.unsubscribe, first.html), sender="e@example.org", recipient="a@example.org",
                         at=START)  # fmt: skip
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text
    assert len(text) < 30_000


def test_late_jobs_moved_cancelled_and_refusing(session: Session, press: ReminderPress) -> None:
    account_id = ask(session, "week", "day", "hour")
    assert remind(session, press, START - timedelta(days=2)) == 0  # jobs that stood still: no week's reminder now
    assert remind(session, press, START - timedelta(hours=20)) == 1
    assert take_batch(session, now=START - timedelta(hours=11)) == []  # the mail server was down for too long
    assert letters(session) == []
    assert remind(session, press, START - timedelta(hours=11)) == 0
    assert remind(session, press, START - timedelta(minutes=59)) == 1
    moved = replace(EVENT, starts="2027-04-04T13:00:00Z", ends="", why="moved")
    assert remind(session, press, START, moved) == 1
    assert ["une semaine avant" in letter.body for letter in letters(session)] == [True]
    cancelled = replace(moved, why="cancelled")
    assert remind(session, press, START + timedelta(minutes=1), cancelled) == 0
    assert letters(session) == []
    assert remind(session, press, START + timedelta(days=6), moved) == 1  # it takes place after all
    add_bounce(session, "fr0@example.org", "", START)
    add_bounce(session, "fr0@example.org", "", START)
    add_bounce(session, "fr0@example.org", "", START)
    session.commit()
    assert remind(session, press, START + timedelta(days=7) - timedelta(minutes=30), moved) == 0
    drop_overtaken(session, [moved], now=START + timedelta(days=8))
    assert list_reminders(session, account_id) == {}


def test_ending_them_forgets_what_was_asked_for(session: Session, press: ReminderPress) -> None:
    account_id = ask(session, "week", "day")
    assert remind(session, press, START - timedelta(days=7)) == 1
    token = letters(session)[0].unsubscribe.rpartition("/")[2]
    for _click in range(2):
        assert unsubscribe(session, token=token, now=START) == "reminder"
    assert letters(session) == []
    assert list_reminders(session, account_id) == {}
    assert remind(session, press, START - timedelta(days=1)) == 0


def test_one_that_is_not_wanted_any_more_is_not_sent(session: Session, press: ReminderPress) -> None:
    account_id, now = ask(session, "week", "day"), START - timedelta(days=7)
    assert remind(session, press, now) == 1
    choose_reminders(session, account_id=account_id, webinar=EVENT, wanted=["day"], now=now)
    assert letters(session) == []
    with pytest.raises(Refused):
        choose_reminders(session, account_id=account_id, webinar=EVENT, wanted=["day", "month"], now=now)


# A round of the jobs process; it dies in the transaction that queues, or after it, or not at all.
WORKER = f"""
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from config import Config
from elearn.extensions import open_session
from elearn.jobs.reminder_press import ReminderPress
from elearn.services import reminders
from tests.services.test_reminders import remind, START
url, instance, point = sys.argv[1:4]
reminders.PEOPLE_AT_ONCE = 4
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
add, calls = reminders.storage.add_new_letters, []
def dying(session, rows):
    calls.append(1)
    if point == "first": die()
    add(session, rows)
    if point == "second" and len(calls) == 2: die()
reminders.storage.add_new_letters = dying
press = ReminderPress(Config(url, {"k" * 40!r}, (), Path(instance), base_url="https://learn.example.org"))
with open_session(url) as session:
    remind(session, press, START - timedelta(days=1))
"""


def test_a_worker_that_is_killed_reminds_everybody_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'site.sqlite3'}"
    compile_catalogues(tmp_path / "translations")
    with open_session(url) as session:
        Base.metadata.create_all(session.connection())
        session.commit()
        people = [ask(session, "day", zone="x" * 0, language=language) for language in LANGUAGES]
    for point, status in (("first", -signal.SIGKILL), ("second", -signal.SIGKILL), ("", 0), ("", 0)):
        worker = subprocess.run(
            [sys.executable, "-c", WORKER, url, str(tmp_path), point], cwd=ROOT, check=False, env={**os.environ}
        )
        assert worker.returncode == status, point
    with open_session(url) as session:
        got = Counter(letter.account_id for letter in letters(session))
        session.execute(update(QueuedMail).values(sent_at=START))
        session.commit()
    assert got == Counter(people)
