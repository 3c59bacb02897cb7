"""The examples of `deploy/` as they would stand on a machine, with this checkout in the place of `/opt/elearn`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config import ROOT

DEPLOY = ROOT / "deploy"
# Debian's names of the packages that hold a program.
PACKAGES = {
    "nginx": "nginx-light",
    "caddy": "caddy",
    "systemd-analyze": "systemd",
    "openssl": "openssl",
    "docker-compose": "docker-compose",
}


def need(program: str) -> str:
    """The path of a program. The build server installs it; where it cannot be had, the test says what it lacks."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found:
        return found
    missing = (
        f"UNCHECKED: `{program}` is not installed, so nothing checks this example: apt install {PACKAGES[program]}"
    )
    pytest.skip(missing)


def laid_out(folder: Path, *names: str, **replaced: str) -> list[Path]:
    """Copies of examples with parts of their text replaced."""
    paths = []
    for name in names:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for old, new in replaced.items():
            assert old in text, f"{name} says nothing of {old}"
            text = text.replace(old, new)
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
