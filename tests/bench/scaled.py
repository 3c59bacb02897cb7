"""`python -m tests.bench.scaled [--rounds 3]`: the scaled layout under load, each of its processes killed in turn.

Prints a line per blow and the sum. 1 when a confirmed answer is not in the database, when one was taken twice, or when
the service was away for ten seconds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from elearn.extensions import open_session
from elearn.services.mail import queue_mail
from tests.scaled.killing import WITHIN_S, Outcome, kill_in_turn, write_courses
from tests.scaled.layout import Layout, running_layout, wait_for
from tests.scaled.people import Told, people
from tests.scaled.tarpit import Tarpit, running_tarpit


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=6, help="how many answer at once")
    asked = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        tarpit = opened.enter_context(running_tarpit())
        layout = opened.enter_context(running_layout(write_courses(folder), mail_url=tarpit.url))
        _say(beside_a_tarpit(layout, tarpit, answering=asked.people))
        outcome = kill_in_turn(layout, rounds=asked.rounds, answering=asked.people, rest=3.0, say=_say)
    _say(summary(outcome))
    away = max(blow.silence for blow in outcome.blows)
    return 1 if outcome.lost or outcome.doubled or outcome.halves or outcome.told.strange or away >= WITHIN_S else 0


def beside_a_tarpit(layout: Layout, tarpit: Tarpit, *, answering: int, seconds: float = 10.0) -> str:
    """How long answers take before any letter waits, and while the jobs hang at a mail host that says nothing."""
    medians = []
    for letters in (0, 3):
        with open_session(layout.first.url()) as session:
            for number in range(letters):
                to = f"{number}@example.org"
                queue_mail(session, recipient=to, subject="s", body="b", language="en", now=datetime.now(UTC))
            session.commit()
        if letters:
            wait_for(lambda: tarpit.held > 0, 30)
        told = Told()
        with people(layout.port, told, answering):
            time.sleep(seconds)
        medians.append(statistics.median(told.waits) * 1000)
    return f"an answer takes {medians[0]:.0f} ms, and {medians[1]:.0f} ms while the mail host hangs"


def summary(outcome: Outcome) -> str:
    told = outcome.told
    sums = (
        f"{len(outcome.blows)} kills in {outcome.seconds:.0f} s",
        f"{len(told.sent)} answers sent, {len(told.confirmed)} confirmed, {len(outcome.lost)} of them lost, "
        f"{outcome.doubled} taken twice, {outcome.halves} half there, {told.failed} times sent again",
        f"{statistics.median(told.waits) * 1000:.0f} ms median, {max(told.waits):.1f} s at most",
        f"strange answers: {told.strange[:5] or 'none'}",
    )
    return "; ".join(sums)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
