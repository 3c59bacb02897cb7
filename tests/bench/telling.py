"""A run as JSON to keep, as a Markdown table, and beside an earlier run."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from tests.bench.pages import Figure, Told

BEGIN, END = "<!-- from here: written by `elearn bench --write` -->", "<!-- to here -->"
# Two runs of the same code differ by less than this on a machine that others use too.
NOISE = 0.15


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    processor = next(
        (line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.processor(),
    )
    return {
        "processor": processor,
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": round(psutil.getloadavg()[0], 1),
        "on": datetime.now(UTC).date().isoformat(),
    }


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def to_json(told: Told) -> str:
    pages = [asdict(figure) for figure in told.pages]
    return json.dumps({"machine": machine(), "pages": pages, "figures": told.figures}, indent=1)


def to_markdown(told: Told) -> Iterator[str]:
    """The table, line by line."""
    yield "| | ms of CPU | hellos | target | over 1 line | /s, 1 line | /s, 16 lines | p50 ms | p99 ms | SQL | bytes |"
    yield "|---|" + "---:|" * 10
    for page in told.pages:
        cost = f"{page.seconds * 1000:.2f} | {page.hellos:.2f} | {_target(page)} | {page.hellos_alone:.2f}"
        yield f"| {page.name} | {cost} | {_pressed(page)} |"
    yield ""
    for name, value in told.figures.items():
        yield f"* {name}: {value:.2f}"


def write_table(page: Path, told: Told) -> None:
    """Between the two marks of the page. Raises ValueError when they are not there."""
    before, mark, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (mark and end):
        raise ValueError(f"{page} has no place for the table: {BEGIN} … {END}")
    on = machine()
    head = f"{on['processor']}, {on['cores']} cores, {on['memory_gb']} GB, Python {on['python']}"
    head += f", load {on['load']}, {on['on']}."
    page.write_text("\n".join([before + BEGIN, "", head, "", *to_markdown(told), "", END + after]), encoding="utf-8")


def _target(page: Figure) -> str:
    if page.target is None:
        return ""
    return f"<= {page.target:g}{'' if page.hellos <= page.target else ' MISSED'}"


def _pressed(page: Figure) -> str:
    statements = "" if page.statements is None else str(page.statements)
    together = page.together
    rates = f"{page.alone.rate:.0f} | {together.rate:.0f} | {together.p50:.1f} | {together.p99:.1f}"
    return f"{rates} | {statements} | {page.bytes}"


def compare_runs(told: Told, before: Mapping[str, Any]) -> Iterator[str]:
    """Ratios of now beside those of an earlier run: both were made beside a hello of their own run."""
    earlier = {page["name"]: page["hellos"] for page in before["pages"]}
    yield f"| hellos | on {before['machine']['on']} | now | |"
    yield "|---|---:|---:|---|"
    for page in told.pages:
        if page.name in earlier:
            change = page.hellos / earlier[page.name] - 1
            word = "" if abs(change) <= NOISE else ("slower" if change > 0 else "faster")
            yield f"| {page.name} | {earlier[page.name]:.2f} | {page.hellos:.2f} | {change:+.0%} {word} |"
    for name, value in told.figures.items():
        if name in before["figures"]:
            yield f"| {name} | {before['figures'][name]:.2f} | {value:.2f} | |"
