"""Real key presses: Tab goes through a page in its order, the skip link skips, a refused form leads to its fields."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.replay import Replay
from tests.web.kinds import KINDS, Kind

pytestmark = pytest.mark.xdist_group("pages 0")

CHOSEN = ("home", "course", "lesson", "quiz", "sign-up with groups", "result", "account", "group", "administration")
REFUSED = ("sign-up refused", "reset refused", "account refused", "quiz refused")


def kind_called(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", CHOSEN)
def test_tab_stops_in_the_order_of_the_page(replay: Replay, name: str, language: str) -> None:
    page = replay.show(kind_called(name), language)
    wanted = page.evaluate("look.stops()")
    order = [press(page, "Tab") for _ in range(wanted)]
    assert len(set(order) - {-1}) == wanted
    assert order == sorted(order)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_stop_skips_to_the_content(replay: Replay, language: str) -> None:
    page = replay.show(kind_called("lesson"), language)
    press(page, "Tab")
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") >= 24
    page.keyboard.press("Enter")
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_leads_to_each_field(replay: Replay, name: str) -> None:
    """The browser comes back at `#errors` and has the focus there; each line of the summary leads to a control."""
    page = replay.show(kind_called(name), "fr", fragment="#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    links = page.locator("#errors a")
    assert links.count() > 0
    for number in range(links.count()):
        links.nth(number).focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector(':target').matches('input, select, textarea, fieldset')")


def press(page: Page, key: str) -> int:
    """Where the focus is then, counted in elements from the start of the page."""
    page.keyboard.press(key)
    place: int = page.evaluate("look.stop()")
    return place
