"""The interface's texts where there is no request: the jobs write letters in the language of each reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from babel.dates import format_date
from babel.support import NullTranslations, Translations

from elearn.domain.languages import DEFAULT, LANGUAGES, Language
from elearn.extensions import LOCALES


class Speaker:
    """One language of the site; English for an account whose language the site has not got."""

    def __init__(self, catalogues: Path, language: str, offered: tuple[str, ...]) -> None:
        code = language if language in offered else DEFAULT
        self.language: Language = LANGUAGES[code]
        self._locale = LOCALES.get(code, code)
        self._texts: NullTranslations = Translations.load(str(catalogues), [self._locale])

    def gettext(self, text: str, **values: object) -> str:
        """`text` in this language with `%(name)s` filled in."""
        said = self._texts.ugettext(text)
        return said % values if values else said

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The plural form for `number`, which also fills `%(num)d`."""
        return self._texts.ungettext(one, many, number) % {"num": number, **values}

    def date(self, day: date) -> str:
        """A date written out; in English the day comes first, as on the pages."""
        return format_date(day, "long", locale="en_GB" if self._locale == "en" else self._locale)
