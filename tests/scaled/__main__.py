"""`deploy/scaled`: the scaled layout on this machine, for looking and for killing. Ctrl-C stops all of it.

Whatever is killed is started again after a second, as systemd or a container engine would.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from config import ROOT
from tests.scaled.layout import Layout, Program, running_layout

PASSWORD = "correct horse battery"


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/scaled", description=__doc__)
    parser.add_argument("--courses", type=Path, default=ROOT / "courses", help="which courses to publish")
    parser.add_argument("--demo", action="store_true", help=f"a demonstration community; its password: {PASSWORD}")
    asked = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    people = ("--als", "40", "--learners", "100", "--demo-password", PASSWORD) if asked.demo else ()
    try:
        with running_layout(asked.courses.resolve(), demonstration=people) as layout:
            tell(layout)
            while not stop.wait(1):
                start_again(layout)
            say("stopping")
    except RuntimeError as error:
        say(str(error))
        return 2
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tell(layout: Layout) -> None:
    """The address and what can be killed."""
    say(f"{layout.address}  (pid of this script: {os.getpid()}; Ctrl-C stops everything)")
    for name, member in layout.members().items():
        say(f"  {name:15} pid {member.process.pid if member.process else '-'}")
    say(f"  logs in {layout.folder}")


def start_again(layout: Layout) -> None:
    for name, member in layout.members().items():
        if member.process and member.process.poll() is not None:
            say(f"{name} ended with {member.process.returncode}: started again")
            try:
                member.start()
            except RuntimeError as error:
                say(f"{name}: {error}")
            if isinstance(member, Program):
                say(f"  {name:15} pid {member.process.pid if member.process else '-'}")


if __name__ == "__main__":
    sys.exit(main())
