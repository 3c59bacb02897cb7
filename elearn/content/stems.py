"""Snowball's stemmers for the languages that have endings."""

from __future__ import annotations

from Stemmer import Stemmer

# Without its cache: looking a word up in it costs as much as stemming. A call holds the interpreter's lock.
_STEMMERS = {
    language: Stemmer(name, 0)
    for language, name in {
        "en": "english",
        "fr": "french",
        "es": "spanish",
        "pt": "portuguese",
        "ru": "russian",
    }.items()
}
_OTHER_SCRIPTS = ("ar", "ru", "zh")


def stem(word: str, language: str) -> str:
    """The stem of a folded word; a Latin word in a text of another script is taken for an English one."""
    stemmer = _STEMMERS.get("en" if word.isascii() and language in _OTHER_SCRIPTS else language)
    stemmed: str = stemmer.stemWord(word) if stemmer else word
    return stemmed
