"""The interface's texts where there is no request: the jobs write letters in the language of each reader."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
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
        return format_date(day, "long", locale=self._calendar)

    def day_and_time(self, moment: datetime, zone: tzinfo) -> tuple[str, str]:
        """(`Thursday, 15 May 2014`, `16:00`) as the clocks of a zone show this moment."""
        local = moment.astimezone(zone)
        return format_date(local, "full", locale=self._calendar), format_time(local, "HH:mm", locale=self._calendar)

    def joined(self, day: str, times: str) -> str:
        """A day and hours in one phrase, as the language orders them."""
        return str(get_datetime_format("medium", locale=self._calendar)).replace("'", "").format(times, day)

    @property
    def locale(self) -> str:
        """Babel's name of the language."""
        return self._locale

    @property
    def _calendar(self) -> str:
        return "en_GB" if self._locale == "en" else self._locale

    def language_name(self, code: str) -> str:
        """What this language calls another one."""
        return Locale.parse(LOCALES.get(code, code)).get_display_name(self._locale) or code
