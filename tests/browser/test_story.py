"""The story that the product exists for, in a real browser, at 360 px, with JavaScript on and off."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext, live_site

LESSON = "/c/ip/reading-ipv6"
QUIZ = "/c/ip/ip-addresses-quiz"
ALS = "DEMO-SN-01"
REGION = "/en/regions/afralo"
COORDINATOR = "coordinator.afralo@example.org"


@dataclass
class Story:
    """One telling: its own site, the newcomer's browser, and what she remembers between the steps."""

    site: LiveSite
    javascript: bool
    newcomer: BrowserContext
    remembered: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> Page:
        page = self.newcomer.new_page()
        page.goto(self.site.address + path)
        return page


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A site of its own: an instructor edits its courses at the end."""
    browser = request.getfixturevalue("browser")
    with live_site(tmp_path_factory.mktemp("story")) as site:
        newcomer = browser.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=bool(request.param), locale="fr-SN"
        )
        newcomer.set_default_timeout(30_000)
        yield Story(site, bool(request.param), newcomer)
        newcomer.close()


def states(story: Story, context: BrowserContext, als: str = ALS) -> dict[str, int]:
    """The five states of one ALS in the course `ip`, from the JSON twin of the region's page."""
    page = context.new_page()
    answer = page.request.get(f"{story.site.address}{REGION}.json")
    assert answer.status == 200
    row = next(row for row in answer.json()["rows"] if row["als"] == als)
    page.close()
    cell: dict[str, int] = row["cells"].get("ip", {})
    return cell


def sign_in(page: Page, story: Story) -> None:
    """The AFRALO coordinator signs in and goes straight to her region."""
    page.goto(f"{story.site.address}/en/sign-in?next={REGION}")
    page.locator('input[name="email"]').fill(COORDINATOR)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile(REGION))


@pytest.fixture
def coordinator(story: Story, new_context: NewContext) -> BrowserContext:
    """The coordinator's own browser, signed in."""
    context = new_context(width=1280, javascript=story.javascript)
    page = context.new_page()
    sign_in(page, story)
    page.close()
    return context


def step_1_she_reads_at_once(story: Story) -> None:
    """A shared link: no account, nothing in the way; the part that is not translated stands in English, labelled."""
    requests: list[str] = []
    page = story.newcomer.new_page()
    page.on("request", lambda asked: requests.append(asked.url))
    page.goto(story.site.address + "/fr" + LESSON)
    expect(page.get_by_role("heading", level=1)).to_have_text("Lire une adresse IPv6")
    fallback = page.locator(".fall")
    expect(fallback).to_contain_text("Pas encore traduit")
    expect(fallback.locator("section")).to_have_attribute("lang", "en")
    assert story.newcomer.cookies() == []
    assert all(url.startswith(story.site.address) for url in requests)
    assert len([url for url in requests if not url.endswith(".svg")]) <= 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 360 if story.javascript else True


def step_2_she_answers_the_quiz_with_one_click(story: Story, coordinator: BrowserContext) -> None:
    page = story.open("/fr" + QUIZ)
    for key, value in {"bits": "c", "new-name": "false", "person": "a", "registry": "c"}.items():
        page.locator(f'input[name="{key}"][value="{value}"]').check()
    for number, line in enumerate("abcd", 1):
        page.locator(f'select[name="chain.{line}"]').select_option(str(number))
    page.locator('input[name="forms"][value="b"]').check()
    page.locator('input[name="forms"][value="d"]').check()
    page.locator('input[name="colons"]').fill("5")
    page.locator('input[name="directory"]').fill("le DNS")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("#score")).to_have_attribute("value", "0.875")
    expect(page.locator("#passed")).to_have_attribute("value", "yes")
    expect(page.locator(".v.no")).to_have_count(1)
    expect(page.get_by_role("main")).to_contain_text("AFRINIC")
    story.remembered["result"] = page.url
    story.remembered["before"] = json.dumps(states(story, coordinator))


