"""What a password must be: long enough, not one that everybody tries, not the person's own name (ASVS 6.2,
NIST SP 800-63B §3.1.1.2). No rule about kinds of characters: a few ordinary words are a good password."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import pairwise

SHORTEST = 8
LONGEST = 128
ADVISED = 12
OWN_LETTERS = 4  # what must be left of a password without the words that everybody would guess here
CONTEXT = ("icann", "atlarge", "afralo", "apralo", "euralo", "lacralo", "naralo", "elearn", "ralo", "alac")

_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


def prepare_password(text: str) -> str:
    """The text that is hashed: NFC with plain spaces (RFC 8265 §4.2), so that two keyboards type the same password."""
    plain = "".join(" " if unicodedata.category(character) == "Zs" else character for character in text)
    return unicodedata.normalize("NFC", plain)


def problem_of_password(text: str, *, common: AbstractSet[str], own: Iterable[str] = ()) -> str | None:
    """The code of what is wrong with a new password, or None.

    `common` holds case-folded passwords and words; `own` is what anybody knows of the person: her name, her address.
    """
    password = prepare_password(text)
    if not password:
        return "password-missing"
    if len(password) < SHORTEST:
        return "password-short"
    if len(password) > LONGEST:
        return "password-long"
    if is_guessable(password, own):
        return "password-own"
    return "password-common" if is_common(password, common) else None


def is_common(password: str, common: AbstractSet[str]) -> bool:
    """True for a password of the list, also with digits and signs around it or in place of letters, and for one short
    pattern repeated or a run along the alphabet."""
    folded = password.casefold()
    core = _strip_ends(folded)
    spellings = {folded, core, _strip_ends(folded.translate(_LOOKALIKES)), core.translate(_LOOKALIKES)}
    return not spellings.isdisjoint(common) or _period(folded) <= 3 or _is_run(folded)


def is_guessable(password: str, own: Iterable[str]) -> bool:
    """True when little is left of it after this site's words and the person's own are taken out."""
    letters = "".join(character for character in password.casefold() if character.isalpha())
    words = {word for text in own for word in _words(text)}
    left = letters
    for word in sorted({*words, *CONTEXT}, key=len, reverse=True):
        left = left.replace(word, " ")
    return left != letters and len(left.replace(" ", "")) < OWN_LETTERS


def _words(text: str) -> set[str]:
    """The words of a name or an address, and all of it in one; a Chinese name is complete with two characters."""
    letters = "".join(character if character.isalpha() else " " for character in text.casefold())
    words = {*letters.split(), letters.replace(" ", "")}
    return {word for word in words if len(word) >= (3 if word.isascii() else 2)}


def _strip_ends(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalpha():
        start += 1
    while end > start and not text[end - 1].isalpha():
        end -= 1
    return text[start:end] or text


def _period(text: str) -> int:
    """The length of the shortest pattern whose repetition is the text: 1 for `aaaa`, 2 for `abab`."""
    return (text + text).find(text, 1)


def _is_run(text: str) -> bool:
    """True for `12345678` and `hgfedcba`: each character is the next or the one before."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})
