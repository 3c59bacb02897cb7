"""Names and free text as they are kept: hostile characters, marks, directions."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.names import (
    BIDI_CONTROLS,
    NAME_LIMIT,
    SORT_KEY_LIMIT,
    clean_name,
    clean_text,
    problem_of_name,
    problem_of_text,
    sort_key,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Aïssatou   Diallo ", "Aïssatou Diallo"),
        ("Zoe\u0308", "Zoë"),
        ("María\u00a0José", "María José"),
        ("山田\u3000太郎", "山田 太郎"),
        ("\u202eAdmin\u202c", "Admin"),
        ("\u2066Ana\u2069", "Ana"),
        ("A\u200bn\ufeffa", "Ana"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Z" + "\u0335" * 40 + "a", "Z" + "\u0335" * 4 + "a"),
        ("Z" + "\u0335\u200d" * 9, "Z" + "\u0335\u200d" * 4 + "\u200d" * 5),
        ("O’Brien-Ñandú", "O’Brien-Ñandú"),
        ("{{7*7}} %(x)s ${y}", "{{7*7}} %(x)s ${y}"),
    ],
)
def test_a_name_is_kept_as_it_is_shown(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name-missing"),
        ("  \t ", "name-missing"),
        ("\u200d\u200c", "name-missing"),
        ("\u3164\u3164", "name-missing"),
        ("\u202e", "name-missing"),
        ("\u0301", "name-missing"),
        ("x" * 200, None),
        ("x" * 201, "name-long"),
        ("x" * 100_000, "name-long"),
        (" " * 500 + "x", None),
        ("Ann\x00", "name-unreadable"),
        ("Ann\ud800", "name-unreadable"),
        ("Ann\ufffe", "name-unreadable"),
        ("Ann\ufdd0", "name-unreadable"),
        ("Ann\U0010ffff", "name-unreadable"),
        ("Ann\r\nBcc: everybody@example.org", "name-unreadable"),
        ("\x1b[2J\nFAKE", "name-unreadable"),
        ("Ann\ufffd", None),
        ("李", None),
        ("عبد الله", None),
        ("Ann\tLee", None),
    ],
)
def test_what_is_refused_as_a_name(typed: str, code: str | None) -> None:
    assert problem_of_name(typed) == code


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_and_leaves_no_direction_behind(typed: str) -> None:
    kept = clean_name(typed)
    assert clean_name(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not BIDI_CONTROLS & set(kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("  a   b  \n\n c ", "a   b\n\n c"),
        ("e\u0301\u202e", "é"),
    ],
)
def test_free_text_keeps_its_lines(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", None),
        ("a\nb\tc", None),
        ("x" * 50, None),
        ("x" * 51, "text-long"),
        ("x" * 100_000, "text-long"),
        ("a\x00b", "text-unreadable"),
        ("a\ud800b", "text-unreadable"),
        ("a\x1bb", "text-unreadable"),
    ],
)
def test_what_is_refused_as_free_text(typed: str, code: str | None) -> None:
    assert problem_of_text(typed, 50) == code


def test_names_sort_by_letter_whatever_the_case_and_marks() -> None:
    names = ["Zoë", "élodie", "Eduardo", "Émile", "анна", "Борис", "أحمد", "李明", "ana"]
    assert sorted(names, key=sort_key) == [
        "ana",
        "Eduardo",
        "élodie",
        "Émile",
        "Zoë",
        "анна",
        "Борис",
        "أحمد",
        "李明",
    ]


@given(st.text(max_size=NAME_LIMIT))
def test_a_sort_key_fits_its_column_and_any_collation(name: str) -> None:
    key = sort_key(name)
    assert len(key) <= SORT_KEY_LIMIT
    assert set(key) <= set("0123456789abcdef")