def step_3_she_signs_up_and_the_attempt_is_hers(story: Story) -> None:
    page = story.open(story.remembered["result"].removeprefix(story.site.address))
    page.get_by_role("main").locator('a[href="/fr/sign-up"]').click()
    page.locator('input[name="name"]').fill("Awa Diop")
    page.locator('input[name="email"]').fill("awa@exämple.example")
    page.locator('select[name="country"]').select_option("SN")
    page.locator('button[name="show"]').click()
    expect(page.locator('input[name="name"]')).to_have_value("Awa Diop")
    page.locator('select[name="als"]').select_option(ALS)
    page.locator('input[name="mine"][value="yes"]').check()
    page.locator('input[name="password"]').fill("une longue phrase secrète")
    page.get_by_role("main").get_by_role("button", name="Créer mon compte").last.click()
    page.wait_for_url(re.compile("/fr/(me|attempts)"))
    page.goto(story.remembered["result"])
    expect(page.locator("#score")).to_have_attribute("value", "0.875")
    page.goto(f"{story.site.address}/fr/me")
    expect(page.get_by_role("main")).to_contain_text("Awa Diop")
    expect(page.get_by_role("main").locator("#now")).to_be_visible()


def step_4_she_switches_to_arabic_and_nothing_is_lost(story: Story) -> None:
    page = story.open("/fr/me")
    page.locator('#lang a[lang="ar"]').click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("main")).to_contain_text("Awa Diop")
    page.goto(story.site.address + "/ar" + LESSON)
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.goto(story.remembered["result"].replace("/fr/", "/ar/"))
    expect(page.locator("#score")).to_have_attribute("value", "0.875")


def step_5_the_coordinator_sees_it_and_screen_and_file_agree(story: Story, coordinator: BrowserContext) -> None:
    before, after = json.loads(story.remembered["before"]), states(story, coordinator)
    assert after["started"] == before["started"] + 1
    page = coordinator.new_page()
    page.goto(story.site.address + REGION)
    expect(page.locator("tr.z").first).to_contain_text("nobody yet")
    file = page.request.get(f"{story.site.address}{REGION}.csv")
    rows = list(csv.DictReader(io.StringIO(file.text().removeprefix("\ufeff"))))
    assert {row["als"] for row in rows if row["als"]} == set(_codes(page)) - {"individual-members"}
    row = next(row for row in rows if (row["als"], row["course"]) == (ALS, "ip"))
    assert {state: int(row[state]) for state in after} == after
    page.locator(f'a[href="{REGION}/{ALS}"]').first.click()
    expect(page.get_by_role("main")).to_contain_text("Awa Diop")
    page.get_by_role("link", name="Awa Diop").click()
    expect(page.get_by_role("main")).to_contain_text("IPv4 and IPv6")
    expect(page.get_by_role("main")).not_to_contain_text("87")


def _codes(page: Page) -> list[str]:
    addresses = page.locator("tbody th a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [address.rpartition("/")[2].partition("?")[0] for address in addresses]


def step_6_the_instructor_changes_a_sentence(story: Story) -> None:
    path = story.site.courses / "ip/addresses/ip-addresses-quiz.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("How many bits does an IPv6", "How many bits has an IPv6"), encoding="utf-8")
    lesson = story.site.courses / "ip/addresses/reading-ipv6.md"
    text = lesson.read_text(encoding="utf-8")
    assert "## Making it shorter <!-- #short -->\n" in text or "<!-- #short -->\n" in text
    lesson.write_text(text.replace("<!-- #short -->\n", "<!-- #short -->\n\nA sentence from the instructor.\n", 1))
    check = story.site.elearn("check", str(story.site.courses))
    assert check.returncode == 0, check.stdout
    assert "T001" in check.stdout
    assert story.site.elearn("publish", "--note", "One sentence").returncode == 0
    time.sleep(2)
    page = story.open("/en" + LESSON)
    expect(page.get_by_role("main")).to_contain_text("A sentence from the instructor.")
    page.goto(story.site.address + "/fr" + LESSON)
    page.reload()  # her browser may keep a page for a minute before it asks again
    expect(page.locator("#short")).to_contain_text("Lire l’original")
    page.goto(story.site.address + "/en" + QUIZ)
    expect(page.get_by_role("main")).to_contain_text("How many bits has an IPv6")
    page.goto(story.remembered["result"].replace("/fr/", "/en/"))
    expect(page.locator("#score")).to_have_attribute("value", "0.875")
    expect(page.get_by_role("main")).to_contain_text("How many bits does an IPv6")


def test_the_story(story: Story, coordinator: BrowserContext) -> None:
    """From a shared link to the coordinator's page and the instructor's correction, each step on what came before."""
    step_1_she_reads_at_once(story)
    step_2_she_answers_the_quiz_with_one_click(story, coordinator)
    step_3_she_signs_up_and_the_attempt_is_hers(story)
    step_4_she_switches_to_arabic_and_nothing_is_lost(story)
    step_5_the_coordinator_sees_it_and_screen_and_file_agree(story, coordinator)
    step_6_the_instructor_changes_a_sentence(story)
