"""Word diffs in one line."""

from __future__ import annotations

import pytest

from elearn.content.hashes import text_hash
from elearn.content.translation import source_hashes
from elearn.content.wording import source_texts, word_diff
from tests.content.trees import BASE, L, Q, check

DIFFS: list[tuple[str, str, str]] = [
    ("Handed out in February.", "Handed out on 3 February.", "Handed out [-in-] {+on 3+} February."),
    ("a b c d e f g h i", "a b c d e f g h j", "… g h [-i-] {+j+}"),
    ("a b c d e f g x", "y b c d e f g x", "[-a-] {+y+} b c …"),
    ("x 1 2 3 4 5 6 7 y", "z 1 2 3 4 5 6 7 w", "[-x-] {+z+} 1 2 … 6 7 [-y-] {+w+}"),
    ("One.\n\np\nTwo.", "One.\n\nli\nTwo.", "One. Two."),
    ("T\n\na\np\nNo\n", "T\n\na\np\nNo\n\n\nd\np\n48\np\nIt is.", "T a|No {+d|48|It is.+}"),
    ("T\n\ncode x = 1", "T\n\ncode x = 2", "T x = [-1-] {+2+}"),
    ("地址有三十二位", "地址有一百二十八位", "地址有 [-三-] {+一百二+} 十 [-二-] {+八+} 位"),
    ("", "new", "{+new+}"),
    ("old", "", "[-old-]"),
]


@pytest.mark.parametrize(("old", "new", "diff"), DIFFS)
def test_a_change_is_shown_word_by_word_with_a_little_around_it(old: str, new: str, diff: str) -> None:
    assert word_diff(old, new) == diff


def test_a_long_change_shows_its_ends() -> None:
    words = " ".join(f"w{n}" for n in range(100))
    assert word_diff("", words) == (
        "{+w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 … w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99+}"
    )


@pytest.mark.parametrize("path", [L, Q, "glossary.md"])
def test_a_text_hash_is_over_the_words_that_are_kept(path: str) -> None:
    page = check(BASE).library.pages[path]
    assert {key: text_hash([text]) for key, text in source_texts(page).items()} == source_hashes(page)
