"""`python -m tests.bench.hostile [--files 20000]`: the compiler under mutated files and bombs.

Each mutated file is one of a small course with bytes flipped, lines doubled, dropped or swapped, or random characters
put in, the seed being its number. Each bomb runs in a process of its own. Told: exceptions, runs over a second of CPU,
the slowest, and for bombs the seconds and the memory above what the process had before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection

from elearn.content.files import memory_tree
from tests.content.test_fuzz import BOMBS, TREE
from tests.content.trees import LF, Files, Q, compiled

SLOWEST, LARGEST = 1.0, 64.0
PATHS = sorted(path for path in TREE if path.endswith(".md"))
# Planes from which single characters come: ASCII with controls, Latin and Arabic, symbols and CJK, beyond the BMP.
PLANES = ((0, 0x7F), (0x80, 0x6FF), (0x2000, 0x9FFF), (0x1F300, 0x1FAFF), (0xE0000, 0xE007F))


def flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 8)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def lines_changed(change: Callable[[list[bytes], random.Random], None]) -> Callable[[bytearray, random.Random], None]:
    def apply(data: bytearray, dice: random.Random) -> None:
        lines = bytes(data).split(b"\n")
        for _ in range(dice.randint(1, 5)):
            change(lines, dice)
        data[:] = b"\n".join(lines)

    return apply


def double(lines: list[bytes], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at:at] = [lines[at]] * dice.randint(1, 3)


def drop(lines: list[bytes], dice: random.Random) -> None:
    if len(lines) > 1:
        del lines[dice.randrange(len(lines))]


def swap(lines: list[bytes], dice: random.Random) -> None:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def put_in(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 12)):
        low, high = dice.choice(PLANES)
        at = dice.randrange(len(data) + 1)
        data[at:at] = chr(dice.randint(low, high)).encode("utf-8")


MUTATIONS = {
    "bytes flipped": flip,
    "lines doubled": lines_changed(double),
    "lines dropped": lines_changed(drop),
    "lines swapped": lines_changed(swap),
    "random characters": put_in,
}


def mutated(number: int) -> tuple[str, Files]:
    """The kind of mutation and the course with one file changed; the same for the same number."""
    dice = random.Random(number)  # noqa: S311 - repeatable mutations, no secret
    name = sorted(MUTATIONS)[number % len(MUTATIONS)]
    path = dice.choice(PATHS)
    text = TREE[path]
    data = bytearray(text if isinstance(text, bytes) else text.encode())
    MUTATIONS[name](data, dice)
    return name, {**TREE, path: bytes(data)}


def fuzz(count: int) -> int:
    """Number of faults; each is told with the number that makes it again."""
    slowest, faults = 0.0, 0
    for number in range(count):
        name, files = mutated(number)
        begun = time.process_time()
        try:
            compiled(files)
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            faults += 1
            print(f"mutation {number} ({name}):\n{traceback.format_exc()}")
        spent = time.process_time() - begun
        if spent > SLOWEST:
            faults += 1
            print(f"mutation {number} ({name}) took {spent:.2f} s")
        slowest = max(slowest, spent)
    print(f"{count} mutated files: {faults} exceptions or runs over {SLOWEST:g} s; the slowest took {slowest:.2f} s")
    return faults


def explode(name: str, path: str, answers: Connection) -> None:
    body = BOMBS[name]
    text = body if body.startswith("---") else str(TREE[path]).partition("\n---\n")[0] + "\n---\n\n" + body
    compiled(TREE)
    memory_tree(TREE)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    problems = len(compiled({**TREE, path: text}).diagnostics)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    answers.send((time.process_time() - begun, grown / 1024, problems))


def bombs() -> int:
    faults = 0
    print(f"| bomb | in | s (<= {SLOWEST:g}) | MB above (<= {LARGEST:g}) | problems told |\n|---|---|---:|---:|---:|")
    fresh = multiprocessing.get_context("spawn")
    for name in BOMBS:
        for path in (Q, LF):
            ours, theirs = fresh.Pipe()
            child = fresh.Process(target=explode, args=(name, path, theirs))
            child.start()
            child.join(30)
            if child.exitcode != 0 or not ours.poll():
                child.kill()
                print(f"| {name} | {path} | did not end well (status {child.exitcode}) | | |")
                faults += 1
                continue
            seconds, grown, problems = ours.recv()
            missed = " MISSED" if seconds > SLOWEST or grown > LARGEST else ""
            faults += bool(missed)
            print(f"| {name} | {path} | {seconds:.2f} | {grown:.0f}{missed} | {problems} |", flush=True)
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=20_000)
    options = parser.parse_args()
    return 1 if bombs() + fuzz(options.files) else 0


if __name__ == "__main__":
    sys.exit(main())
