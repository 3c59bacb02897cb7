"""The checker of the catalogues itself: a check that cannot fail is none."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Message

from tests.house import catalogues


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_text_is_there_in_every_language(language: str) -> None:
    assert list(catalogues.problems(language)) == []


@pytest.mark.parametrize(
    ("message", "count", "complaint"),
    [
        (Message("Hello", "Bonjour"), 2, None),
        (Message("Hello", ""), 2, "not translated"),
        (Message("%(n)s left", "reste"), 2, "placeholders differ"),
        (Message("%(n)s left", "%(m)s reste"), 2, "placeholders differ"),
        (Message(("%(num)d day", "%(num)d days"), ("ein Tag", "%(num)d Tage")), 2, None),
        (Message(("%(num)d day", "%(num)d days"), ("%(num)d день", "%(num)d дня")), 3, "plural form is missing"),
        (Message(("%(num)d day", "%(num)d days"), ("%(num)d день", "", "%(num)d дней")), 3, "plural form is missing"),
        (Message("Hello", "<b>Bonjour</b>"), 2, "HTML"),
        (Message("Hello", "Bonjour", flags=["fuzzy"]), 2, "fuzzy"),
    ],
)
def test_the_checker_finds_what_it_promises(message: Message, count: int, complaint: str | None) -> None:
    found = list(catalogues._complaints(message, count))  # noqa: SLF001 - the rule under test
    assert found == [] if complaint is None else any(complaint in text for text in found)
