"""From text to the tokens of the search, in seven languages; the same for what is written and for what is asked.

A token is the code of its language and a stem: `enaddress`, `ruадрес`, `zh域名`. So one index holds all languages
without one's words counting in another. Written and asked words lose case, accents and endings alike; Arabic ones
their article too (after Larkey's light10), and a run of Chinese becomes its characters and its pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from elearn.domain.stop_words import STOP_WORDS

# A change here or in content/plain_text.py that changes what is kept needs the next number: the next publish then makes
# the whole index anew.
VERSION = 1
LONGEST_TOKEN = 40
# Takes a folded word and the code of a language, gives its stem. Snowball's is outside the domain: a package.
Stem = Callable[[str, str], str]

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ARABIC = "\u0620-\u065f\u0660-\u0669\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06fc\u0750-\u077f\ufb50-\ufefc"
_HYPHENS = "-\u2010\u2011"
_LETTERS = rf"[^\W_{_HAN}{_ARABIC}][^\W_{_HAN}{_ARABIC}\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_{_HAN}{_ARABIC}]*)*"
_RUN = re.compile(rf"[{_HAN}]+|[{_ARABIC}]+|{_LETTERS}(?:[{_HYPHENS}]{_LETTERS})*")
_PIECE = re.compile(rf"[^{_HYPHENS}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_FIRST_HAN = "\u3400"
# What decomposing leaves whole; the digits of Arabic keyboards, its long stroke, its letters that stand for another.
_LETTER = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ة": "ه", "ى": "ي", "ـ": None})
_DIGITS = {0x0660 + value: str(value) for value in range(10)} | {0x06F0 + value: str(value) for value in range(10)}

# Endings that hurried typing robs of their accents, and plurals that Snowball leaves, as the stemmer wants them.
_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("isation", "ization"), ("isations", "ization"), ("ising", "izing"), ("ised", "ized")),
    "fr": (("ites", "ité"), ("ite", "ité")),
    "es": (("ces", "z"),),
    "pt": (
        ("coes", "ção"),
        ("cao", "ção"),
        ("oes", "ão"),
        ("aes", "ão"),
        ("ao", "ão"),
        ("ais", "al"),
        ("eis", "el"),
        ("ns", "m"),
    ),
    "ru": tuple((f"домен{case}", "доменное") for case in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")),
}
_SHORTEST_WITH_ENDING = 5

_ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل")
_ARABIC_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
# Plurals that change inside the word, as these courses use them (folded, without article).
_BROKEN_PLURALS = {
    "عناوين": "عنوان",
    "اسماء": "اسم",
    "ارقام": "رقم",
    "مناطق": "منطقه",
    "اقاليم": "اقليم",
    "اعضاء": "عضو",
    "دروس": "درس",
    "اجهزه": "جهاز",
    "هواتف": "هاتف",
    "قواعد": "قاعده",
    "مواقع": "موقع",
    "خوادم": "خادم",
    "مجالس": "مجلس",
    "لجان": "لجنه",
    "هياكل": "هيكل",
    "جذور": "جذر",
    "مفاتيح": "مفتاح",
    "حقوق": "حق",
    "اسيله": "سوال",
    "بلدان": "بلد",
    "قوايم": "قايمه",
    "رسايل": "رساله",
    "اصوات": "صوت",
}


class Token(NamedTuple):
    """`text` as the index holds it; `start` and `end` are where it stands. `part`: a longer token covers it."""

    text: str
    start: int
    end: int
    part: bool = False


def fold(text: str) -> str:
    """A word without case, accents, vowel marks and width, ASCII digits for Arabic ones; `й` stays a letter."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_DIGITS)).replace("и\u0306", "й")
    plain = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return plain.translate(_LETTER)


