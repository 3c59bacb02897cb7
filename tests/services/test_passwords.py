"""argon2id with the parameters we promise, two at once at most, and the list that comes with the package."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters

from elearn.domain.errors import Unavailable
from elearn.services import passwords
from elearn.services.passwords import (
    NOBODY,
    common_passwords,
    hash_password,
    must_rehash,
    problem_of_new_password,
    verify_password,
)


@pytest.mark.parametrize("stored", [NOBODY, hash_password("four ordinary words here")], ids=["nobody", "somebody"])
def test_every_hash_has_the_cost_we_promise(stored: str) -> None:
    parameters = extract_parameters(stored)
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)
    assert parameters.type.name == "ID"
    assert not must_rehash(stored)


@pytest.mark.parametrize(
    "text", ["four ordinary words here", "пароль из слов", "我喜欢学习互联网", "é" * 128, "\ud800" * 8]
)
def test_the_last_character_matters_in_every_script(text: str) -> None:
    stored = hash_password(text)
    assert verify_password(stored, text)
    assert not verify_password(stored, text[:-1])
    assert not verify_password(stored, text + "x")


def test_two_keyboards_type_the_same_password() -> None:
    assert verify_password(hash_password("cafe\u0301 du\u00a0port"), "café du port")


@pytest.mark.parametrize("stored", [None, "", "!", "no hash at all"])
def test_what_is_no_hash_lets_nobody_in(stored: str | None) -> None:
    assert not verify_password(stored, "")
    assert not verify_password(stored, "four ordinary words here")


def test_at_most_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = []
    running = 0
    lock = threading.Lock()

    class Watched(PasswordHasher):
        def hash(self, *_args: object, **_kwargs: object) -> str:
            nonlocal running
            with lock:
                running += 1
                at_once.append(running)
            time.sleep(0.01)
            with lock:
                running -= 1
            return ""

    monkeypatch.setattr(passwords, "HASHER", Watched())
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(hash_password, ["x"] * 12))
    assert max(at_once) == 2


def test_waiting_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE_S", 0.01)
    monkeypatch.setattr(passwords, "_places", threading.BoundedSemaphore(1))
    with passwords._place(), pytest.raises(Unavailable):  # noqa: SLF001 - the place under test
        hash_password("x")


def test_the_list_is_folded_sorted_and_of_a_size_worth_reading() -> None:
    entries = common_passwords()
    assert 1000 <= len(entries) <= 3000
    assert all(entry == entry.casefold().strip() for entry in entries)


@pytest.mark.parametrize(
    "password",
    ["Password1", "iloveyou", "Qwerty123!", "azertyuiop", "пароль123", "motdepasse", "Contraseña2026", "senha12345",
     "Liverpool99", "1q2w3e4r", "woaini1314", "mohammed1", "20252025", "Jesus123!", "P@ssw0rd"],
)  # fmt: skip
def test_what_everybody_tries_is_refused(password: str) -> None:
    assert problem_of_new_password(password) == "password-common"


@pytest.mark.parametrize(
    "password", ["three plain words here", "vent-sable-kora", "тихий берег реки", "我喜欢学习互联网"]
)
def test_a_few_ordinary_words_are_taken(password: str) -> None:
    assert problem_of_new_password(password) is None
