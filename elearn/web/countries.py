"""Countries by their names in the reader's language."""

from __future__ import annotations

from functools import cache

from babel import Locale

from elearn.domain.names import sort_key
from elearn.domain.regions import COUNTRIES
from elearn.web.languages import locale_code


def country_names() -> dict[str, str]:
    """Code -> name, sorted by name."""
    return _names(locale_code())


def country_name(code: str) -> str:
    return country_names().get(code, code)


@cache
def _names(locale: str) -> dict[str, str]:
    territories = Locale.parse(locale).territories
    names = {code: str(territories.get(code, code)) for code in COUNTRIES}
    return dict(sorted(names.items(), key=lambda item: (sort_key(item[1]), item[0])))
