"""The search page: public bytes, kept nowhere, in the reader's language, small, and calm whatever is typed."""

from __future__ import annotations

import re
from urllib.parse import quote

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn.domain.languages import LANGUAGES
from elearn.web.search import clean_query
from tests.services.queries import QUERIES

# The page as it is sent, with brotli; all but the text of the results is 1 KB.
LARGEST = 8_000


def open_search(client: FlaskClient, language: str, query: str) -> str:
    response = client.get(f"/{language}/search", query_string={"q": query})
    assert response.status_code == 200
    return response.text


def test_no_page_of_the_sixty_queries_exceeds_8_kb(app: Flask) -> None:
    client = app.test_client()
    for language, query, _, _ in QUERIES:
        path = f"/{language}/search?q={quote(query)}"
        sent = client.get(path, headers={"Accept-Encoding": "br"})
        assert brotli.decompress(sent.data)
        assert len(sent.data) <= LARGEST, (path, len(sent.data))
        assert client.get(path).status_code == 200  # uncompressed: the client looks for faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_acronym_in_every_language(client: FlaskClient, language: str) -> None:
    page = open_search(client, language, "icann")
    assert f'href="/{language}/glossary#g-icann"' in page
    first = re.search(r'<h3><a href="([^"#]+)', page)
    assert first
    assert first[1] == f"/{language}/c/start/icann-in-short"
    assert "<mark>" in page


def test_a_result_says_its_language_and_leads_to_the_section(client: FlaskClient) -> None:
    page = open_search(client, "pt", "DNSSEC")
    result = page[page.index('<li lang="en" dir="ltr">') :].split("</li>")[0]
    assert re.search(r'href="/pt/c/security/[a-z-]+#[a-z-]+"', result)
    assert "inglês" in result
    assert '<small lang="pt" dir="ltr">' in result
    foreign = open_search(client, "en", "五个地区")
    assert '<li lang="zh-Hans" dir="ltr"><h3><a href="/zh/c/' in foreign
    assert "Chinese" in foreign


def test_every_page_leads_to_the_search_and_the_form_keeps_what_was_asked(client: FlaskClient) -> None:
    assert '<a href="/fr/search">' in client.get("/fr/c/ip/reading-ipv6").text
    page = open_search(client, "fr", "l'adresse <IPv6>")
    assert '<input type="search" id="q" name="q" value="l&#39;adresse &lt;IPv6&gt;"' in page
    assert '<form role="search" action="/fr/search">' in page
    assert 'href="/es/search?q=l%27adresse+%3CIPv6%3E"' in page


def test_a_long_question_is_not_repeated_in_the_links_to_other_languages(client: FlaskClient) -> None:
    page = open_search(client, "en", "address " * 20)
    assert 'href="/es/search"' in page


def test_nothing_found_offers_the_nearest_term_and_the_glossary(client: FlaskClient) -> None:
    page = open_search(client, "en", "ICAN")
    assert 'href="/en/search?q=ICANN"' in page
    assert 'href="/en/glossary"' in page
    assert "qqqzzz" in open_search(client, "ru", "qqqzzz")


def test_an_empty_question_is_the_form(client: FlaskClient) -> None:
    plain = client.get("/en/search")
    for query in ("", "   ", "\x00", "\u200b"):
        assert open_search(client, "en", query) == plain.text
    assert "<h2>Lessons" not in plain.text


def test_public_bytes_with_an_etag_that_nobody_keeps(app: Flask, client: FlaskClient) -> None:
    plane = app.extensions["elearn.plane"]
    path = "/fr/search?q=RIR"
    first = client.get(path)
    other = app.test_client()
    other.set_cookie("session", "stolen")
    second = other.get(path, headers={"Accept-Language": "zh"})
    assert second.data == first.data
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    assert "default-src 'none'" in first.headers["Content-Security-Policy"]
    assert not first.headers["ETag"].startswith("W/")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/fr/search?q=ALAC").headers["ETag"] != first.headers["ETag"]
    assert plane.find("/fr/search", "q=RIR") is None
    assert client.head(path).status_code == 200


HOSTILE = [
    "%00",
    "%ED%A0%80",
    "%FF%FE",
    "a" * 10_000,
    "%E5%9F%9F" * 3_000,
    "%22%20OR%20*",
    "(((((",
    "NEAR(a%20b)",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "{{7*7}}",
    "%25(x)s",
    "x&q=y",
    "&" * 500,
    "%E2%80%AE%D8%A7",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_is_typed_is_a_page(app: Flask, language: str, query: str) -> None:
    """A plain client: what people typed may look like an unfilled mark."""
    client = FlaskClient(app)
    sent = client.get(f"/{language}/search?q={query}", headers={"Accept-Encoding": "br"})
    assert sent.status_code == 200
    assert len(sent.data) <= LARGEST
    text = client.get(f"/{language}/search?q={query}").text
    assert "<script>alert" not in text
    main = text[text.index("<main") :]  # the names of files in the head may hold any digits
    assert "49" not in main


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        (" a  b\t\nc ", "a b c"),
        ("a\x00b", "a b"),
        ("\ud800", ""),
        ("\u202eabc\u200f", "abc"),
        ("x" * 5_000, "x" * 200),
        ("域" * 5_000, "域" * 200),
        ("e\u0301", "e\u0301"),
        ("", ""),
    ],
)
def test_what_the_field_holds_is_what_was_looked_for(typed: str, clean: str) -> None:
    assert clean_query(typed) == clean
