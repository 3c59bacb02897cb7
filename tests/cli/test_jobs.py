"""`elearn jobs run`, as an operator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from config import ROOT
from elearn.services.guests import find_guest, open_guest
from elearn.services.mail import list_queue, queue_mail
from tests.makers import NOW
from tests.smtp import running_sink

# The command reads the real clock; whatever it says, this is over.
PAST = NOW - timedelta(days=3650)


def start(url: str, tmp_path: Path, mail_url: str, *arguments: str) -> subprocess.Popen[str]:
    env = {**os.environ, "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path), "MAIL_URL": mail_url}
    return subprocess.Popen(
        [sys.executable, "-m", "elearn.cli", "jobs", "run", *arguments],
        cwd=ROOT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_one_round_sends_the_queue_and_does_the_hourly_work(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine(sqlite_url)
    with Session(engine) as session, running_sink() as sink:
        queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=PAST)
        session.commit()
        open_guest(session, token="cookie", uid="9" * 32, now=PAST)
        with start(sqlite_url, tmp_path, sink.url, "--once") as process:
            assert process.wait(60) == 0
        session.expire_all()
        assert [mail[1] for mail in sink.mails] == ["a@example.org"]
        assert list_queue(session)[0].state == "sent"
        assert find_guest(session, token="cookie", now=PAST) is None
    engine.dispose()


def test_it_runs_until_it_is_told_to_stop(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine(sqlite_url)
    with Session(engine) as session, running_sink() as sink:
        queue_mail(session, recipient="a@example.org", subject="s", body="b", language="en", now=PAST)
        session.commit()
        with start(sqlite_url, tmp_path, sink.url) as process:
            deadline = time.monotonic() + 60
            while not sink.mails and time.monotonic() < deadline:
                time.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        assert len(sink.mails) == 1
    engine.dispose()


def test_a_wrong_setting_is_one_line(sqlite_url: str, tmp_path: Path) -> None:
    with start(sqlite_url, tmp_path, "pigeon://loft", "--once") as process:
        _, told = process.communicate(timeout=60)
    assert process.returncode == 2
    assert told.count("\n") == 1
    assert "MAIL_URL" in told
