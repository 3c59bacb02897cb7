"""A real site in a real browser: `elearn serve` on loopback over its own database and its own copy of the courses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.bench.servers import free_port, wait_until_up
from tests.browser.replay import Replay, replaying
from tests.commands import run_elearn
from tests.scaled.layout import running_layout
from tests.web.world import World

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery"
# Machines that build are busy: how long a page takes is the bench's business.
expect.set_options(timeout=20_000)


@dataclass(frozen=True)
class LiveSite:
    """A served site; `elearn` runs a command on it the way an instructor would."""

    address: str
    courses: Path
    environment: dict[str, str]

    def elearn(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_elearn(*arguments, cwd=ROOT, environment=self.environment, timeout=180)


def copy_two_courses(folder: Path) -> Path:
    """`start` and `ip` with what they need; compiling the others would double the start of what serves them."""
    others = ("_newsletter", "_paths", "_webinars", "atlarge", "security", "pdp", "ig")
    return Path(shutil.copytree(ROOT / "courses", folder / "courses", ignore=shutil.ignore_patterns(*others)))


@contextmanager
def live_site(folder: Path) -> Iterator[LiveSite]:
    """Fresh database, a copy of two courses, a small demonstration community, one worker.

    With `ELEARN_SCALED=1` in the environment: the whole scaled layout instead, reached through its proxy.
    """
    courses = copy_two_courses(folder)
    people = ("--als", "240", "--learners", "60", "--demo-password", PASSWORD)
    if os.environ.get("ELEARN_SCALED"):
        with running_layout(courses, demonstration=people) as layout:
            yield LiveSite(layout.address, courses, layout.environment())
        return
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'instance/elearn.sqlite3'}",
        "INSTANCE_PATH": str(folder / "instance"),
        "COURSES_PATH": str(courses),
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    site = LiveSite(f"http://127.0.0.1:{port}", courses, environment)
    for arguments in (("prepare",), ("demo", *people)):
        done = site.elearn(*arguments)
        assert done.returncode == 0, done.stderr
    serve = [sys.executable, "-m", "elearn.cli", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(serve, cwd=ROOT, env=environment)
    try:
        wait_until_up(port, "/readyz", process)
        yield site
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
    yield running
    running.close()


@pytest.fixture(scope="session")
def replay(browser: Browser, world: World) -> Iterator[Replay]:
    """One tab for all pages of the world that this worker opens."""
    with replaying(browser, world) as tab:
        yield tab


@pytest.fixture(scope="session")
def system_colours(browser: Browser, world: World) -> Iterator[Replay]:
    with replaying(browser, world, forced_colors="active") as tab:
        yield tab


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """`new_context(width=360, javascript=True, …)`: a person with a browser of her own, closed after the test."""
    opened: list[BrowserContext] = []

    def make(*, width: int = 360, javascript: bool = True, dark: bool = False) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="fr-SN",
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
