"""The table of links: life and reuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from elearn.domain.tokens import NEVER, PURPOSES, derive_token, is_alive

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "life", "single_use"),
    [
        ("reset", timedelta(minutes=30), True),
        ("address", timedelta(minutes=30), True),
        ("invitation", timedelta(days=30), True),
        ("administrator", timedelta(days=30), True),
        ("join", timedelta(days=365), False),
        ("digest", timedelta(days=60), False),
        ("newsletter", timedelta(days=7), True),
        ("unsubscribe", None, False),
        ("feed", None, False),
    ],
)
def test_life_and_reuse(code: str, life: timedelta | None, single_use: bool) -> None:
    purpose = PURPOSES[code]
    expires_at = purpose.expires_at(NOW)
    assert expires_at == (NEVER if life is None else NOW + life)
    assert is_alive(purpose, expires_at=expires_at, used_at=None, now=NOW)
    assert is_alive(purpose, expires_at=expires_at, used_at=NOW, now=NOW) is not single_use
    assert not is_alive(purpose, expires_at=expires_at, used_at=None, now=expires_at)


def test_every_purpose_is_in_this_table() -> None:
    assert len(PURPOSES) == 9


def test_a_derived_token_comes_from_key_purpose_and_nonce() -> None:
    token = derive_token(b"k" * 40, "join", "a")
    assert token == derive_token(b"k" * 40, "join", "a")
    assert len({token, derive_token(b"l" * 40, "join", "a"), derive_token(b"k" * 40, "feed", "a")}) == 3
    assert len({token, derive_token(b"k" * 40, "join", "b"), derive_token(b"k" * 40, "join", "aa")}) == 3
    assert len(token) == 22
    assert derive_token(b"k" * 40, "join", "a", "b") != derive_token(b"k" * 40, "join", "ab")