def analyse(text: str, language: str, stem: Stem, *, whole: bool = False) -> Iterator[Token]:
    """The tokens of a text in `language`, from left to right. With `whole`, the words that find nothing too.

    `At-Large` gives `atlarge` and, as parts, its pieces; `域名` the pair and, as parts, its characters. Single
    letters are left out, and stop words unless in capitals: `SO` is an acronym, `so` is none.
    """
    for run in _RUN.finditer(text):
        written = run[0]
        if written >= _FIRST_HAN and _IS_HAN.match(written):
            yield from _characters(written, run.start(), language)
        elif not written.isalnum():
            yield from _words(written, run.start(), language, stem, whole=whole)
        elif token := _token(written, language, stem, whole=whole):
            yield Token(token, run.start(), run.end())


def find_tokens(text: str, language: str, stem: Stem, wanted: Collection[str]) -> list[tuple[int, int]]:
    """Where tokens of `analyse` stand that are among those wanted, from left to right, each place once.

    The short way for a page of results, which has thousands of words.
    """
    found = set()
    for run in _RUN.finditer(text):
        written = run[0]
        if written.isalnum() and written < _FIRST_HAN:
            if _token(written, language, stem, whole=False) in wanted:
                found.add(run.span())
        else:
            tokens = analyse(written, language, stem)
            found.update((run.start() + first, run.start() + end) for token, first, end, _ in tokens if token in wanted)
    return sorted(found)


def _characters(run: str, start: int, language: str) -> Iterator[Token]:
    for place, character in enumerate(run):
        if place + 1 < len(run):
            yield Token(language + run[place : place + 2], start + place, start + place + 2)
        yield Token(language + character, start + place, start + place + 1, part=len(run) > 1)


def _words(run: str, start: int, language: str, stem: Stem, *, whole: bool) -> Iterator[Token]:
    pieces = [(start, start + len(run), run)]
    if not run.isalnum() and len(cut := list(_PIECE.finditer(run))) > 1:
        yield Token(_token("".join(piece[0] for piece in cut), language, stem, whole=True), start, start + len(run))
        pieces = [(start + piece.start(), start + piece.end(), piece[0]) for piece in cut]
    for first, last, written in pieces:
        token = _token(written, language, stem, whole=whole)
        if token:
            yield Token(token, first, last, part=len(pieces) > 1)


# Half of all words in a text are the same few hundred.
@lru_cache(maxsize=8192)
def _token(written: str, language: str, stem: Stem, *, whole: bool) -> str:
    """The token of one word, empty for a word that finds nothing."""
    word = fold(written)
    if not word or not (whole or _finds(written, word, language)):
        return ""
    if language == "ar" and not word.isascii():
        stemmed = arabic_stem(word)
    else:
        stemmed = fold(stem(_with_ending(word, language), language))
    return language + stemmed[:LONGEST_TOKEN]


def _finds(written: str, word: str, language: str) -> bool:
    if len(word) < 2:
        return word.isdigit()
    return word not in STOP_WORDS[language] or (written.isupper() and written.isascii())


def _with_ending(word: str, language: str) -> str:
    if len(word) >= _SHORTEST_WITH_ENDING:
        for ending, written in _ENDINGS.get(language, ()):
            if word.endswith(ending):
                return word.removesuffix(ending) + written
    return word


def arabic_stem(word: str) -> str:
    """A folded Arabic word without `and`, article and endings; at least two letters stay."""
    if word.startswith("و") and len(word) > 4:
        word = word[1:]
    prefix = next((prefix for prefix in _ARABIC_PREFIXES if word.startswith(prefix)), "")
    if len(word) - len(prefix) >= 2:
        word = word.removeprefix(prefix)
    word = _BROKEN_PLURALS.get(word, word)
    for suffix in _ARABIC_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
    return word


def asked_words(text: str, language: str, stem: Stem, *, most: int) -> tuple[frozenset[str], ...]:
    """What a question asks for: one set per word, any token of which finds it; at most `most`, each once.

    A question of stop words alone is taken at its word.
    """
    tokens = list(analyse(text, language, stem)) or list(analyse(text, language, stem, whole=True))
    words = {
        token.text: frozenset(
            other.text
            for other in tokens
            if token.start <= other.start and other.end <= token.end and (other is token or other.end - other.start > 1)
        )
        for token in tokens
        if not token.part
    }
    return tuple(words.values())[:most]
