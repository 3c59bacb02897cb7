"""Public pages: every one in every language, the same bytes for everybody, within the budgets."""

from __future__ import annotations

import re
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from elearn.domain.languages import LANGUAGES

PAGES = [
    "/",
    "/c/ip",
    "/c/ip/reading-ipv6",
    "/c/ip/ip-addresses-quiz",
    "/c/ip/ip-addresses-quiz?seed=7",
    "/c/ip/ip-two-rulers",
    "/c/ip/test-your-line",
    "/c/ip/print",
    "/c/ip/facilitator",
    "/glossary",
    "/help",
    "/privacy",
    "/accessibility",
    "/search",
    "/search?q=IPv6",
]
# A cold first view: headers of a page, a sheet and a script, measured on the wire, with some room.
HEADERS_OF_A_FIRST_VIEW = 2_400


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_public_page_in_every_language(client: FlaskClient, language: str, page: str) -> None:
    """The client refuses anything that `tests/web/pages.py` finds wrong."""
    response = client.get(f"/{language}{page}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["ETag"].startswith('"')
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_is_a_first_view_of_at_most_14_000_bytes(app: Flask, language: str) -> None:
    """pages.md §2: page, sheet, script and headers together; the next lesson alone at most 10 KB."""
    client = app.test_client()
    sheet = _compressed(client, app.extensions["elearn.assets"]["learner.css"])
    script = _compressed(client, app.extensions["elearn.assets"]["learner.js"])
    assert sheet <= 5_000
    for course in app.extensions["elearn.published"].catalogue().site.courses:
        for part in course.parts():
            size = _compressed(client, f"/{language}/c/{course.id}/{part.id}")
            assert size <= 10_000, part.id
            assert size + sheet + script + HEADERS_OF_A_FIRST_VIEW <= 14_000, part.id


def _compressed(client: FlaskClient, path: str) -> int:
    response = client.get(path, headers={"Accept-Encoding": "br"})
    assert response.status_code == 200
    assert brotli.decompress(response.data)
    return len(response.data)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/en/c/ip/reading-ipv6", 2_000), ("/en/c/ip", 4_500), ("/en/c/ip/ip-addresses-quiz", 6_150), ("/en/off", 7_700)],
)
def test_the_scripts_of_a_page_are_small(app: Flask, path: str, most: int) -> None:
    """What a page names. The outbox, which a lesson asks for when somebody reads on, is another 3,300 at most."""
    client = app.test_client()
    named = re.findall(r'<script src="([^"]+)"', client.get(path).text)
    sizes = {address: len(client.get(address, headers={"Accept-Encoding": "gzip"}).data) for address in named}
    assert sum(sizes.values()) <= most, sizes
    outbox = client.get(app.extensions["elearn.assets"]["outbox.js"], headers={"Accept-Encoding": "gzip"})
    assert len(outbox.data) <= 3_300


def test_all_scripts_together_do_not_grow(app: Flask) -> None:
    """pages.md §2 asks for 5,000 bytes in all; keeping and saving courses took 8,600 (decision 0032)."""
    client = app.test_client()
    scripts = [address for name, address in app.extensions["elearn.assets"].items() if name.endswith(".js")]
    sizes = {
        address: len(client.get(address, headers={"Accept-Encoding": "gzip"}).data)
        for address in scripts
        if "/sw." not in address
    }
    assert sum(sizes.values()) <= 8_650, sizes


def test_the_service_worker_is_small_and_asked_for_anew(app: Flask) -> None:
    worker = app.test_client().get("/sw.js", headers={"Accept-Encoding": "gzip"})
    assert len(worker.data) <= 2_000
    assert worker.headers["Cache-Control"] == "no-cache"


def test_a_lesson_loads_its_sheet_script_and_drawings_and_nothing_else(client: FlaskClient) -> None:
    """At most 4 requests before the second drawing; the mark in the tab does not count (decision 4)."""
    page = client.get("/fr/c/ip/reading-ipv6").text
    assert len(re.findall(r'<link rel="stylesheet"', page)) == 1
    assert re.findall(r"<script[^>]*>", page) == re.findall(r'<script src="/static/learner\.\w+\.js" defer>', page)
    assert page.count("<script") == 1
    assert len(set(re.findall(r'<img [^>]*src="([^"]+)"', page))) <= 2
    for source in re.findall(r'<img [^>]*src="([^"]+)"', page):
        drawing = client.get(source)
        assert drawing.status_code == 200
        assert drawing.headers["Content-Type"] == "image/svg+xml"
        assert "immutable" in drawing.headers["Cache-Control"]
        assert len(brotli.compress(drawing.data)) <= 4_000


