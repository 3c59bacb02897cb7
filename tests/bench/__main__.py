"""`elearn bench`: what our pages cost, as ratios to a bare Flask page on the same server in the same run.

Prints a Markdown table of processor time, answers a second over one and sixteen lines, waiting, SQL statements and
bytes, beside bare WSGI, bare Flask and an ORM page. Takes some minutes; everything runs on loopback. `--json FILE`
keeps the run, `--against FILE` shows an earlier one beside it. With `--courses` it measures the course compiler
instead, on a tree of 840 files, in about one minute. With `--community` it measures regions, submissions and
`elearn rebuild` at 10,000 and 100,000 learners instead, with `--growth` how costs grow, each with its exponent.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.bench.community import Wanted, measure_community
from tests.bench.compiler import measure_compiler
from tests.bench.curves import measure_growth
from tests.bench.pages import measure_pages
from tests.bench.servers import ROOT
from tests.bench.telling import compare_runs, to_json, to_markdown, write_table

PERFORMANCE = ROOT / "docs/operators/performance.md"


def main() -> int:
    options = _options()
    if options.courses:
        return measure_compiler(options.json)
    if options.growth:
        return measure_growth(options.json)
    if options.community:
        wanted = Wanted(large=options.large, keep=options.keep, rebuild=not options.no_rebuild, told=options.json)
        return measure_community(wanted)
    before = json.loads(options.against.read_text()) if options.against else None
    told = measure_pages(quick=options.quick, say=lambda name: print(f"measured: {name}", file=sys.stderr, flush=True))
    print("\n".join(to_markdown(told)))
    if options.write:
        write_table(PERFORMANCE, told)
    if options.json:
        options.json.write_text(to_json(told))
    if before:
        print("\n" + "\n".join(compare_runs(told, before)))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="elearn bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    parser.add_argument("--against", type=Path, metavar="FILE", help="an earlier run's figures, shown beside these")
    parser.add_argument("--write", action="store_true", help="put the table into docs/operators/performance.md")
    parser.add_argument("--growth", action="store_true", help="how costs grow: learners, events, courses, languages")
    parser.add_argument("--quick", action="store_true", help="2,000 learners only")
    parser.add_argument("--courses", action="store_true", help="the course compiler instead of the pages")
    parser.add_argument("--community", action="store_true", help="regions of 10,000 and 100,000 learners instead")
    parser.add_argument(
        "--large", action="store_true", help="with --community: 1,000,000 learners too (some hours, 15 GB)"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="with --community: make the learners here, or take")
    parser.add_argument("--no-rebuild", action="store_true", help="with --community: leave `elearn rebuild` out")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
