"""Several people of one name: what tells one from the other, and only where it is needed."""

from __future__ import annotations

import pytest

from elearn.domain.namesakes import tell_apart

AMA = ("1", "Ama Diallo", "KE-01", "ama@example.org")


@pytest.mark.parametrize(
    ("others", "hints"),
    [
        ([], {}),
        ([("2", "Binta", "KE-01", "binta@example.org")], {}),
        ([("2", "Ama Diallo", "KE-02", "amadou@example.org")], {}),
        ([("2", "ama  diallo", "KE-01", "diallo@example.org")], {"1": "am…@example.org", "2": "di…@example.org"}),
        ([("2", "Ama Diallo", "KE-01", "ama@example.com")], {"1": "am…@example.org", "2": "am…@example.com"}),
        ([("2", "Ama Diallo", "KE-01", "amadou@example.org")], {"1": "ama@example.org", "2": "amadou@example.org"}),
        ([("1", "Ama Diallo", "KE-01", "ama@example.org")], {}),
    ],
)
def test_hints(others: list[tuple[str, str, str, str]], hints: dict[str, str]) -> None:
    assert tell_apart([AMA, *others]) == hints
