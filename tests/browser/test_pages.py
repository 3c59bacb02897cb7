"""Every kind of page in Chromium: axe, no sideways scrolling, large enough controls, nothing from elsewhere.

With ELEARN_SHOTS set to a folder (`./test --shots DIR`), a picture of each page is written there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PASSWORD, LiveSite, NewContext

pytestmark = pytest.mark.xdist_group("pages")

PUBLIC = [
    "/",
    "/c/ip",
    "/c/ip/reading-ipv6",
    "/c/ip/ip-addresses-quiz",
    "/c/ip/print",
    "/c/ip/facilitator",
    "/glossary",
    "/help",
    "/privacy",
    "/accessibility",
    "/sign-up?country=SN",
    "/sign-in",
    "/password/forgot",
    "/me",
    "/no-such-page",
]
DESK = ["/regions/afralo", "/regions/afralo?view=list", "/regions/afralo/DEMO-SN-01", "/me", "/account"]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
}
# Width of the narrowest screen on which nothing may stick out (WCAG 1.4.10) and of the smallest control (2.5.8).
NARROW, SMALLEST = 320, 24
MEASURE = """smallest => ({
  width: document.documentElement.scrollWidth,
  small: [...document.querySelectorAll('button, input:not([type=hidden]), select, nav a')]
    .filter(node => node.offsetParent && !node.closest('.vh') && !node.classList.contains('vh'))
    .map(node => node.closest('label') || node)
    .filter(node => node.getBoundingClientRect().height < smallest)
    .map(node => node.outerHTML.slice(0, 80)),
})"""


def look(context: BrowserContext, site: LiveSite, path: str, name: str) -> None:
    """Open the page and hold it against the rules."""
    page = context.new_page()
    said: list[str] = []
    foreign: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith(site.address) else foreign.append(asked.url))
    page.goto(site.address + path)
    shoot(page, name)
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, results.generate_report()
    measured = page.evaluate(MEASURE, SMALLEST)
    assert measured["small"] == []
    assert foreign == []
    assert [text for text in said if "404" not in text] == []
    page.set_viewport_size({"width": NARROW, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    page.close()


def shoot(page: Page, name: str) -> None:
    folder = os.environ.get("ELEARN_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, timeout=120_000)


def file_name(path: str, *more: str) -> str:
    return "-".join([re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home", *more])


@pytest.mark.parametrize(("language", "width", "dark"), [("en", 1280, False), ("ar", 360, True), ("zh", 360, False)])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(
    site: LiveSite, new_context: NewContext, path: str, language: str, width: int, dark: bool
) -> None:
    context = new_context(width=width, dark=dark)
    look(context, site, f"/{language}{path}", file_name(path, language, str(width), "dark" if dark else "light"))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_pages_of_a_coordinator(site: LiveSite, new_context: NewContext, language: str, width: int) -> None:
    context = new_context(width=width)
    page = context.new_page()
    page.goto(f"{site.address}/en/sign-in")
    page.locator('input[name="email"]').fill("coordinator.afralo@example.org")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))
    for path in DESK:
        look(context, site, f"/{language}{path}", file_name(path, language, str(width), "desk"))
    look(context, site, f"/{language}{member_path(page, site)}", file_name("member", language, str(width), "desk"))


def member_path(page: Page, site: LiveSite) -> str:
    """The address of the first member of the first ALS that has one."""
    page.goto(f"{site.address}/en/regions/afralo?state=started")
    als = page.locator("tbody th a").first.get_attribute("href")
    page.goto(f"{site.address}{als}")
    member = page.locator("tbody th a").first.get_attribute("href")
    assert member
    return member.removeprefix("/en")
