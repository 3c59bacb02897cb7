"""What is taken as a password, and what everybody would guess."""

from __future__ import annotations

import pytest

from elearn.domain.passwords import prepare_password, problem_of_password

COMMON = frozenset({"password", "sunshine", "qwerty", "motdepasse", "пароль", "liverpool"})
OWN = ("Aïssatou Diallo", "aissatou.diallo@exemple.sn")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password-missing"),
        ("seven77", "password-short"),
        ("x y z w v", None),
        ("four ordinary words here", None),
        ("mbeubeuss", None),
        ("我喜欢学习互联网", None),
        ("e\u0301" * 7, "password-short"),
        ("été à la plage", None),
        ("x1" + "ab" * 63, None),
        ("x1" + "abc" * 43, "password-long"),
        ("password", "password-common"),
        ("PASSWORD", "password-common"),
        ("Password1!", "password-common"),
        ("123sunshine456", "password-common"),
        ("p@ssw0rd", "password-common"),
        ("P@ssw0rd2026!", "password-common"),
        ("Пароль123", "password-common"),
        ("qwerty2026", "password-common"),
        ("aaaaaaaa", "password-common"),
        ("abababab", "password-common"),
        ("abcabcabc", "password-common"),
        ("12345678", "password-common"),
        ("hgfedcba", "password-common"),
        ("icann2026", "password-own"),
        ("ICANN-At-Large-2026", "password-own"),
        ("atlarge!!", "password-own"),
        ("afralo12345", "password-own"),
        ("Aissatou1990", "password-own"),
        ("diallo.aissatou", "password-own"),
        ("aissatou.diallo@exemple.sn", "password-own"),
        ("exemple-montagne-42", None),
        ("my icann story of tuesday", None),
        ("8472910563", None),
    ],
)
def test_what_is_taken_as_a_password(password: str, code: str | None) -> None:
    assert problem_of_password(password, common=COMMON, own=OWN) == code


@pytest.mark.parametrize(
    ("typed", "hashed"),
    [("e\u0301te\u0301", "été"), ("a\u00a0b\u3000c", "a b c"), (" kept ", " kept "), ("Case", "Case")],
)
def test_two_keyboards_type_the_same_password(typed: str, hashed: str) -> None:
    assert prepare_password(typed) == hashed
