"""`elearn bench`: what our pages cost, as ratios to a bare Flask page on the same server in the same run.

Prints a table and, with `--json FILE`, the figures. Takes about two minutes; everything runs on loopback. With
`--courses` it measures the course compiler instead, on a tree of 840 files, in about one minute. With `--community` it
measures regions, submissions and `elearn rebuild` at 10,000 and 100,000 learners instead.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench.community import Wanted, measure_community
from tests.bench.compiler import measure_compiler
from tests.bench.load import Cost, Line, compare, get
from tests.bench.servers import Server
from tests.bench.sites import QUIZ, REGION, site, submissions, yardstick
from tests.bench.worlds import World, make_world, sign_in

LESSON = "/en/c/ip/reading-ipv6"
# name -> at most this ratio (issue 2); None: told, no target
TARGETS = {
    "lesson": 0.5,
    "lesson, not changed (304)": 0.5,
    "quiz page": 0.5,
    "submission of a quiz": 8.0,
    "my page": None,
    "region page, 2,000 learners": 12.0,
    "region page, 50,000 learners": 12.0,
}


def measure(server: Server, bare: Server, world: World, label: str) -> list[Cost]:
    """Every scenario against the yardstick, which costs 400 requests a round."""
    port = server.port
    against = (bare, lambda _n: get("/", bare.port), 400, 200)
    _status, headers, _size = Line(port).ask(get(LESSON, port))
    cookie = f"session={sign_in(port, world.coordinator)}"
    costs = [
        compare("lesson", (server, lambda _n: get(LESSON, port), 800, 200), against),
        compare(
            "lesson, not changed (304)",
            (server, lambda _n: get(LESSON, port, If_None_Match=headers["etag"]), 800, 304),
            against,
        ),
        compare("quiz page", (server, lambda _n: get(QUIZ, port), 800, 200), against),
        compare("submission of a quiz", (server, submissions(port, cookie), 100, 303), against),
        compare("my page", (server, lambda _n: get("/en/me", port, Cookie=cookie), 100, 200), against),
    ]
    region = f"region page, {label} learners"
    return [*costs, compare(region, (server, lambda _n: get(REGION, port, Cookie=cookie), 100, 200), against)]


def memory_under_load(world: World) -> int:
    """PSS of `elearn serve` with two workers after some hundreds of requests of every kind."""
    with site(world, workers=2) as server:
        cookie = f"session={sign_in(server.port, world.coordinator)}"
        make = submissions(server.port, cookie)
        for number in range(150):
            for request in (
                get(LESSON, server.port),
                get(f"{QUIZ}?seed={number % 16}", server.port),
                get(REGION, server.port, Cookie=cookie),
                make(1_000_000 + number),
            ):
                Line(server.port).ask(request)
        return server.memory()


def second_start(world: World) -> float:
    """Seconds from the command to the first 200, database and courses being as the last start left them."""
    begun = time.monotonic()
    with site(world):
        return time.monotonic() - begun


def main() -> int:
    parser = argparse.ArgumentParser(prog="elearn bench", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--quick", action="store_true", help="2,000 learners only")
    parser.add_argument("--courses", action="store_true", help="the course compiler instead of the pages")
    parser.add_argument("--community", action="store_true", help="regions of 10,000 and 100,000 learners instead")
    parser.add_argument(
        "--large", action="store_true", help="with --community: 1,000,000 learners too (some hours, 15 GB)"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="with --community: make the learners here, or take")
    parser.add_argument("--no-rebuild", action="store_true", help="with --community: leave `elearn rebuild` out")
    options = parser.parse_args()
    if options.courses:
        return measure_compiler(options.json)
    if options.community:
        wanted = Wanted(large=options.large, keep=options.keep, rebuild=not options.no_rebuild, told=options.json)
        return measure_community(wanted)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        bare = stack.enter_context(yardstick())
        small = make_world(Path(folder) / "small", learners=2_000)
        with site(small) as server:
            costs = measure(server, bare, small, "2,000")
        figures["memory of two workers under load, MB"] = memory_under_load(small) / 1e6
        figures["second start to the first 200, s"] = second_start(small)
        if not options.quick:
            large = make_world(Path(folder) / "large", learners=50_000)
            with site(large) as server:
                costs += measure(server, bare, large, "50,000")[-1:]
            figures["region page, 50,000 to 2,000 learners"] = costs[-1].seconds / costs[-2].seconds
    report(costs, figures)
    if options.json:
        told = {"ratios": {cost.name: cost.ratio for cost in costs}, "figures": figures, "machine": platform.platform()}
        options.json.write_text(json.dumps(told, indent=1))
    return 0


def report(costs: list[Cost], figures: dict[str, float]) -> None:
    print("| page | ms of CPU | ratio to hello | target | bytes |\n|---|---:|---:|---:|---:|")
    for cost in costs:
        target = TARGETS.get(cost.name)
        met = "" if target is None else f"<= {target:g}" + ("" if cost.ratio <= target else " MISSED")
        print(f"| {cost.name} | {cost.seconds * 1000:.3f} | {cost.ratio:.2f} | {met} | {cost.body} |")
    for name, value in figures.items():
        print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    sys.exit(main())
