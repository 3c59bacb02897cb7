"""Every code that the compiler can print. What a code means never changes; a dropped one is not used again."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.content.codes.code import Code
from elearn.content.codes.files import CHARACTERS, FRONT_MATTER, NAMES
from elearn.content.codes.keys import KEYS
from elearn.content.codes.links import LINKS, READABILITY, SAFETY
from elearn.content.codes.newsletter import NEWSLETTER
from elearn.content.codes.questions import QUESTIONS
from elearn.content.codes.translations import TERMS, TRANSLATIONS
from elearn.content.codes.webinars import WEBINARS

CODES: Mapping[str, Code] = {
    **FRONT_MATTER,
    **NAMES,
    **CHARACTERS,
    **KEYS,
    **QUESTIONS,
    **LINKS,
    **READABILITY,
    **NEWSLETTER,
    **SAFETY,
    **TRANSLATIONS,
    **TERMS,
    **WEBINARS,
}
