"""What is shown of a text that was found."""

from __future__ import annotations

import pytest

from elearn.domain.excerpts import LENGTH_ELSEWHERE, excerpt

LONG = " ".join(f"word{number}" for number in range(200))


def spans_of(text: str, *words: str) -> list[tuple[int, int]]:
    return sorted((text.index(word), text.index(word) + len(word)) for word in words)


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("Each name is unique.", ["name"], (("Each ", False), ("name", True), (" is unique.", False))),
        ("name", ["name"], (("name", True),)),
        ("Nothing here", [], (("Nothing here", False),)),
        ("互联网治理", ["互联", "联网"], (("互联网", True), ("治理", False))),
        ("", [], ()),
    ],
)
def test_a_short_text_is_shown_whole(text: str, words: list[str], pieces: tuple[tuple[str, bool], ...]) -> None:
    assert excerpt(text, spans_of(text, *words), "en") == pieces


def test_a_long_text_is_cut_between_words_around_the_finds() -> None:
    pieces = excerpt(LONG, spans_of(LONG, "word120", "word123"), "en")
    assert [words for words, asked in pieces if asked] == ["word120", "word123"]
    shown = "".join(words for words, _ in pieces)
    assert shown.startswith("… word1")
    assert shown.endswith(" …")
    assert len(shown) <= LENGTH_ELSEWHERE + 20
    assert shown.strip("… ") in LONG


def test_the_stretch_with_most_different_finds_is_chosen() -> None:
    pieces = excerpt(LONG, spans_of(LONG, "word3 ", "word90", "word150", "word155"), "en")
    assert [words for words, asked in pieces if asked] == ["word150", "word155"]


def test_without_finds_the_beginning_is_shown() -> None:
    pieces = excerpt(LONG, [], "en")
    assert pieces[0][0].startswith("word0 ")
    assert pieces[-1] == (" …", False)


def test_chinese_is_cut_where_it_must_be_and_is_shorter() -> None:
    text = "一二三四五六七八九十" * 40
    shown = "".join(words for words, _ in excerpt(text, [(200, 202)], "zh"))
    assert 60 <= len(shown) <= 90


def test_text_made_of_finds_costs_no_more() -> None:
    text = "a " * 3000
    assert sum(asked for _, asked in excerpt(text, [(n, n + 1) for n in range(0, 6000, 2)], "en")) < 200
