"""What holds for all the scripts together, in Chromium."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LiveSite, NewContext
from tests.browser.steps import (
    COURSE,
    LESSON,
    QUIZ,
    read_lesson,
)

pytestmark = pytest.mark.xdist_group("pages")


@pytest.mark.parametrize("path", ["/", COURSE, LESSON, QUIZ, "/me", "/sign-in"])
def test_the_scripts_run_without_a_word_on_the_console(site: LiveSite, new_context: NewContext, path: str) -> None:
    """Nothing thrown, nothing refused by the content security policy."""
    page = new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site.address}/en{path}")
    page.wait_for_load_state("networkidle")
    assert said == []


def test_nothing_moves_and_everything_is_there_in_forced_colours(site: LiveSite, new_context: NewContext) -> None:
    context = new_context()
    page = context.new_page()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    read_lesson(page, site)
    page.goto(site.address + "/en" + COURSE)
    ticked = page.locator("li.d").evaluate("node => getComputedStyle(node, '::after').borderTopWidth")
    assert ticked == "8px"
    filled = page.locator(".pg .d").first.evaluate("node => getComputedStyle(node).fill")
    assert filled != "none"
    page.goto(site.address + "/en" + LESSON)
    page.locator("article a.t").first.click()
    border = page.get_by_role("dialog").evaluate("node => getComputedStyle(node).borderTopStyle")
    assert border == "solid"
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0
