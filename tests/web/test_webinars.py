"""Pages, calendars and feeds of webinars: the series of 2014, looked at on its own days."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import icalendar
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient

from elearn.domain.languages import LANGUAGES
from elearn.domain.webinars import Webinar
from tests.web.conftest import Clock
from tests.web.test_catalogue import HEADERS_OF_A_FIRST_VIEW
from tests.web.world import take_away

PAGE = "/en/webinars/pre-atlas-security"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2014-{text}Z").astimezone(UTC)


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_three_states(client: FlaskClient, clock: Clock) -> None:
    clock.now = at("05-07T12:30:00")
    announced = text_of(client, PAGE)
    assert "in 8 days" in announced
    assert announced.index("1638") < announced.index("1738")
    assert "pre-atlas-security.ics" in announced
    assert "Thursday, 15 May 2014" in announced
    french = text_of(client, PAGE.replace("/en/", "/fr/"))
    assert french.index("1838") < french.index("1638"), "one's own language comes first"
    for moment, words in (
        ("04:59:59", "in 8 hours"),
        ("10:00:00", "in 2 hours"),
        ("11:59:59", "in 1 hour"),
    ):
        clock.now = at(f"05-15T{moment}")
        assert words in text_of(client, PAGE), "the page of an hour is right in its last minute too"
    clock.now = at("05-15T12:59:59")
    assert "in less than an hour" in text_of(client, PAGE)
    clock.now = at("05-15T13:00:00")
    live = text_of(client, PAGE)
    assert "On now" in live
    assert live.index('id="join"') < live.index('id="when"')
    clock.now = at("05-15T14:00:00")
    past = text_of(client, PAGE)
    assert 'id="join"' not in past
    assert "1638" not in past


@pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("ar", "، "), ("zh", "、")])
def test_what_stands_behind_the_hours_stays_on_their_line(client: FlaskClient, language: str, comma: str) -> None:
    """A comma at the beginning of a line, or UTC alone on one, was seen on phones."""
    page = text_of(client, PAGE.replace("/en/", f"/{language}/") + "?tz=Africa/Nairobi")
    assert '<span class="nw">13:00 – 14:00 UTC</span>' in page
    hours = f'<span class="nw">16:00 – 17:00{comma.strip()}</span></bdi></time>{comma[1:]}<bdi>'
    assert hours in page


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Africa/Nairobi", ["16:00 – 17:00", "Nairobi"]),
        ("America/Argentina/Buenos_Aires", ["10:00 – 11:00", "Buenos Aires"]),
        ("Asia/Kathmandu", ["18:45 – 19:45"]),
        ("Pacific/Auckland", ["Friday, 16 May 2014", "01:00 – 02:00"]),
        # Egypt set its clocks ahead in the night after this very webinar.
        (
            "Africa/Cairo",
            [
                "15:00 – 16:00",
                "Clocks in Cairo change on",
                "16 May 2014",
                "15:00 there before",
                "16:00 afterwards",
            ],
        ),
    ],
)
def test_a_zone_that_is_chosen_stands_beside_utc(
    client: FlaskClient, clock: Clock, zone: str, words: list[str]
) -> None:
    clock.now = at("05-07T12:00:00")
    page = text_of(client, f"{PAGE}?tz={zone}")
    assert "13:00 – 14:00" in page
    assert all(word in page for word in words)
    assert f'href="/ar/webinars/pre-atlas-security?tz={zone.replace("/", "%2F")}"' in page


def test_the_same_bytes_for_everybody_and_for_every_odd_address(client: FlaskClient, clock: Clock) -> None:
    clock.now = at("05-07T12:00:00")
    first = client.get(PAGE)
    for odd in ("?tz=Mars/Base", "?tz=../../etc/passwd", "?tz=UTC", "?x=1", "?page=2", "?tz=%00", "?tz="):
        assert client.get(PAGE + odd).data == first.data
    client.set_cookie("session", "x" * 40)
    client.set_cookie("language", "fr")
    again = client.get(PAGE, headers={"X-Forwarded-For": "41.90.0.1", "Accept-Language": "sw"})
    assert again.data == first.data
    assert "Set-Cookie" not in again.headers
    assert again.headers["Cache-Control"] == "public, max-age=60"
    known = {"If-None-Match": str(first.headers["ETag"])}
    assert client.get(PAGE, headers=known).status_code == 304
    clock.pass_by(hours=24)
    assert client.get(PAGE, headers=known).status_code == 200


def test_what_is_not_there(client: FlaskClient) -> None:
    for path in (
        "/en/webinars/no-such",
        "/en/webinars/no-such.ics",
        "/en/webinars.ics?ralo=x",
        "/en/webinars.ics?course=x",
    ):
        assert client.get(path).status_code == 404


def test_what_was_taken_away_says_so_and_leaves_calendars(app: Flask, client: FlaskClient, clock: Clock) -> None:
    clock.now = at("05-07T12:00:00")
    take_away(app, *(one.id for one in app.extensions["elearn.published"].catalogue().site.webinars))
    for language, words in (("en", "This event has been taken out"), ("ar", "سُحبت هذه الفعالية")):
        gone = client.get(PAGE.replace("/en/", f"/{language}/"))
        assert gone.status_code == 410
        assert words in gone.text
        assert f'href="/{language}/webinars"' in gone.text
    assert client.get("/en/webinars/no-such").status_code == 404
    for path, count in (("/fr/webinars.ics", 2), (f"{PAGE}.ics", 1), ("/fr/webinars.ics?course=security", 1)):
        for parser in (icalendar.Calendar.from_ical, vobject.readOne):
            assert parser(client.get(path).text)
        events = icalendar.Calendar.from_ical(client.get(path).data).walk("VEVENT")
        assert [(str(one["STATUS"]), str(one["SEQUENCE"])) for one in events] == [("CANCELLED", "1")] * count
        assert str(events[0]["UID"]) == "pre-atlas-security@localhost"
        assert not events[0].walk("VALARM")
    assert client.get("/en/webinars/pre-atlas-communications.ics").status_code == 410, "it was held in its year"
    feed = feedparser.parse(client.get("/en/webinars.atom").data)
    assert not feed.bozo
    told = [(one.title.partition(": ")[0], one.updated) for one in feed.entries]
    moment = "2014-05-07T12:00:00Z"
    assert sorted(told) == [("Cancelled", moment)] * 2 + [("Taken out", moment)] * 5, "five of a year were held"
    clock.now = at("09-01T12:00:00")
    assert b"VEVENT" not in client.get("/fr/webinars.ics").data
    assert not feedparser.parse(client.get("/en/webinars.atom").data).entries


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_every_webinar_is_a_first_view_of_at_most_14_000_bytes(
    app: Flask, client: FlaskClient, clock: Clock, language: str
) -> None:
    """As lessons: page, sheet, script and headers together; the next page alone at most 10 KB."""

    def weight(path: str) -> int:
        return len(client.get(path, headers={"Accept-Encoding": "br"}).data)

    books = app.extensions["elearn.published"].catalogue()
    pages = [f"/{language}/webinars/{one.id}" for one in books.site.webinars]
    named = re.findall(r'<script src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', client.get(pages[0]).text)
    around = sum(weight(script or sheet) for script, sheet in named) + HEADERS_OF_A_FIRST_VIEW
    for moment in ("05-07T12:00:00", "05-15T13:00:00", "09-01T12:00:00"):
        clock.now = at(moment)
        sizes = {page: weight(page) for page in [*pages, f"/{language}{PAGE.removeprefix('/en')}?tz=Africa/Cairo"]}
        assert max(sizes.values()) <= 10_000, sizes
        assert max(sizes.values()) + around <= 14_000, sizes


def test_the_home_page_shows_what_is_next_for_the_hour(client: FlaskClient, clock: Clock) -> None:
    assert "webinars/pre-atlas" not in text_of(client, "/en/")
    clock.now = at("05-15T13:59:00")
    assert "webinars/pre-atlas-security" in text_of(client, "/en/")
    clock.pass_by(minutes=1)
    home = text_of(client, "/en/")
    assert "webinars/pre-atlas-security" not in home
    assert "webinars/atlas-ii" in home


def test_filters(client: FlaskClient) -> None:
    page = text_of(client, "/en/webinars?topic=governance")
    assert page.count('<li><a href="/en/webinars/pre-atlas-governance') == 2
    assert "webinars/atlas-ii" not in page
    heard = text_of(client, "/en/webinars?in=es")
    assert "webinars/pre-atlas-security" in heard
    assert "webinars/pre-atlas-governance" not in heard
    assert client.get("/en/webinars?topic=x&in=<b>&page=x").data == client.get("/en/webinars").data


def test_calendars(client: FlaskClient, clock: Clock) -> None:
    clock.now = at("05-07T12:00:00")

    def read(path: str) -> list[str]:
        answer = client.get(path)
        assert answer.content_type == "text/calendar; charset=utf-8"
        return [str(one["UID"]).partition("@")[0] for one in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")]

    assert read("/fr/webinars.ics") == ["pre-atlas-security", "atlas-ii"], "a year alone is no day in a calendar"
    assert read("/fr/webinars.ics?ralo=afralo") == ["pre-atlas-security", "atlas-ii"]
    assert read("/fr/webinars.ics?course=security") == ["pre-atlas-security"]
    assert read(f"{PAGE}.ics") == ["pre-atlas-security"]
    first = client.get("/fr/webinars.ics")
    assert "Sécurité et stabilité" in first.get_data(as_text=True)
    known = {"If-None-Match": str(first.headers["ETag"])}
    assert client.get("/fr/webinars.ics", headers=known).status_code == 304
    clock.now = at("09-01T12:00:00")
    assert read("/fr/webinars.ics") == []


def test_atom(client: FlaskClient) -> None:
    answer = client.get("/ar/webinars.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert len(feed.entries) == 7
    assert all(entry.title and entry.updated and entry.link == entry.id for entry in feed.entries)
    assert any(entry.title == "الأمن والاستقرار" for entry in feed.entries)


def test_news_say_what_was_cancelled_and_what_was_taken_out(app: Flask, client: FlaskClient, clock: Clock) -> None:
    def read(language: str = "en") -> dict[str, feedparser.FeedParserDict]:
        feed = feedparser.parse(client.get(f"/{language}/webinars.atom").data)
        assert not feed.bozo
        return {entry.id.rpartition("/")[2]: entry for entry in feed.entries}

    published = app.extensions["elearn.published"]
    books = published.catalogue()
    old_ones = tuple(replace(one, changed_at="2014-04-01T12:00:00Z") for one in books.site.webinars)
    published._catalogue = replace(books, site=replace(books.site, webinars=old_ones))  # noqa: SLF001 - as if published in 2014
    clock.now = at("05-07T12:00:00")
    before = read()
    take_away(app, "pre-atlas-security", "pre-atlas-communications")
    clock.pass_by(hours=1)
    after = read()
    assert {*list(after)[:2]} == {"pre-atlas-security", "pre-atlas-communications"}, "the newest first"
    assert [one.updated for one in list(after.values())[:3]] == ["2014-05-07T12:00:00Z"] * 2 + ["2014-04-01T12:00:00Z"]
    for key, mark in (("pre-atlas-security", "Cancelled"), ("pre-atlas-communications", "Taken out")):
        entry, old = after[key], before[key]
        assert (entry.id, entry.title) == (old.id, f"{mark}: {old.title}")
        assert client.get(entry.link.removeprefix("http://localhost")).status_code == 200
        assert "The list shows what is on" in entry.summary
    assert read("fr")["pre-atlas-security"].title.startswith("Annul")
    clock.now = at("07-10T12:00:00")
    assert list(read())[:1] == ["pre-atlas-security"], "sixty days from its day"
    assert "pre-atlas-communications" not in read(), "sixty days after it was taken away"
    clock.now = at("07-15T12:00:00")
    assert "pre-atlas-security" not in read()


@pytest.fixture
def five_hundred(app: Flask) -> Callable[[datetime], None]:
    """Puts five hundred more into the release that this worker holds: one a day, half of them over at a moment."""

    def put(now: datetime) -> None:
        published = app.extensions["elearn.published"]
        books = published.catalogue()
        model: Webinar = books.site.webinar("pre-atlas-security")
        many = []
        for number in range(500):
            start = now + timedelta(days=number - 470)
            end = start + timedelta(hours=1)
            record = replace(model.record, titles={"en": f"Addresses and names where you live, evening {number}"})
            one = replace(model, id=f"evening-{number}", record=record)
            many.append(replace(one, starts=f"{start:%Y-%m-%dT%H:%M:%SZ}", ends=f"{end:%Y-%m-%dT%H:%M:%SZ}"))
        site = replace(books.site, webinars=(*books.site.webinars, *many))
        published._catalogue = replace(books, site=site)  # noqa: SLF001 - publishing five hundred files would take a minute

    return put


def test_five_hundred_fit(client: FlaskClient, clock: Clock, five_hundred: Callable[[datetime], None]) -> None:
    five_hundred(clock.now)
    page = client.get("/en/webinars?tz=Africa/Nairobi", headers={"Accept-Encoding": "gzip"})
    assert len(page.data) <= 8_000
    last = gzip.decompress(client.get("/en/webinars?page=26", headers={"Accept-Encoding": "gzip"}).data).decode()
    assert "Page 26 of 26" in last
    assert "pre-atlas-communications" in last
    calendar = icalendar.Calendar.from_ical(client.get("/en/webinars.ics").data)
    assert 80 <= len(calendar.walk("VEVENT")) <= 100
