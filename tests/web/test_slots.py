"""Pairs, lines, gaps and open questions on the form, on the result page and on paper."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config import LANGUAGES, ROOT
from tests.site_copies import copied, published_again

QUIZ = "/c/ip/ip-addresses-quiz"
FILE = "ip/addresses/ip-addresses-quiz"
HEAD = """\
---
type: quiz
id: ip-addresses-quiz
title: "Quiz: Addresses"
pass: 70%
---
"""
ENGLISH = """
## Match each thing with its size. <!-- #match match points=3 read=reading-ipv6#lengths -->

> [!TIP]
> Count.

| Thing | Size |
| --- | --- |
| IPv4 address <!-- #v4 --> | 32 bits |
| `2001:db8::1` <!-- #v6 --> | 128 "bits" |
| Group <!-- #group --> | 16 bits |
|  <!-- #x --> | 48 bits |

## Put the steps in order. <!-- #steps order points=2 -->

1. Write all groups <!-- #a -->
2. Drop zeros <!-- #b fixed -->
3. Replace a run <!-- #c -->
   > Once only.

## Complete the sentence. <!-- #fill points=3 -->

The colons may stand [[times: =once|twice]] in an address. It has [[bits: =128]] bits.
Both together are called [[name: =dual stack]].

## What did you learn? <!-- #say open -->

> For example this.
"""
ARABIC_HEAD = '---\ntranslation: ip-addresses-quiz\ntitle: "اختبار: العناوين"\n---\n'
ARABIC = """
<!-- #match -->
## صل كل شيء بطوله.

> [!TIP]
> عُدّ.

