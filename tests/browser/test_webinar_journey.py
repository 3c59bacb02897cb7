"""One webinar from its announcement, read in three time zones, to its recording, the lesson made of it, and who was
there: on the list of the region and in the programme that it counts for.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import PASSWORD, LiveSite, NewContext, live_site
from tests.film import film
from tests.speech import say

CHANGING = "Europe/Paris"
PAGE = "webinars/line-by-line"
REPORT = """\
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)
Ama's phone,learner.afralo@example.org,05/15/2026 01:00:00 PM,05/15/2026 01:40:00 PM,40
Ama,learner.afralo@example.org,05/15/2026 01:30:00 PM,05/15/2026 01:54:00 PM,24
Somebody else,guest@example.com,05/15/2026 01:00:00 PM,05/15/2026 01:54:00 PM,54
{name},,05/15/2026 01:00:00 PM,05/15/2026 01:54:00 PM,54
"""
PROGRAMME, TOPIC = "regions/afralo/programmes/ready-for-the-summit", "names-and-addresses"
SAID = "Welcome. Today we test two lines."
RECORDED = "".join(
    f"{key}: {{en: media/talk.en.{ending}}}\n"
    for key, ending in (("captions", "vtt"), ("audio", "mp3"), ("video", "webm"))
)
SPOKEN = f"WEBVTT\n\n00:00.000 --> 00:40.000\n<v Ama>{SAID}\n"


def day_before_a_change(now: datetime) -> datetime:
    """13:00 UTC of the day before the next change of clocks in Paris."""
    day = now.replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(days=1)
    zone = ZoneInfo(CHANGING)
    while day.astimezone(zone).utcoffset() == (day + timedelta(days=1)).astimezone(zone).utcoffset():
        day += timedelta(days=1)
    return day


def write_webinar(site: LiveSite, starts: datetime, more: str = "") -> None:
    """The author's file as it is now; captions and sound lie beside it."""
    folder = site.courses / "_webinars"
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    (folder / "media" / "talk.en.vtt").write_text(SPOKEN, encoding="utf-8")
    (folder / "media" / "talk.en.mp3").write_bytes(say(SAID))
    text = (
        '---\ntype: webinar\nid: line-by-line\nlang: en\ntitle: "Line by line"\nsummary: "Two lines, one test."\n'
        f"starts: {starts:%Y-%m-%dT%H:%M}Z\nends: {starts + timedelta(hours=1):%Y-%m-%dT%H:%M}Z\n"
        f'course: ip\njoin: https://room.example.org/hour\nspoken: [en]\nchannels:\n  en: {{id: "2101"}}\n'
        f'  fr: {{id: "2103"}}\n{more}---\n\n<!-- #_intro -->\n'
        "We tested two lines. The first one held. The second one held, too.\n"
    )
    (folder / f"{starts:%Y-%m-%d}-line-by-line.md").write_text(text, encoding="utf-8")


def publish(site: LiveSite) -> None:
    done = site.elearn("publish")
    assert done.returncode == 0, done.stdout + done.stderr


def open_until(page: Page, address: str, words: str) -> None:
    """A worker looks for a new release every few seconds, and the browser may keep what it has: asked again it is."""
    page.goto(address)
    for _ in range(30):
        if words in page.locator("body").inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()


def read_in(page: Page, site: LiveSite, zone: str, words: str) -> None:
    open_until(page, f"{site.address}/en/{PAGE}?tz={zone}", words)
    expect(page.locator("section", has=page.get_by_role("heading", name="When"))).to_contain_text(words)


def sign_in(page: Page, site: LiveSite, email: str) -> None:
    page.goto(f"{site.address}/en/sign-in")
    page.locator('input[name="email"]').fill(email)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.get_by_role("main").locator("form button").last.click()
    page.wait_for_url(re.compile("/en/me"))


def hear_and_see_recording(page: Page, site: LiveSite) -> None:
    """Not a byte of sound or film before a tap, the sound before the film; then each plays to its end."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/en/{PAGE}", wait_until="networkidle")
    players = page.locator("audio, video")
    assert players.evaluate_all("all => all.map(one => [one.tagName, one.preload])") == [
        ["AUDIO", "none"],
        ["VIDEO", "none"],
    ]
    assert not re.search(r"\.(mp3|webm|vtt)", " ".join(asked))
    for player, ending, seconds in ((players.first, "mp3", (2, 4)), (players.last, "webm", (1, 2))):
        with page.expect_request(re.compile(rf"/media/.*\.{ending}$")):
            tap_play(player)
        for _ in range(40):
            if player.evaluate("player => player.ended"):
                break
            page.wait_for_timeout(250)
        ended, length = player.evaluate("player => [player.ended, player.currentTime]")
        assert ended
        assert seconds[0] < length < seconds[1]


def tap_play(player: Locator) -> None:
    """The button of the browser's own controls: at the left, of a film above the line at its foot."""
    box = player.bounding_box()
    assert box
    from_foot = 45 if player.evaluate("player => player.tagName") == "VIDEO" else 27
    player.click(position={"x": 25, "y": box["height"] - from_foot})


def let_it_count(page: Page, site: LiveSite) -> None:
    """An administrator says that the webinar satisfies a topic of the programme."""
    sign_in(page, site, "administrator@example.org")
    page.goto(f"{site.address}/en/admin/topics?topic={TOPIC}")
    page.locator('input[name="webinars"]').fill("line-by-line")
    page.get_by_role("main").locator("form button").last.click()
    expect(page.get_by_role("main")).to_contain_text("line-by-line")


