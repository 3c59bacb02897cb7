"""Hashing passwords with argon2id, and asking whether one may be taken. Each hash holds 19 MiB for some 30 ms."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearn.domain.errors import Unavailable
from elearn.domain.passwords import prepare_password, problem_of_password

# OWASP's second configuration of argon2id: as strong as 46 MiB once, and two fit beside everything else.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The hash of nobody's password, with the same cost: signing in takes as long for an address that has no account.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$xJVxcsy9Z8z8Jpq5ZsQSPA$pKsCp4N+S+eqfxWPUu/bnjH8nUx3leiSxe7p+kBjj+o"
AT_ONCE = 2
PATIENCE_S = 10
_places = threading.BoundedSemaphore(AT_ONCE)


def hash_password(text: str) -> str:
    """The stored form. Says nothing about whether the password is a good one: see `problem_of_new_password`.

    Raises Unavailable when two others are being hashed for longer than ten seconds.
    """
    with _place():
        return HASHER.hash(_as_bytes(text))


def verify_password(stored: str | None, text: str) -> bool:
    """True when `text` is the password behind `stored`. Without a stored hash the same work is done and it is False."""
    with _place():
        try:
            return HASHER.verify(stored or NOBODY, _as_bytes(text)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def must_rehash(stored: str) -> bool:
    """True when it was hashed with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def problem_of_new_password(text: str, own: Iterable[str] = ()) -> str | None:
    """The code of what is wrong, or None; `own` is the person's name and address."""
    return problem_of_password(text, common=common_passwords(), own=own)


@cache
def common_passwords() -> frozenset[str]:
    """The list that comes with the package, case-folded."""
    text = files("elearn.services").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _as_bytes(text: str) -> bytes:
    # A lone surrogate is nobody's password, but asking for it must cost as much as asking for another.
    return prepare_password(text).encode("utf-8", "surrogatepass")


class _place:  # noqa: N801 - reads as a word after `with`
    """One of the two places; three hashes at once would push the pages out of memory."""

    def __enter__(self) -> None:
        if not _places.acquire(timeout=PATIENCE_S):
            raise Unavailable("busy")

    def __exit__(self, *_: object) -> None:
        _places.release()