| الشيء | الطول |
| --- | --- |
| عنوان IPv4 <!-- #v4 --> | 32 بتًا |
| `2001:db8::1` <!-- #v6 --> | 128 بتًا |
| مجموعة <!-- #group --> | 16 بتًا |
|  <!-- #x --> | 48 بتًا |
"""


@pytest.fixture(scope="module")
def slots_template(
    published_template: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """The IPv4/IPv6 course with a quiz of the four types, published; of it only the pairs are in Arabic."""
    folder = tmp_path_factory.mktemp("slots")
    root = folder / "courses"
    shutil.copytree(ROOT / "courses/ip", root / "ip")
    for old in (root / "ip/addresses").glob("ip-addresses-quiz*.md"):
        old.unlink()
    shutil.copytree(ROOT / "courses/_shared", root / "_shared")
    for lesson in (root / "ip/addresses").glob("reading-ipv6*.md"):
        text = lesson.read_text(encoding="utf-8").replace('#bits "question"', '#match "question"')
        lesson.write_text(text, encoding="utf-8")
    for glossary in (ROOT / "courses").glob("glossary*.md"):
        shutil.copy(glossary, root)
    (root / "ip/.keys").unlink()
    (root / f"{FILE}.md").write_text(HEAD + ENGLISH, encoding="utf-8")
    (root / f"{FILE}.ar.md").write_text(ARABIC_HEAD + ARABIC, encoding="utf-8")
    with published_again(published_template, folder / "slots.sqlite3", root) as template:
        yield template


@pytest.fixture
def published_url(slots_template: sqlite3.Connection, tmp_path: Path) -> str:
    return copied(slots_template, tmp_path / "published.sqlite3")


@pytest.fixture
def site(client: FlaskClient) -> FlaskClient:
    return client


def letters(page: str, name: str) -> dict[str, str]:
    """What a select offers: words and values."""
    select = re.search(rf'<select id="{re.escape(name)}".*?</select>', page, re.DOTALL)
    assert select
    offered = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', select[0])
    return {re.sub("[\u2068\u2069]", "", words): value for value, words in offered}


def right(page: str) -> dict[str, str]:
    sizes, times = letters(page, "match.v4"), letters(page, "fill.times")
    rev = re.search(r'name="rev" value="([^"]*)"', page)
    assert rev
    return {
        "rev": rev[1],
        "seed": "0",
        "match.v4": sizes["32 bits"],
        "match.v6": sizes["128 &#34;bits&#34;"],
        "match.group": sizes["16 bits"],
        "steps.a": "1",
        "steps.c": "3",
        "fill.times": times["once"],
        "fill.bits": "128",
        "fill.name": "Dual-Stack",
        "say": "One.\nTwo.",
    }


def result(client: FlaskClient, fields: dict[str, str], language: str = "en") -> str:
    sent = client.post(f"/{language}{QUIZ}", data=fields)
    assert sent.status_code == 303, sent.text
    page = client.get(sent.headers["Location"]).text
    return re.sub(r"\s+", " ", page)


def score(page: str) -> str:
    found = re.search(r'<data id="score" value="([^"]+)">', page)
    assert found
    return found[1]


def test_the_form_has_a_field_with_a_label_for_each_part(site: FlaskClient) -> None:
    """Labels are checked on every page; here are their words, and what to do."""
    page = site.get(f"/en{QUIZ}").text
    assert '<label for="match.v4">IPv4 address</label>' in page
    assert '<label for="steps.a">Write all groups</label>' in page
    assert "This line keeps number 2." in page
    assert 'name="steps.b"' not in page
    assert list(letters(page, "steps.a").values()) == ["", "1", "3"]
    assert 'aria-label="Gap 1: The colons may stand … in an address. It has … bits."' in page
    assert 'aria-label="Gap 3: ' in page
    assert re.search(r'name="fill.bits"[^>]*inputmode="decimal"', page)
    assert re.search(r'<textarea id="say-i" name="say"', page)
    for words in (
        "Use each answer once; some are left over.",
        "Give each line a number from 1 to 3. Use each number once.",
        "Fill in every gap.",
        "Nobody grades this.",
    ):
        assert f"<small>{words}</small>" in page


def test_nothing_on_the_page_says_what_is_right(site: FlaskClient) -> None:
    page = site.get(f"/en{QUIZ}").text
    assert sorted(letters(page, "match.v4").values()) == ["", "a", "b", "c", "d"]
    assert letters(page, "match.v4") == letters(page, "match.v6")
    for secret in ("Dual", "dual stack", "For example this", "=once", "Once only"):
        assert secret not in page


def test_all_right(site: FlaskClient) -> None:
    page = result(site, right(site.get(f"/en{QUIZ}").text))
    assert score(page) == "1"
    assert "Passed: you got 8 of 8 points" in page, "an open question has no points"
    assert page.count("<b>Correct</b>") == 3 + 2 + 3
    assert "Not graded" in page
    assert "One.<br>Two." in page
    assert "For example this." in page


def test_each_part_is_told_in_words(site: FlaskClient) -> None:
    fields = right(site.get(f"/en{QUIZ}").text)
    wrong = fields | {
        "match.v4": fields["match.v6"],
        "match.group": "",
        "steps.a": "3",
        "steps.c": "1",
        "fill.times": letters(site.get(f"/en{QUIZ}").text, "fill.times")["twice"],
        "fill.bits": "12,8",
        "fill.name": "<b>x</b>",
    }
    page = result(site, wrong)
    assert score(page) == "0.125"
    assert "IPv4 address</span><br><b>Not correct</b>" in page
    assert "You answered <b><bdi>128 &#34;bits&#34;</bdi></b>. Right is: <b><bdi>32 bits</bdi></b>" in page
    assert "Group</span><br><b>Not answered</b> · Right is: <b><bdi>16 bits</bdi></b>" in page
    assert "Write all groups</span><br>Your number: 3." in page
    assert "Drop zeros</span><br><b>Not correct</b> · This line keeps number 2." in page
    assert "Once only." in page
    assert "The colons may stand <b>(1)</b> in an address. It has <b>(2)</b> bits." in page
    assert "It was read as the number 12.8. Right is: <b><bdi>128</bdi></b>" in page
    assert "<bdi>&lt;b&gt;x&lt;/b&gt;</bdi>" in page
    assert 'href="/en/c/ip/reading-ipv6#lengths"' in page


def test_nothing_filled_in_is_left_out(site: FlaskClient) -> None:
    fields = {"rev": right(site.get(f"/en{QUIZ}").text)["rev"], "match.v4": "", "say": " ", "fill.name": ""}
    page = result(site, fields)
    assert score(page) == "0"
    assert page.count("You left this question out.") == 4
    assert page.count("<b>Not answered</b>") == 3 + 2 + 3


def test_a_letter_means_the_same_in_every_language(site: FlaskClient) -> None:
    """She may read in Arabic what her neighbour reads in English; the same answers are the same attempt."""
    english, arabic = site.get(f"/en{QUIZ}").text, site.get(f"/ar{QUIZ}").text
    assert letters(arabic, "match.v4")["32 بتًا"] == letters(english, "match.v4")["32 bits"]
    assert score(result(site, right(english), "ar")) == "1"
    assert 'lang="en" dir="ltr"' in arabic, "the other questions fall back as a whole"


@pytest.mark.parametrize(
    ("answers", "words", "link"),
    [
        ({"steps.a": "1", "steps.c": "1"}, "Another line has this number already.", "steps.c"),
        ({"steps.b": "1"}, "Choose one of the answers that are shown.", ""),
        ({"match.v4": "zz"}, "Choose one of the answers that are shown.", "match.v4"),
        ({"match.zz": "a"}, "a question that this quiz does not ask", ""),
        ({"fill.bits": "1.234,5"}, "one decimal point", "fill.bits"),
        ({"fill.name": "x" * 501}, "Write at most 500 characters.", "fill.name"),
        ({"say": "x" * 2001}, "Write at most 2,000 characters.", "say"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_everything(
    site: FlaskClient, answers: dict[str, str], words: str, link: str
) -> None:
    fields = right(site.get(f"/en{QUIZ}").text)
    sent = site.post(f"/en{QUIZ}", data=fields | answers)
    assert sent.status_code == 422
    assert words in sent.text
    assert (f'<a href="#{link}">' in sent.text) is bool(link)
    kept = {name: value for name, value in fields.items() if name not in answers}
    assert f'<option value="{kept.get("match.v6", "")}" selected>' in sent.text
    if "say" in kept:
        assert "One.\nTwo.</textarea>" in sent.text
    if "fill.name" in kept:
        assert 'value="Dual-Stack"' in sent.text
    if link in ("steps.c", "match.v4", "fill.bits"):
        assert f'aria-invalid="true" aria-describedby="{link}-e"' in sent.text
        assert f'<p class="e" id="{link}-e">' in sent.text


def test_open_text_is_shown_as_it_was_typed(site: FlaskClient) -> None:
    typed = "</textarea><script>alert(1)</script>"
    fields = right(site.get(f"/en{QUIZ}").text) | {"say": typed}
    assert "<script>alert" not in result(site, fields)
    assert "<script>alert" not in site.post(f"/en{QUIZ}", data=fields | {"match.v4": "zz"}).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_form_result_and_paper(site: FlaskClient, language: str) -> None:
    fields = right(site.get(f"/en{QUIZ}").text)
    assert site.get(f"/{language}{QUIZ}?seed=5").status_code == 200
    assert score(result(site, fields | {"fill.name": language}, language)) == "0.875"
    assert site.get(f"/{language}/c/ip/print").status_code == 200


def test_on_paper_there_is_room_to_write_and_a_page_of_answers(site: FlaskClient) -> None:
    page = re.sub(r"\s+", " ", site.get("/en/c/ip/print").text)
    assert '<ol type="A">' in page
    assert re.search(
        r"<b>\(1\)</b> <span aria-hidden=\"true\">_+</span> \((once / twice|twice / once)\) in an address", page
    )
    assert "IPv4 address: 32 bits; 2001:db8::1: 128 &quot;bits&quot;; Group: 16 bits" in re.sub(
        "</?code[^>]*>", "", page
    )
    assert "1. Write all groups; 2. Drop zeros; 3. Replace a run" in page
    assert "(1) once; (2) 128; (3) dual stack" in page
