"""`python -m tests.bench.lighthouse [FOLDER]`: Lighthouse on home, lesson, quiz and region page, and what costs points.

Lighthouse is installed from npm into FOLDER (a temporary one otherwise); it is no dependency of the product.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.worlds import sign_in
from tests.browser.conftest import PASSWORD, live_site

PAGES = {
    "home": "/en",
    "lesson": "/en/c/ip/reading-ipv6",
    "quiz": "/en/c/ip/ip-addresses-quiz",
    "region": "/en/regions/afralo",
}
COORDINATOR = "coordinator.afralo@example.org"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def install(folder: Path) -> Path:
    """The command of Lighthouse in FOLDER, installed there when it is missing."""
    command = folder / "node_modules/.bin/lighthouse"
    if not command.exists():
        npm = shutil.which("npm")
        if not npm:
            raise SystemExit("Lighthouse needs Node.js with npm: apt install nodejs npm")
        subprocess.run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "lighthouse"], check=True)
    return command


def examine(command: Path, address: str, cookie: str) -> dict[str, Any]:
    """The report of one page, as Lighthouse's JSON, for a phone as Lighthouse supposes it."""
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"]
    arguments = [str(command), address, "--quiet", "--output=json", f"--chrome-flags={' '.join(flags)}"]
    if cookie:
        arguments.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = {**os.environ, "CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=True, env=environment)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def missing(report: dict[str, Any], category: str) -> Iterator[str]:
    """What costs points in a category, heaviest first, with what was found."""
    weights = {ref["id"]: ref["weight"] for ref in report["categories"][category]["auditRefs"]}
    for name in sorted(weights, key=lambda name: -weights[name]):
        audit = report["audits"][name]
        if weights[name] and audit["score"] is not None and audit["score"] < 1:
            found = audit.get("displayValue") or audit["title"]
            yield f"{category}: {name} {audit['score']:.2f} ({found})"


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        command = install(folder)
        print(f"| page | {' | '.join(CATEGORIES)} | what is missing |\n|---|{'---:|' * len(CATEGORIES)}---|")
        with live_site(Path(temporary) / "site") as site:
            port = int(site.address.rpartition(":")[2])
            session = f"session={sign_in(port, COORDINATOR, PASSWORD)}"
            for name, path in PAGES.items():
                report = examine(command, site.address + path, session if name == "region" else "")
                scores = " | ".join(f"{report['categories'][category]['score'] * 100:.0f}" for category in CATEGORIES)
                lost = [told for category in CATEGORIES for told in missing(report, category)]
                print(f"| {name} | {scores} | {'; '.join(lost)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
