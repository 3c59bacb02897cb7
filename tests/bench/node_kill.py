"""`python -m tests.bench.node_kill`: the power of a workshop laptop fails at 50 random moments while people answer."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from random import Random

from tests.power import cut_power
from tests.workshops import Room, make_bundle_file, make_centre


def main() -> int:
    """Prints the figures. 1 when an answer whose result page was sent is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        centre = make_centre(Path(folder), f"sqlite:///{folder}/centre.sqlite3")
        bundle = Path(folder, "workshop.bundle")
        bundle.write_bytes(make_bundle_file(centre))
        room = Room(Path(folder, "laptop"))
        made = room.run("init", "--from", str(bundle))
        if made.returncode:
            print(made.stderr)
            return 2
        return cut(room, asked.rounds, Random(asked.seed))  # noqa: S311 - moments, not secrets


def cut(room: Room, rounds: int, random: Random) -> int:
    """Prints after every five cuts."""
    began, done, confirmed, lost = time.monotonic(), 0, 0, 0
    while done < rounds:
        some = min(5, rounds - done)
        more, gone = cut_power(room, some, random)
        done, confirmed, lost = done + some, confirmed + more, lost + gone
        took = time.monotonic() - began
        print(f"{done} cuts in {took:.0f} s: {confirmed} answers confirmed, {lost} of them lost", flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
