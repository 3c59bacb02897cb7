"""Names and titles in lines of plain text: each runs in its own direction, and the line in its own."""

from __future__ import annotations

import pytest

from elearn.domain.isolates import as_dialled, isolated, led


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ama", "", "\u2068Ama\u2069"),
        ("IPv4 and IPv6", "en", "\u2068IPv4 and IPv6\u2069"),
        ("IPv4 وIPv6", "ar", "\u2067IPv4 وIPv6\u2069"),
        ("ip", "xx", "\u2068ip\u2069"),
    ],
)
def test_what_is_isolated_runs_as_its_language_does(text: str, language: str, expected: str) -> None:
    assert isolated(text, language) == expected


def test_a_line_that_begins_with_a_name_in_other_letters_is_led() -> None:
    assert led("\u2068AFRALO\u2069: من يتعلم", "ar") == "\u200f\u2068AFRALO\u2069: من يتعلم"
    assert led("\u2068AFRALO\u2069: who learns", "en") == "\u2068AFRALO\u2069: who learns"


def test_a_sign_stays_before_its_number() -> None:
    assert as_dialled("+6") == "\u2066+6\u2069"
