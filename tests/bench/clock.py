"""`python -m tests.bench.clock`: the clock of a whole server jumps by years while people learn (needs libfaketime).

Each time a guest sends a quiz and opens the result, the coordinator signs in and opens her region, and what was stored
before is asked for again. Durations go by the monotonic clock, which is left alone. 1 when something was not as it
should be. At the end the clock is right again and the log is folded afresh.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.servers import ROOT, running
from tests.scaled.people import QUIZ, Visitor, submissions
from tests.workshops import ELEARN, Centre, make_centre

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
JUMPS = ("+0", "+10y", "+0", "-10y", "+0", "+1h", "-1h", "+1d", "+0")
COORDINATOR = {"Cookie": "session=the-coordinator"}


def main() -> int:
    if not LIBRARY.exists():
        print(f"{LIBRARY} is missing: apt install faketime", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        centre = make_centre(Path(folder), f"sqlite:///{folder}/centre.sqlite3")
        clock = Path(folder, "clock")
        clock.write_text(JUMPS[0])
        own = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        command = [*ELEARN, "serve", "--port", str(centre.port), "--workers", "1"]
        wrong = []
        with running(command, centre.port, "/readyz", {**centre.environment(), **own}):
            for jump in JUMPS:
                clock.write_text(jump)
                wrong += live_through(centre.port, jump)
        wrong += folded_again(centre)
    print("\n".join(wrong) or "nothing was wrong")
    return 1 if wrong else 0


def live_through(port: int, jump: str) -> list[str]:
    """What went otherwise than it should while the clock stands so."""
    wrong = []
    visitor, form = Visitor(port), next(submissions())
    year, _ = ask(port, "/en/c/ip/ip-reading")
    status, result = visitor.ask("POST", QUIZ, form)
    again, same = visitor.ask("POST", QUIZ, form)
    seen, _ = visitor.ask("GET", result) if status == 303 else (0, "")
    region, _ = ask(port, "/en/regions/afralo", **COORDINATOR)
    told = {"lesson": year, "answer": status, "sent again": again, "result": seen}
    wanted = {"lesson": 200, "answer": 303, "sent again": 303, "result": 200}
    wrong += [
        f"{jump}: {name} {told[name]} and not {status}" for name, status in wanted.items() if told[name] != status
    ]
    if same != result:
        wrong.append(f"{jump}: sent again it became another attempt")
    if region not in (200, 303, 404):  # sign in again, or a role that has not begun yet
        wrong.append(f"{jump}: region {region}")
    print(f"{jump}: answers {told}; the session of before leads to {region}", flush=True)
    return wrong


def ask(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    with suppress(OSError):
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    return 0, b""


def folded_again(centre: Centre) -> list[str]:
    done = subprocess.run(
        [*ELEARN, "rebuild"], cwd=ROOT, env=centre.environment(), capture_output=True, text=True, check=False
    )
    print(done.stdout.strip() or done.stderr.strip())
    return [] if done.returncode == 0 else [f"rebuild: status {done.returncode}"]


if __name__ == "__main__":
    sys.exit(main())
