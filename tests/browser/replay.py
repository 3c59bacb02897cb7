"""Pages of the world in a real browser: the application answers in this process, the browser does all the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from tests.web.kinds import Kind
from tests.web.world import Shown, World

HOST = "http://localhost"
LOOK = Path(__file__).with_name("look.js")
# Chromium tells of every answer above 399 in its console; that the page is one of those is known.
STATUS_TOLD = "the server responded with a status of"


class Replay:
    """One tab. `show` opens a page; afterwards `complaints` holds what the browser said and what it asked for."""

    def __init__(self, page: Page, world: World) -> None:
        self.page, self.world = page, world
        self.shown: Shown | None = None
        self.complaints: list[str] = []
        page.context.route("**/*", self._answer)
        page.on("console", lambda said: self._hear(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._hear(str(error)))

    def show(self, kind: Kind, language: str, *, fragment: str = "") -> Page:
        self.complaints.clear()
        self.shown = self.world.open(kind, language)
        if fragment:
            self.page.goto("about:blank")  # from the same address to a place on it would be no visit
        self.page.goto(HOST + self.world.address(kind, language) + fragment)
        return self.page

    def _hear(self, text: str) -> None:
        if STATUS_TOLD not in text:
            self.complaints.append(text)

    def _answer(self, route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(HOST + "/"):
            self.complaints.append(f"asks for {asked.url}")
            route.abort()
            return
        if asked.is_navigation_request():
            answer = self.shown
        elif asked.method == "POST":  # a script tries to send what the phone holds: the pages shown here are only read
            answer = Shown(503, [], b"")
        else:
            answer = self.world.file(urlsplit(asked.url).path)
            if answer.status != 200:
                self.complaints.append(f"{answer.status} for {asked.url}")
        assert answer is not None
        route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.body)


@contextmanager
def replaying(browser: Browser, world: World, **options: Any) -> Iterator[Replay]:
    """A browser of its own for the block; `look.js` is on every page."""
    context = browser.new_context(**{"viewport": {"width": 360, "height": 740}, **options})
    context.set_default_timeout(60_000)
    if options.get("java_script_enabled", True):
        context.add_init_script(path=LOOK)
    try:
        yield Replay(context.new_page(), world)
    finally:
        context.close()
