"""Cards for social networks: the words of the page, right in every script, kept, and never in the way of a page."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config import Config
from elearn.domain.languages import LANGUAGES
from elearn.exchange.card_png import CardWords, draw_card
from elearn.exchange.card_typst import choose_families
from elearn.services import cards
from elearn.web.assets import STATIC

LESSON = "/c/ip/reading-ipv6"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[CardWords]:
    """What would have been drawn; the pictures themselves are looked at below."""
    asked: list[CardWords] = []

    def draw(words: CardWords) -> bytes:
        asked.append(words)
        return b"\x89PNG " + words.title.encode()

    monkeypatch.setattr(cards, "draw_card", draw)
    return asked


def card_of(client: FlaskClient, path: str) -> str:
    """The address of the card in the head of a page."""
    found = re.search(r'<meta property="og:image" content="http://localhost([^"]+)">', client.get(path).text)
    assert found, path
    return found.group(1)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("path", [LESSON, "/c/ip/ip-addresses-quiz", "/c/ip"])
def test_a_card_is_drawn_once_and_kept_for_ever(client: FlaskClient, drawn: list[CardWords], path: str) -> None:
    address = card_of(client, f"/fr{path}")
    first, second = client.get(address), client.get(address)
    assert first.data == second.data
    assert len(drawn) <= 1
    assert first.content_type == "image/png"
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_card_of_its_own(
    client: FlaskClient, config: Config, drawn: list[CardWords], language: str
) -> None:
    for file in (config.instance_path / "cards").glob("*.png"):
        file.unlink()
    client.get(card_of(client, f"/{language}{LESSON}"))
    [words] = drawn
    assert words.direction == LANGUAGES[words.language].direction
    assert words.title in re.sub(r"</?bdi[^>]*>", "", client.get(f"/{language}{LESSON}").text)


def test_other_words_have_another_address_and_the_old_one_leads_there(
    client: FlaskClient, drawn: list[CardWords]
) -> None:
    address = card_of(client, f"/en{LESSON}")
    old = re.sub("/card/[0-9a-f]{10}/", "/card/0123456789/", address)
    assert client.get(old).headers["Location"] == address
    assert drawn == []


@pytest.mark.parametrize("path", ["/media/card/0123456789/fr/nope.png", "/media/card/0123456789/xx/ip.png"])
def test_a_card_of_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_where_none_can_be_drawn_the_card_is_in_no_language(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No letters for the script, or another card is being drawn: something is there at once, and asked for again."""
    monkeypatch.setattr(cards, "draw_card", lambda _words: None)
    answer = client.get(card_of(client, "/ar/c/ip/from-pool-to-phone"))
    assert answer.data == (STATIC / "card.png").read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_without_typst_pages_name_the_neutral_card(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.web.cards.can_draw", lambda: False)
    address = card_of(client, f"/pt{LESSON}")
    assert address == card_of(client, "/pt/") == card_of(client, "/zh/help")
    assert size_of(client.get(address).data) == (1200, 630)


def test_personal_pages_have_no_card(client: FlaskClient) -> None:
    for path in ("/en/me", "/en/sign-up", "/en/practice", "/en/nowhere"):
        assert "og:" not in client.get(path).text


def test_a_newer_card_takes_the_place_of_the_older(tmp_path: Path, drawn: list[CardWords]) -> None:
    words = CardWords("en", "ltr", "Site", "Course", "Title", "<svg/>")
    newer = CardWords("en", "ltr", "Site", "Course", "Better title", "<svg/>")
    assert cards.get_card(tmp_path, "en-ip-a", words) == b"\x89PNG Title"
    assert cards.get_card(tmp_path, "en-ip-a", words) == b"\x89PNG Title"
    assert cards.get_card(tmp_path, "en-ip-a", newer) == b"\x89PNG Better title"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"\x89PNG Better title"]
    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("language", "known", "first"),
    [
        ("en", {"Libertinus Serif"}, "Libertinus Serif"),
        ("ru", {"Libertinus Serif", "DejaVu Sans"}, "DejaVu Sans"),
        ("ar", {"Noto Sans Arabic", "Noto Sans", "Libertinus Serif"}, "Noto Sans Arabic"),
        ("zh", {"WenQuanYi Zen Hei", "Libertinus Serif"}, "WenQuanYi Zen Hei"),
        ("ar", {"Noto Sans", "Libertinus Serif"}, None),
        ("zh", {"Noto Sans", "Libertinus Serif"}, None),
    ],
)
def test_a_script_without_a_font_gets_no_card(language: str, known: set[str], first: str | None) -> None:
    assert next(iter(choose_families(language, frozenset(known))), None) == first


@pytest.mark.parametrize("title", ["Reading an IPv6 address", "#sys.inputs *_$ <b> \\", "A long title " * 12])
def test_typst_draws_what_is_written_and_reads_none_of_it(title: str) -> None:
    mark = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'/>"
    drawn = draw_card(CardWords("en", "ltr", "At-Large Learning", "IPv4 and IPv6", title, mark))
    assert drawn
    assert size_of(drawn) == (1200, 630)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/favicon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/vnd.microsoft.icon"),
        ("/apple-touch-icon.png", "image/png"),
    ],
)
def test_icons_are_where_browsers_look(client: FlaskClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert client.head(path).status_code == 200
