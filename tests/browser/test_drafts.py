"""What was typed into a quiz and not sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import LiveSite, NewContext
from tests.browser.steps import (
    LESSON,
    QUIZ,
    answer,
    pass_quiz,
    send,
    stored,
)

pytestmark = pytest.mark.xdist_group("pages")


def test_what_was_typed_survives_a_reload_and_a_change_of_language(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    answer(page)
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="colons"]')).to_have_value("5")
    expect(page.locator('input[name="bits"][value="c"]')).to_be_checked()
    page.locator('#lang a[lang="ar"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator('input[name="directory"]')).to_have_value("le DNS")
    expect(page.locator('input[name="forms"]:checked')).to_have_count(2)
    expect(page.locator('select[name="chain.c"]')).to_have_value("3")


def test_what_was_typed_survives_an_error(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    answer(page, colons="5,0,1")
    send(page)
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator('input[name="colons"]')).to_have_value("5,0,1")
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="colons"]')).to_have_value("5,0,1")
    expect(page.locator('input[name="bits"][value="c"]')).to_be_checked()


def test_what_was_typed_survives_a_line_that_drops_and_is_one_attempt(site: LiveSite, new_context: NewContext) -> None:
    """The answers arrived, the reply did not: sent again they lead to the same result."""
    context = new_context()
    page = context.new_page()
    page.goto(site.address + "/en/c/ip")
    page.request.post(f"{site.address}/en{LESSON}/done")  # so that both sendings are the same guest's
    page.goto(site.address + "/en" + QUIZ)
    answer(page)
    sent: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not sent:
            sent.append(route.request.post_data or "")
            route.abort()
        else:
            route.continue_()

    context.route("**" + QUIZ, lose_the_first)
    send(page)
    expect(page.locator("#out")).to_contain_text("There is no line now.")
    first = page.request.post(
        f"{site.address}/en{QUIZ}",
        data=sent[0],
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": site.address},
    ).url
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("le DNS")
    send(page)
    expect(page).to_have_url(first)


def test_the_result_clears_the_draft(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    pass_quiz(page, site)
    assert "draft" not in stored(page)
    page.goto(site.address + "/en" + QUIZ)
    expect(page.locator('input[name="directory"]')).to_have_value("")


def test_a_draft_of_other_questions_stays_away(site: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(site.address + "/en" + QUIZ)
    page.evaluate("sessionStorage.setItem('draft ip/ip-addresses-quiz 000000000000', '{\"typed\": \"directory=old\"}')")
    page.reload()
    expect(page.locator('input[name="directory"]')).to_have_value("")
