"""`python -m tests.bench.first_view`: a cold first view in Chromium on a slow phone (CPU x6) over three poor lines.

Usable means: the first text is painted with its sheet, and what scripts the page has have run. Names are resolved;
the handshakes of TCP and TLS are counted (tests/bench/poor_line.py). The middle of five views is told.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.poor_line import Rate, poor_line
from tests.browser.conftest import FLAGS, live_site

# Rate -> seconds at most until the page can be used.
LINES = {Rate(400, 400): 3.0, Rate(256, 800): 5.0, Rate(50, 1000): 8.0}
PAGES = {
    "lesson": "/en/c/ip/reading-ipv6",
    "lesson, Arabic": "/ar/c/ip/reading-ipv6",
    "quiz": "/en/c/ip/ip-addresses-quiz",
    "quiz, Arabic": "/ar/c/ip/ip-addresses-quiz",
    "home": "/en",
    "course": "/en/c/ip",
}
SLOWER, VIEWS = 6, 5
USABLE = """() => Math.max(
  performance.getEntriesByName('first-contentful-paint')[0].startTime,
  performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)"""


def view(browser: Browser, rate: Rate, port: int, path: str) -> float:
    """Seconds from the tap to the page that can be used, in a browser that has never seen the site."""
    with poor_line(rate, port) as line:
        return seconds_until_usable(browser, f"http://127.0.0.1:{line.port}{path}")


def seconds_until_usable(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    usable = float(page.evaluate(USABLE)) / 1000
    context.close()
    return usable


def main() -> int:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    print("| page | line | usable after, s | target |\n|---|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, live_site(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        port = int(site.address.rpartition(":")[2])
        for name, path in PAGES.items():
            for rate, target in LINES.items():
                usable = statistics.median(view(browser, rate, port, path) for _ in range(VIEWS))
                missed = "" if usable <= target else " MISSED"
                print(
                    f"| {name} | {rate.kbps} kbps, {rate.trip} ms | {usable:.2f} | <= {target:g}{missed} |", flush=True
                )
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
