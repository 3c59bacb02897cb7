"""Which lost key belongs to which text: a table of what happens to files in word processors."""

from __future__ import annotations

import re

import pytest

from elearn.content.diagnostics import Findings
from elearn.content.pages import Page, read_page
from elearn.content.recovery import from_ledger, from_texts, guess_answers, guess_units, put_back, remember
from elearn.content.source import read_source
from elearn.content.wording import source_texts
from tests.content.trees import LESSON, LESSON_FR, QUIZ, TODAY

PLAIN = re.compile(r"[ \t]*<!--.*?-->")
PAIRS = QUIZ + (
    "\n## Match each with its size. <!-- #sizes match points=2 -->\n\n| Thing | Size |\n| --- | --- |\n"
    "| IPv4 address <!-- #v4 --> | 32 bits |\n| IPv6 address <!-- #v6 --> | 128 bits |\n"
    "\n## Put the steps in order. <!-- #steps order -->\n\n"
    "1. Write all groups <!-- #a -->\n2. Drop the zeros <!-- #b -->\n"
)


def page_of(text: str, slug: str = "lesson", language: str = "") -> Page:
    source = read_source(f"courses/ip/m/{slug}.md", text.encode(), slug=slug, language=language)
    return read_page(source, TODAY, Findings(), kind="quiz" if slug == "quiz" else "lesson")


def pasted(text: str) -> str:
    """As it comes back from a word processor: no comments, curly quotes, no-break spaces."""
    bare = "\n".join(PLAIN.sub("", line) for line in text.split("\n") if not line.startswith("<!--"))
    return bare.replace("'", "’").replace(" bits", "\u00a0bits")


def recovered(text: str, before: str, slug: str = "lesson", language: str = "") -> tuple[str, list[str]]:
    """The text after both rounds without anybody to ask, and the keys that were asked for."""
    known = remember([page_of(before, slug, language)])
    asked: list[str] = []
    page = page_of(text, slug, language)
    for guess_all in (guess_units, guess_answers):
        guesses = guess_all(page, known)
        asked += [guess.lost.key for guess in guesses if not guess.sure]
        keys = [guess.lost.key for guess in guesses]
        if guess_all is guess_units:
            assert len(keys) == len(set(keys)), "no key twice"
        page = page_of(put_back(page, [guess for guess in guesses if guess.sure]), slug, language)
    return page.source.text, asked


def keys(text: str) -> list[str]:
    return re.findall(r"<!-- (#[^ ]+)", text)


def swapped(text: str) -> str:
    """The two sections of the lesson the other way round."""
    head, first, second = re.split(r"(?m)^(?=## )", text)
    return f"{head}{second.rstrip()}\n\n{first.rstrip()}\n"


CASES: list[tuple[str, str, str, list[str], list[str]]] = [
    # what happened, before, after, keys in the end in the order of the file, keys that are asked for
    ("nothing", LESSON, LESSON, ["#_intro", "#lengths", "#short"], []),
    ("pasted", LESSON, pasted(LESSON), ["#_intro", "#lengths", "#short"], []),
    ("pasted and swapped", LESSON, swapped(pasted(LESSON)), ["#_intro", "#short", "#lengths"], []),
    (
        "a word changed",
        LESSON,
        pasted(LESSON).replace("Drop the zeros", "Drop all zeros"),
        ["#_intro", "#lengths", "#short"],
        [],
    ),
    (
        "one rewritten",
        LESSON,
        pasted(LESSON).replace("Drop the zeros at the front", "Of each group the zeros at its start may go"),
        ["#_intro", "#lengths"],
        ["short"],
    ),
    (
        "one replaced by something else",
        LESSON,
        pasted(LESSON).partition("## Making")[0] + "## Routers\n\nQuite other matter.\n",
        ["#_intro", "#lengths"],
        [],
    ),
    (
        "one copied: who is who?",
        LESSON,
        pasted(LESSON) + "\n" + pasted(LESSON).rpartition("## ")[1] + pasted(LESSON).rpartition("## ")[2],
        ["#_intro", "#lengths"],
        ["short"],
    ),
    (
        "one kept its key",
        LESSON,
        pasted(LESSON).replace("## Two lengths", "## Two lengths <!-- #short -->"),
        ["#_intro", "#short"],
        [],
    ),
]


@pytest.mark.parametrize(("happened", "before", "after", "wanted", "asked"), CASES, ids=[case[0] for case in CASES])
def test_keys_find_their_texts(happened: str, before: str, after: str, wanted: list[str], asked: list[str]) -> None:
    text, open_questions = recovered(after, before)
    assert keys(text) == wanted, happened
    assert open_questions == asked
    bare = [PLAIN.sub("", line) for line in text.split("\n") if not line.startswith("<!-- #_intro")]
    assert bare == [PLAIN.sub("", line) for line in after.split("\n") if not line.startswith("<!-- #_intro")]


@pytest.mark.parametrize("before", [QUIZ, PAIRS], ids=["choices", "pairs and lines"])
def test_a_quiz_comes_back_whole_with_the_words_behind_its_keys(before: str) -> None:
    text, asked = recovered(pasted(before), before, "quiz")
    assert asked == []
    assert text.replace("\u00a0", " ") == before


def test_answers_that_changed_places_keep_their_own_keys() -> None:
    lines = pasted(QUIZ).split("\n")
    first = next(n for n, line in enumerate(lines) if line.startswith("- ( ) 32"))
    mixed = [*lines[:first], *lines[first + 2 :][:1], *lines[first : first + 2], *lines[first + 3 :]]
    text, asked = recovered("\n".join(mixed), QUIZ, "quiz")
    assert asked == []
    assert "- (x) 128 <!-- #b -->\n- ( ) 32 <!-- #a -->" in text


def test_a_translation_gets_its_stamps_back() -> None:
    stamped = LESSON_FR.replace("#lengths", "#lengths @d2a30007").replace("#_intro", "#_intro @6ffc5aef")
    text, asked = recovered(pasted(stamped), stamped, language="fr")
    assert asked == []
    assert "## Deux longueurs <!-- #lengths @d2a30007 -->" in text
    assert "<!-- #_intro @6ffc5aef -->\nChaque" in text


def test_a_key_that_stood_above_its_heading_stands_there_again() -> None:
    before = "---\nid: l\nlang: ar\ntitle: L\n---\n\n<!-- #ipv6 -->\n## عنوان IPv6\n\nنص\n"
    assert recovered(pasted(before), before)[0] == before


def test_the_words_of_a_release_are_enough() -> None:
    known = from_texts(source_texts(page_of(QUIZ, "quiz")))
    page = page_of(pasted(QUIZ), "quiz")
    page = page_of(put_back(page, guess_units(page, known)), "quiz")
    text = put_back(page, guess_answers(page, known))
    assert keys(text) == keys(QUIZ)


def test_the_ledger_knows_names_only() -> None:
    known = from_ledger(["making-it-shorter", "lengths", "bits.a"])
    text = pasted(LESSON)
    guesses = guess_units(page_of(text), known)
    assert [(guess.lost.key, guess.sure) for guess in guesses] == [("making-it-shorter", True)]


def test_the_newest_state_that_had_a_key_counts() -> None:
    old = LESSON.replace("Drop the zeros", "Something else altogether was here: drop nothing")
    known = remember([page_of(pasted(LESSON)), page_of(LESSON), page_of(old)])
    assert "Drop the zeros" in known["short"].text