def lacking(page: Page, site: LiveSite) -> list[str]:
    """The names on the coordinator's page of those who lack a topic, and have not this one."""
    told = page.request.get(f"{site.address}/en/{PROGRAMME}.json").json()
    return sorted(person["name"] for person in told["people"] if TOPIC in person["missing"])


def finish_lesson(courses: Path) -> None:
    """What the author does with the drafts: they are listed in their module, and are no drafts any more."""
    folder = courses / "ip/addresses"
    for path in (folder / "line-by-line.md", folder / "line-by-line-quiz.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("draft: true\n", ""), encoding="utf-8")
    module = folder / "module.md"
    listed = module.read_text(encoding="utf-8").replace("lessons: [", "lessons: [line-by-line, line-by-line-quiz, ")
    module.write_text(listed, encoding="utf-8")


def report_file(name: str) -> FilePayload:
    """Of one the tool knows the address, of another (who lacks the topic) the name alone."""
    return {"name": "zoom.csv", "mimeType": "text/csv", "buffer": REPORT.format(name=name).encode("utf-8-sig")}


def enter_report(page: Page, site: LiveSite, name: str) -> None:
    """From the webinar's page to the list: two clicks; then the report is looked at, a doubt is settled, all taken."""
    page.goto(f"{site.address}/en/{PAGE}")
    page.get_by_role("link", name="For coordinators: who was there").click()
    page.get_by_role("link", name="Enter who was there").click()
    page.locator('input[name="file"]').set_input_files(report_file(name))
    page.get_by_role("button", name="Look at it first").last.click()
    expect(page.locator("#errors")).to_contain_text("1 person would be written down.")
    expect(page.locator("#errors")).to_contain_text("Somebody else")
    for box in page.get_by_role("group", name="Found by the name alone").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Enter it").click()


@pytest.mark.parametrize("javascript", [False])
def test_from_the_announcement_to_who_was_there(tmp_path: Path, new_context: NewContext, javascript: bool) -> None:
    now = datetime.now(UTC)
    with live_site(tmp_path) as site:
        page = new_context(javascript=javascript).new_page()
        write_webinar(site, day_before_a_change(now))
        publish(site)
        read_in(page, site, "Africa/Nairobi", "16:00 – 17:00, Nairobi")
        read_in(page, site, "America/Argentina/Buenos_Aires", "10:00 – 11:00, Buenos Aires")
        read_in(page, site, CHANGING, "Clocks in Paris change on")
        expect(page.get_by_text("I was there")).to_have_count(0)
        write_webinar(site, now.replace(minute=0))
        publish(site)
        read_in(page, site, "Africa/Nairobi", "On now")
        expect(page.get_by_role("link", name="Join in the browser")).to_be_visible()
        (site.courses / "_webinars/media/talk.en.webm").write_bytes(film(new_context().new_page()))
        write_webinar(site, now - timedelta(hours=3), RECORDED)
        webinar = next((site.courses / "_webinars").glob("*-line-by-line.md"))
        place = site.courses / "ip/addresses/line-by-line"
        drafted = site.elearn("new", "lesson", str(place), "--from-webinar", str(webinar))
        assert drafted.returncode == 0, drafted.stderr
        finish_lesson(site.courses)
        publish(site)
        open_until(page, f"{site.address}/en/{PAGE}", "Today we test two lines.")
        expect(page.locator("#transcript")).to_contain_text("Today we test two lines.")
        hear_and_see_recording(page, site)
        page.goto(f"{site.address}/en/c/ip/ip-line-by-line")
        expect(page.get_by_role("main")).to_contain_text("Today we test two lines.")
        coordinator = new_context(width=1280, javascript=javascript).new_page()
        sign_in(coordinator, site, "coordinator.afralo@example.org")
        let_it_count(new_context(width=1280, javascript=javascript).new_page(), site)
        before = lacking(coordinator, site)
        name = next(one for one in before if before.count(one) == 1)
        enter_report(coordinator, site, name)
        expect(coordinator.locator("#done")).to_contain_text("2 people are written down.")
        expect(coordinator.get_by_role("main")).to_contain_text("present · 90%")
        enter_report_again(coordinator, site, name)
        see_it_counted(coordinator, site, name, before)


def see_it_counted(page: Page, site: LiveSite, name: str, before: list[str]) -> None:
    """On the page of the programme she lacks the topic no more, and nobody else has come by it."""
    after = lacking(page, site)
    assert sorted([*after, name]) == before
    page.goto(f"{site.address}/en/{PROGRAMME}")
    rows = page.locator("tbody tr", has=page.get_by_role("link", name=name, exact=True))
    expect(rows.filter(has_not_text="Names and addresses of the internet")).not_to_have_count(0)


def enter_report_again(page: Page, site: LiveSite, name: str) -> None:
    """The same file: nobody is new."""
    page.goto(f"{site.address}/en/regions/afralo/webinars/line-by-line/new")
    page.locator('input[name="file"]').set_input_files(report_file(name))
    page.get_by_role("button", name="Look at it first").last.click()
    expect(page.locator("#errors")).to_contain_text("Of 1 person this was known already.")
