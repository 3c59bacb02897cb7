"""What comes over the wire when somebody opens a page for the first time, headers and all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from elearn.domain.languages import LANGUAGES
from tests.browser.conftest import PASSWORD, LiveSite, NewContext

pytestmark = pytest.mark.xdist_group("first view")

LESSON = "/c/ip/reading-ipv6"
QUIZ = "/c/ip/ip-addresses-quiz"


@dataclass
class View:
    """Bytes of each address that was asked for; the drawing in the tab does not count."""

    address: str
    parts: dict[str, int] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.parts.values())

    @property
    def page(self) -> int:
        return self.parts[self.address]


def first_view(context: BrowserContext, site: LiveSite, path: str) -> View:
    """Open it in a browser that has nothing of the site yet but its cookies."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    view = View(site.address + path)
    addresses: dict[str, str] = {}

    def arrived(event: Any) -> None:
        addresses[event["requestId"]] = event["response"]["url"]

    def finished(event: Any) -> None:
        address = addresses.get(event["requestId"], "")
        if not re.search(r"/static/mark\.|^data:", address):  # a browser's own drawing in a field for days is data
            view.parts[address] = int(event["encodedDataLength"])

    wire.on("Network.responseReceived", arrived)
    wire.on("Network.loadingFinished", finished)
    page.on("request", lambda asked: None if asked.url.startswith(site.address) else view.foreign.append(asked.url))
    page.on("console", lambda said: view.said.append(said.text))
    page.goto(view.address, wait_until="networkidle")
    page.close()
    assert view.foreign == []
    assert view.said == []
    return view


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_fits_into_the_first_round_trip(site: LiveSite, new_context: NewContext, language: str) -> None:
    """Page, sheet and script; each drawing in a request of its own."""
    view = first_view(new_context(), site, f"/{language}{LESSON}")
    assert view.total <= 14_000, view
    drawings = {address: size for address, size in view.parts.items() if address.endswith(".svg")}
    assert len(view.parts) - len(drawings) <= 3, view
    assert all(size <= 4_000 for size in drawings.values()), view


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiz_and_its_result_are_small(site: LiveSite, new_context: NewContext, language: str) -> None:
    context = new_context()
    assert first_view(context, site, f"/{language}{QUIZ}").page <= 10_000
    page = context.new_page()
    page.goto(f"{site.address}/{language}{QUIZ}")
    page.locator('input[name="bits"][value="a"]').check()
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/attempts/"))
    view = first_view(context, site, page.url.removeprefix(site.address))
    assert view.page <= 6_000, view


def test_a_region_is_small(site: LiveSite, browser: Browser) -> None:
    """Sixty groups at most, each cell a link; the sheet of the desk and the learners' sheet come beside it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/en/sign-in")
    page.locator('input[name="email"]').fill("coordinator.afralo@example.org")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))
    view = first_view(context, site, "/en/regions/afralo")
    context.close()
    assert view.page <= 10_000, view
    assert len(view.parts) <= 4, view
