"""Every kind of page in Chromium: axe in Arabic on a phone and in English on a wide dark screen, focus in both
directions of writing, sizes, narrow screens and large text in five languages (those of the desk in English, Arabic and
Russian, which has the longest words; Spanish and Portuguese are laid out like French), system colours.

Names, orders and labels in the other languages are looked at by parsers (tests/web/markup.py), which costs a tenth.

With ELEARN_SHOTS set to a folder (`./test --shots DIR`), pictures of each page are written there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.replay import Replay
from tests.web.kinds import KINDS, Kind

# The pages of one half are opened by one worker.
HALVES = [
    pytest.param(kind, id=str(kind), marks=pytest.mark.xdist_group(f"pages {n % 2}")) for n, kind in enumerate(KINDS)
]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # The language links stand twice on the home page, and the same links keep the same name (tests/web/markup.py).
    "rules": {"target-size": {"enabled": True}, "landmark-unique": {"enabled": False}},
    "resultTypes": ["violations"],
}
# Only what is wrong comes back: the whole report of a matrix is megabytes.
RUN_AXE = """options => axe.run(document, options).then(report => report.violations.map(fault =>
  `${fault.id}: ${fault.help}: ${fault.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`))"""
# Pixels: the narrowest screen without sideways scrolling (WCAG 1.4.10), controls (2.5.8; ours for phones).
NARROW, PHONE, WIDE = (
    ViewportSize(width=320, height=640),
    ViewportSize(width=360, height=740),
    ViewportSize(width=1280, height=800),
)
SMALLEST, THUMB = 24, 44
# WCAG 1.4.12 with the space after paragraphs, and 1.4.4.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
LARGE = "html { font-size: 200% }"
RIGHT_TO_LEFT = "ar"
BOTH_WAYS = ("en", RIGHT_TO_LEFT)
FOR_LEARNERS = ("en", "fr", "ar", "ru", "zh")
AT_THE_DESK = ("en", "ar", "ru")
LOST_IN = "css => { look.wear(css); const found = look.lost(); look.wear(''); return found }"


@pytest.mark.parametrize("kind", HALVES)
def test_a_phone(replay: Replay, kind: Kind) -> None:
    faults: dict[str, list[str]] = {}
    for language in FOR_LEARNERS if kind.learner else AT_THE_DESK:
        page = replay.show(kind, language)
        page.set_viewport_size(PHONE)
        found = {"controls": page.evaluate("least => look.controls(least)", THUMB if kind.learner else SMALLEST)}
        if language == RIGHT_TO_LEFT:  # left to right: on the wide screen
            found |= {"axe": axe(page)}  # before the focus goes through a table and leaves it scrolled under its head
        if language in BOTH_WAYS:
            found |= {"focus": page.evaluate("look.focus()")}
        found |= {**narrow(page), "said": list(replay.complaints)}
        faults |= {f"{language}, {what}": told for what, told in found.items() if told}
    shoot(replay, kind)
    assert faults == {}


def narrow(page: Page) -> dict[str, list[str]]:
    """What is lost at 320 px, with wide text, with text twice as large."""
    page.set_viewport_size(NARROW)
    return {
        "narrow": page.evaluate("look.lost()"),
        "spaced": page.evaluate(LOST_IN, SPACED),
        "large": page.evaluate(LOST_IN, LARGE),
    }


@pytest.mark.parametrize("kind", HALVES)
def test_a_wide_dark_screen(replay: Replay, kind: Kind) -> None:
    page = replay.show(kind, "en")
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    found = {"axe": axe(page), "focus": page.evaluate("look.focus()"), "lost": page.evaluate("look.lost()")}
    page.emulate_media(color_scheme="light")
    assert {what: told for what, told in found.items() if told} == {}


@pytest.mark.parametrize("kind", HALVES)
def test_the_systems_own_colours(system_colours: Replay, kind: Kind) -> None:
    page = system_colours.show(kind, "en")
    assert page.evaluate("look.edgeless()") == []
    assert page.evaluate("look.focus()") == []


def axe(page: Page) -> Any:
    page.evaluate(Axe().axe_script)
    return page.evaluate(RUN_AXE, AXE)


def shoot(replay: Replay, kind: Kind) -> None:
    """English on a laptop, Arabic in the dark and Chinese on a phone."""
    folder = os.environ.get("ELEARN_SHOTS")
    if not folder:
        return
    for language, size, dark in (("en", WIDE, False), ("ar", PHONE, True), ("zh", PHONE, False)):
        page = replay.show(kind, language)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if dark else "light")
        name = re.sub(r"[^a-z0-9]+", "-", kind.name)
        path = Path(folder) / f"{name}-{language}-{size['width']}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=path, full_page=True, timeout=120_000)
    replay.page.emulate_media(color_scheme="light")
