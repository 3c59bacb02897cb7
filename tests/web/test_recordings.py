"""Pages of recordings, cards, questions to check oneself and files to take: a small course that has all of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config import LANGUAGES
from tests.content.trees import BASE, CAPTIONS, LESSON, MODULE, QUIZ, TALK, Files
from tests.site_copies import copied, published_again

QUESTIONS = """\
## True? <!-- #true -->

- = true

> It is true.

## How many? <!-- #number -->

- = 5..7

> About six.

## Which word? <!-- #word -->

- = dual stack
- ! tunnel
  > Another thing.

> Two together.

## Pairs <!-- #pairs match -->

| Left | Right |
|---|---|
| IPv4 <!-- #a --> | 32 bits |
| IPv6 <!-- #b --> | 128 bits |

## Lines <!-- #lines order -->

1. first <!-- #a -->
2. second <!-- #b -->

## Gap <!-- #gap -->

It has [[n: =32|64]] bits.

## Think <!-- #think open -->

> Compare with this.
"""
KEYS = ("bits", "true", "number", "word", "pairs", "lines", "gap", "think")
CHECKS = "\n".join(f'[Check](quiz.md#{key} "question")\n' for key in KEYS)
RECORDED = TALK.replace(
    "audio: {en: https://example.org/en.mp3 (24 MB)}\n",
    "audio: {en: https://example.org/en.mp3 (24 MB), es: talk.es.mp3}\nvideo: {en: talk.mp4}\nslides: media/deck.pdf\n",
).replace("captions: {en: talk.en.vtt}", "captions: {en: talk.en.vtt, sw: talk.sw.vtt, es: talk.es.vtt}")
FILES: Files = {
    **BASE,
    "ip/addresses/module.md": MODULE,
    "ip/addresses/reading.md": LESSON
    + f'\n## More <!-- #more -->\n\n{CHECKS}\n[The talk](media/talk.md "embed")\n\n'
    + '[Big plan (PDF, 300 KB)](media/big.pdf "attachment")\n',
    "ip/addresses/quiz.md": QUIZ + "\n" + QUESTIONS,
    "ip/addresses/media/talk.md": RECORDED,
    "ip/addresses/media/talk.en.vtt": CAPTIONS,
    "ip/addresses/media/talk.sw.vtt": CAPTIONS.replace("How long is one?", "Ni ndefu kiasi gani?"),
    "ip/addresses/media/talk.es.vtt": CAPTIONS.replace("How long is one?", "¿Qué longitud tiene?"),
    "ip/addresses/media/talk.es.mp3": b"ID3" + bytes(1_999_997),
    "ip/addresses/media/talk.mp4": b"\0\0\0\x18ftypmp42" + bytes(5_000),
    "ip/addresses/media/deck.pdf": b"%PDF-1.7 deck",
    "ip/addresses/media/deck.fr.pdf": b"%PDF-1.7 diapositives",
    "ip/addresses/media/big.pdf": b"%PDF-1.7" + bytes(300_000),
}


@pytest.fixture(scope="module")
def recordings_template(
    published_template: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("recordings")
    root = folder / "courses"
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with published_again(published_template, folder / "recordings.sqlite3", root) as template:
        yield template


@pytest.fixture
def published_url(recordings_template: sqlite3.Connection, tmp_path: Path) -> str:
    return copied(recordings_template, tmp_path / "published.sqlite3")


@pytest.fixture
def site(client: FlaskClient) -> FlaskClient:
    return client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["ip-talk", "ip-reading", "print", "facilitator"])
def test_every_page_is_what_a_page_must_be(site: FlaskClient, language: str, page: str) -> None:
    response = site.get(f"/{language}/c/ip/{page}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "{{" not in response.text


def test_what_costs_least_comes_first_and_nothing_loads_by_itself(site: FlaskClient) -> None:
    page = site.get("/en/c/ip/ip-talk").text
    places = [
        page.index(part) for part in ("What was said, in short.", ">Transcript ", ">Slides<", ">Audio<", ">Video<")
    ]
    assert places == sorted(places)
    assert page.count('preload="none"') == 2
    assert "autoplay" not in page
    assert "<iframe" not in page
    assert re.search(r'<track kind="captions" src="/media/ip/talk\.en\.\w{8}\.vtt" srclang="en"', page)
    assert "(24 MB)" in page
    assert "(2 MB)" in page


@pytest.mark.parametrize(
    ("language", "words", "others"),
    [
        ("en", "How long is one?", ("/es/c/ip/ip-talk#transcript", "talk.sw.")),
        ("es", "¿Qué longitud tiene?", ("/en/c/ip/ip-talk#transcript", "talk.sw.")),
        ("ar", "How long is one?", ("/es/c/ip/ip-talk#transcript", "talk.sw.")),
    ],
)
def test_the_transcript_is_the_readers_or_says_what_it_is(
    site: FlaskClient, language: str, words: str, others: tuple[str, ...]
) -> None:
    page = site.get(f"/{language}/c/ip/ip-talk").text
    transcript = page[page.index('id="transcript"') :]
    assert words in transcript
    assert all(other in transcript for other in others)
    assert ('<p lang="en" dir="ltr" id="t.70">' in transcript) is (language == "ar")


def test_a_time_leads_into_the_sound_of_that_language(site: FlaskClient) -> None:
    assert 'href="https://example.org/en.mp3#t=70"' in site.get("/en/c/ip/ip-talk").text
    assert re.search(r'href="/media/ip/talk\.es\.\w{8}\.mp3#t=70"', site.get("/es/c/ip/ip-talk").text)


def test_slides_are_the_readers_own(site: FlaskClient) -> None:
    assert "/media/ip/deck.fr." in site.get("/fr/c/ip/ip-talk").text
    assert re.search(r"/media/ip/deck\.\w{8}\.pdf", site.get("/es/c/ip/ip-talk").text)


def test_a_site_elsewhere_is_named_before_it_is_opened(site: FlaskClient) -> None:
    page = site.get("/en/c/ip/ip-talk").text
    assert 'on <bdi dir="ltr">example.org</bdi>, another site' in page


def test_the_card_says_what_it_costs_in_the_readers_numbers(site: FlaskClient) -> None:
    page = site.get("/fr/c/ip/ip-reading").text
    card = page[page.index('href="/fr/c/ip/ip-talk"') :].split("</div>")[0]
    assert "2 minutes" in card
    assert "24\u202fMo" in card.replace("\u00a0", "\u202f")
    assert "<audio" not in page


def test_an_answer_opens_to_say_if_it_is_right(site: FlaskClient) -> None:
    page = site.get("/en/c/ip/ip-reading").text
    assert "<form" not in page[page.index('id="more"') : page.index("/done")].rpartition("</article>")[0]
    right = re.search(r"<details><summary>128</summary><p><b>(.*?)</b></p>\s*<div>(.*?)</div>", page, re.DOTALL)
    assert right
    assert right.groups() == ("Correct", "<p>Four times as many bits.</p>")
    for words in ("5 to 7", "dual stack", "IPv4: 32 bits; IPv6: 128 bits", "1. first; 2. second", "(1) 32"):
        assert words in page
    assert "Compare with this." in page


def test_on_paper_the_answers_stand_at_the_end(site: FlaskClient) -> None:
    page = site.get("/en/c/ip/print").text
    assert page.index(">How many?<") < page.index("<h3>Check yourself</h3>")
    assert "<b>5 to 7</b>" in page[page.index("<h3>Check yourself</h3>") :]


def test_a_file_to_take_is_saved_and_has_no_rights(site: FlaskClient) -> None:
    page = site.get("/en/c/ip/ip-reading").text
    address = re.search(r'href="(/media/ip/big\.\w{8}\.pdf)"', page)
    assert address
    response = site.get(address[1])
    assert response.data == FILES["ip/addresses/media/big.pdf"]
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="big.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    tag = response.headers["ETag"]
    assert site.get(address[1], headers={"If-None-Match": tag}).status_code == 304


def test_a_download_that_broke_off_goes_on(site: FlaskClient) -> None:
    page = site.get("/es/c/ip/ip-talk").text
    address = re.search(r'src="(/media/ip/talk\.es\.\w{8}\.mp3)"', page)
    assert address
    part = site.get(address[1], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data)) == (206, 100)
    assert part.headers["Content-Range"] == "bytes 0-99/2000000"
    assert part.headers["Content-Type"] == "audio/mpeg"
    assert site.get(address[1], headers={"Range": "bytes=9000000-"}).status_code == 416


def test_a_recording_has_no_button_and_is_in_the_sitemap(site: FlaskClient) -> None:
    assert site.post("/en/c/ip/ip-talk/done", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert "/en/c/ip/ip-talk</loc>" in site.get("/sitemap.xml").text
    assert "/en/c/ip/ip-talk" in site.get("/en/c/ip").text
