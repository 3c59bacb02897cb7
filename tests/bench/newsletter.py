"""`python -m tests.bench.newsletter`: one issue to 20,000 subscribers through a real SMTP server on this machine.

The worker is killed at random moments and started again. Reported: mails per second, the memory of the worker
(proportional set size), what was sent twice, what was lost and what is in doubt. No gate but the first two.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil
from sqlalchemy import func, select

from config import ROOT
from elearn.extensions import open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.storage.accounts import QueuedMail
from tests.newsletter import make_site, pass_leases, start_worker
from tests.smtp import Sink, Talk, running_sink


class Counting(Talk):
    """Keeps who got a mail and how large it was, not the mail."""

    def keep(self, options: str, recipient: str) -> None:
        size, line = 0, self.rfile.readline()
        while line not in (b".\r\n", b""):
            size += len(line)
            line = self.rfile.readline()
        if line:  # a text that broke off is no mail (RFC 5321 §4.1.1.4)
            self.server.mails.append((options, recipient, str(size)))


def memory(worker: subprocess.Popen[bytes]) -> int:
    try:
        return int(psutil.Process(worker.pid).memory_full_info().pss)
    except psutil.Error:
        return 0


def run(url: str, sink: Sink, folder: Path, kills: list[int]) -> tuple[float, int]:
    """(seconds in which a worker was there, largest memory). At each of these counts the worker dies."""
    seconds, largest = 0.0, 0
    for at in [*kills, -1]:
        worker, begun = start_worker(url, sink.url, folder), time.monotonic()
        while worker.poll() is None:
            time.sleep(0.05)
            if int(time.monotonic() * 20) % 20 == 0:
                largest = max(largest, memory(worker))
            if 0 <= at <= len(sink.mails):
                time.sleep(random.random() / 50)  # noqa: S311 - anywhere within some letters
                worker.send_signal(signal.SIGKILL)
                worker.wait()
        seconds += time.monotonic() - begun
        pass_leases(url)
    return seconds, largest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running_sink() as sink:
        folder = Path(name)
        url = f"sqlite:///{folder / 'site.sqlite3'}"
        compile_catalogues(folder / "translations")
        make_site(url, ROOT / "courses", subscribers=asked.mails)
        sink.RequestHandlerClass = Counting
        kills = sorted(random.sample(range(1, asked.mails), asked.kills))
        seconds, largest = run(url, sink, folder, kills)
        with open_session(url) as session:
            doubtful = session.scalar(select(func.count()).where(QueuedMail.error == "in-doubt"))
            file = (folder / "site.sqlite3").stat().st_size
        got = Counter(recipient for _, recipient, _ in sink.mails)
        twice = sum(number - 1 for number in got.values())
        lost = asked.mails - len(got) - (doubtful or 0)
        sizes = [int(size) for _, _, size in sink.mails]
    sys.stdout.write(
        f"{len(got)} of {asked.mails} mails, {len(kills)} kills at {kills}\n"
        f"{len(got) / seconds:.0f} mails/s over {seconds:.0f} s of workers, started {len(kills) + 1} times\n"
        f"worker: {largest / 1e6:.0f} MB; database: {file / 1e6:.0f} MB; largest mail: {max(sizes) / 1000:.1f} KB\n"
        f"sent twice: {twice}; in doubt: {doubtful}; neither sent nor in doubt: {max(lost, 0)}\n"
    )
    return 1 if twice or lost > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
