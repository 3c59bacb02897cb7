"""What search engines are told: every public page with its siblings, nothing personal."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from flask.testing import FlaskClient

from elearn.domain.languages import LANGUAGES

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "html": "http://www.w3.org/1999/xhtml"}


def test_each_address_of_the_sitemap_names_its_siblings_and_a_default(client: FlaskClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.content_type.startswith("application/xml")
    entries = ElementTree.fromstring(answer.data).findall("map:url", NAMES)  # noqa: S314 - our own bytes
    assert len(entries) % len(LANGUAGES) == 0
    tags = [language.tag for language in LANGUAGES.values()]
    for entry in entries:
        place = entry.findtext("map:loc", "", NAMES)
        links = {link.get("hreflang"): link.get("href") or "" for link in entry.findall("html:link", NAMES)}
        assert list(links) == [*tags, "x-default"]
        assert place in links.values()
        assert links["x-default"] == links["en"]


def test_some_addresses_of_the_sitemap_open(client: FlaskClient) -> None:
    places = re.findall(r"<loc>http://localhost([^<]+)</loc>", client.get("/sitemap.xml").text)
    assert len(places) == len(set(places))
    for place in places[:: len(places) // 20]:
        assert client.get(place).status_code == 200, place


def test_robots_keep_out_of_what_is_personal(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    rules = RobotFileParser()
    rules.parse(re.sub(r"/\*/", "/en/", text).splitlines())  # the parser of Python knows no wildcards
    assert rules.can_fetch("anybody", "/en/c/ip/reading-ipv6")
    for path in ("/en/me", "/en/account", "/en/regions/afralo", "/en/invitation/x", "/en/password/reset/x"):
        assert not rules.can_fetch("anybody", path), path
