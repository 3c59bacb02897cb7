"""Every kind of page in every language, by parsers: markup, words left untranslated, bytes."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import html5lib
import pytest

from elearn.domain.languages import LANGUAGES
from tests.nu import nu_errors
from tests.web.kinds import KINDS, NO_PAGES, Kind
from tests.web.markup import SAME_EVERYWHERE, texts_in
from tests.web.pages import page_faults
from tests.web.world import World

pytestmark = pytest.mark.xdist_group("kinds")

# Bytes of a page on the wire without its headers.
LARGEST = {
    "webinars": 8_000,
    "lesson": 10_000,
    "quiz": 10_000,
    "result": 6_000,
    "result of a guest": 6_000,
    "region": 8_000,
}
# Every other sheet of letters: a word of the interface in Latin ones has not been translated.
OTHER_LETTERS = ("ar", "ru", "zh")
LATIN = re.compile(r"[A-Za-z][A-Za-z-]{3,}")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_nothing_is_wrong_with_this_page_in_any_language(world: World, kind: Kind) -> None:
    faults = {
        language: list(page_faults(world.address(kind, language).partition("?")[0], world.open(kind, language).body))
        for language in LANGUAGES
    }
    assert {language: found for language, found in faults.items() if found} == {}


def test_a_head_is_a_get_without_content_and_changes_nothing(world: World) -> None:
    before = world.everything()
    for kind in KINDS:
        if kind.form is None:
            assert world.head(kind) == (kind.status, b""), kind
    assert world.everything() == before


@pytest.mark.parametrize("name", LARGEST)
def test_a_page_stays_small_in_every_language(world: World, name: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == name)
    for language in LANGUAGES:
        assert len(brotli.compress(world.open(kind, language).body, quality=5)) <= LARGEST[name], language


@pytest.mark.parametrize("name", ["home", "course", "lesson", "quiz", "glossary"])
def test_a_shared_link_says_what_it_leads_to(world: World, name: str) -> None:
    """In the reader's language, for search engines and for the preview in a chat."""
    kind = next(kind for kind in KINDS if kind.name == name)
    told = {language: described(world.open(kind, language).body) for language in LANGUAGES}
    assert min(len(text) for text in told.values()) > 8, told
    assert len(set(told.values())) == len(LANGUAGES), told


def described(body: bytes) -> str:
    found = re.search(r'<meta name="description" property="og:description" content="([^"]+)">', body.decode())
    return found[1] if found else ""


@pytest.mark.parametrize("language", OTHER_LETTERS)
def test_no_words_of_the_interface_are_left_in_english(world: World, language: str) -> None:
    left: dict[str, set[str]] = {}
    for kind in KINDS:
        document = html5lib.parse(world.open(kind, language).body.decode(), namespaceHTMLElements=False)
        for text in texts_in(document, LANGUAGES[language].tag):
            for word in set(LATIN.findall(text)) - SAME_EVERYWHERE:
                left.setdefault(word, set()).add(kind.name)
    assert left == {}


def test_every_page_is_valid_html(world: World, tmp_path: Path) -> None:
    """Also every lesson and quiz of every course: their authors' Markdown is in these."""
    kinds = {
        f"{kind.name.replace(' ', '-')}.{code}": world.open(kind, code).body for kind in KINDS for code in LANGUAGES
    }
    courses = world.site.extensions["elearn.published"].catalogue().site.courses
    parts = {
        f"{part.id}.{language}": world.file(f"/{language}/c/{course.id}/{part.id}").body
        for course in courses
        for part in course.parts()
        for language in LANGUAGES
    }
    assert nu_errors(kinds | parts, tmp_path) == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    page = b'<!doctype html><html lang="en"><title>x</title><p id="a"><ul id="a"></ul></p></html>'
    assert len(nu_errors({"wrong": page}, tmp_path)) >= 2


def test_no_kind_has_the_name_of_another() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_no_page_is_forgotten(world: World) -> None:
    """Whatever answers a GET with a page has a row in `tests/web/kinds.py`, or says there that it is no page."""
    with world.site.test_request_context():
        addresses = world.site.url_map.bind("localhost")
        paths = [world.address(kind, "en").partition("?")[0] for kind in KINDS if kind.status == 200]
        opened = {addresses.match(path, "GET")[0] for path in paths}
    answering = {rule.endpoint for rule in world.site.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert answering - opened - NO_PAGES == set()
    assert NO_PAGES - answering == set()