def test_a_visitor_with_cookies_gets_the_same_bytes_without_a_statement(app: Flask, client: FlaskClient) -> None:
    first = client.get("/fr/c/ip/reading-ipv6")
    other = app.test_client()
    other.set_cookie("session", "stolen")
    other.set_cookie("guest", "somebody")
    other.set_cookie("language", "ar")
    statements: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        second = other.get("/fr/c/ip/reading-ipv6", headers={"Accept-Language": "zh"})
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert statements == []


def test_the_same_page_is_not_sent_twice(client: FlaskClient) -> None:
    tag = client.get("/fr/c/ip/reading-ipv6", headers={"Accept-Encoding": "br"}).headers["ETag"]
    again = client.get("/fr/c/ip/reading-ipv6", headers={"Accept-Encoding": "br", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_untranslated_section_stands_in_english_and_says_so(client: FlaskClient) -> None:
    page = client.get("/fr/c/ip/reading-ipv6").text
    fallback = page[page.index('<div class="fall">') :]
    assert 'id="coexist" lang="en" dir="ltr"' in fallback
    assert "Pas encore traduit" in fallback


@pytest.mark.parametrize("language", ["fr", "ar", "zh"])
def test_a_lesson_that_is_wholly_untranslated_says_so_once(app: Flask, client: FlaskClient, language: str) -> None:
    """Each untranslated section has its label, all of them together have one."""
    books = app.extensions["elearn.published"].catalogue()
    for lesson in books.get_course("ip").lessons():
        sections = books.open_lesson(books.get_place("ip", lesson.id), lesson, language).sections
        missing = sum(section.fallback for section in sections)
        page = client.get(f"/{language}/c/ip/{lesson.id}").text
        assert page.count('<p><span class="tag glow">') == (1 if missing == len(sections) else missing), lesson.id


def test_the_name_with_the_hyphen_and_short_code_stay_on_one_line(client: FlaskClient) -> None:
    page = client.get("/en/c/ip/reading-ipv6").text
    assert '<code class="nw">192.0.2.1</code>' in page
    assert '<span class="nw">At-Large</span>' in page
    assert 'class="nw"' not in page[: page.index("</head>")]
    quiz = client.get("/en/c/ip/ip-addresses-quiz").text
    assert "<code>2001:0db8:0000:0000:0000:0000:0000:0001</code>" in quiz


def test_arabic_is_right_to_left_and_keeps_addresses_left_to_right(client: FlaskClient) -> None:
    page = client.get("/ar/c/ip/reading-ipv6").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "<code" in page
    assert "قراءة" in page


def test_the_language_switch_keeps_the_page(client: FlaskClient) -> None:
    page = client.get("/fr/c/ip/reading-ipv6").text
    for code, language in LANGUAGES.items():
        assert re.search(f'href="/{code}/c/ip/reading-ipv6"[^>]*lang="{language.tag}"', page)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/xx/", 404),
        ("/fr/c/nope", 404),
        ("/fr/c/ip/nope", 404),
        ("/fr/c/ip/reading-ipv6/", 404),
        ("/fr/nope", 404),
        ("/media/ip/nope.svg", 404),
        ("/media/../config.py", 404),
        ("/.git/config", 404),
        ("/fr/webinars/nope", 404),
    ],
)
def test_what_is_not_there_is_a_page_with_a_reference(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert re.search(r"<code>[0-9a-f]{8}</code>", response.text)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("seed", ["16", "-1", "1e3", "NaN", "١", "9" * 400, "", "<script>"])
def test_a_seed_that_is_none_is_seed_nought(client: FlaskClient, seed: str) -> None:
    plain = client.get("/en/c/ip/ip-addresses-quiz").data
    assert client.get("/en/c/ip/ip-addresses-quiz", query_string={"seed": seed}).data == plain


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [
        ("", "fr-SN,fr;q=0.9,en;q=0.5", "fr"),
        ("", "pt-BR", "pt"),
        ("", "zh-TW,en;q=0.1", "zh"),
        ("", "sw,fr;q=.3", "fr"),
        ("", "sw", "en"),
        ("", "*", "en"),
        ("", "en;q=0, ar;q=0.1", "ar"),
        ("", "\x00;;;q=,,", "en"),
        ("ar", "fr", "ar"),
        ("xx", "es-419", "es"),
    ],
)
def test_the_root_leads_to_the_readers_language(client: FlaskClient, cookie: str, accept: str, language: str) -> None:
    if cookie:
        client.set_cookie("language", cookie)
    response = client.get("/", headers={"Accept-Language": accept.replace("\x00", "")})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_sitemap_names_every_page_in_every_language(client: FlaskClient) -> None:
    text = client.get("/sitemap.xml").text
    assert "<loc>http://localhost/ar/c/ip/reading-ipv6</loc>" in text
    assert 'hreflang="zh-Hans" href="http://localhost/zh/c/ip"' in text
    assert text.count("<url>") % 7 == 0
