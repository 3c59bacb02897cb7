"""Which language a page speaks: the address decides; `/` negotiates; errors take the best guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from flask import current_app, g, request
from markupsafe import Markup
from werkzeug.routing import BaseConverter, Map, ValidationError

from elearn.domain.languages import LANGUAGES, Language, negotiate
from elearn.extensions import LOCALES

LANGUAGE_COOKIE = "language"
# Languages that a recording may be spoken in, beside those of the site (CLDR, characterOrder).
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class LanguageConverter(BaseConverter):
    """`<lang:lang>` matches the site's languages only, so `/xx/` is a 404 and never a page in English."""

    regex = "[a-z]{2}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)

    def to_python(self, value: str) -> str:
        if value not in offered():
            raise ValidationError
        return value


def offered() -> Sequence[str]:
    """Codes of the languages of this site, in the order of the switcher."""
    codes: Sequence[str] = current_app.config["ELEARN"].languages
    return codes


def reader_language() -> Language:
    """The language of the page being made: of the address, else (errors, `/`) negotiated without the person."""
    known: Language | None = g.get("language")
    if known is None:
        asked = (request.view_args or {}).get("lang") or request.path.split("/")[1]
        known = g.language = LANGUAGES[asked if asked in offered() else negotiated()]
    return known


def negotiated() -> str:
    """By this browser's cookie, else Accept-Language."""
    cookie = request.cookies.get(LANGUAGE_COOKIE, "")
    return cookie if cookie in offered() else negotiate(request.headers.get("Accept-Language", ""), offered())


def locale_code() -> str:
    """Babel's name for the reader's language."""
    code = reader_language().code
    return LOCALES.get(code, code)


def comma() -> str:
    """What stands between the parts of a list that are not a sentence (CLDR listPattern-unit-narrow would drop it)."""
    return {"ar": "\u060c ", "zh": "\u3001"}.get(reader_language().code, ", ")


def semicolon() -> str:
    """What stands between answers, which may hold commas of their own."""
    return {"ar": "\u061b ", "zh": "\uff1b", "fr": "\u202f; "}.get(reader_language().code, "; ")


def calendar_locale() -> str:
    """As `locale_code`; English dates put the day first, as most of the world does."""
    code = locale_code()
    return "en_GB" if code == "en" else code


def show_date(moment: datetime | date) -> Markup:
    """A date written out, in `<time>`; isolated because Arabic dates carry direction marks."""
    day = moment.date() if isinstance(moment, datetime) else moment
    text = format_date(day, "long", locale=calendar_locale())
    return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(day.isoformat(), text)


def show_month(text: str) -> str:
    """`2026-11` or `2026-11-22` as this language writes a month or a day."""
    if len(text) > len("2026-11"):
        return format_date(date.fromisoformat(text), "long", locale=calendar_locale())
    return format_skeleton("yMMMM", date.fromisoformat(f"{text}-01"), locale=calendar_locale())


def spoken_in(tag: str) -> Markup:
    """` lang dir` for words in any language of the world, nothing when they are in the page's."""
    known = LANGUAGES.get(tag)
    if known == reader_language():
        return Markup("")
    direction = "rtl" if tag.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
    return Markup(' lang="{}" dir="{}"').format(known.tag if known else tag, direction)


def show_day(day: date) -> str:
    """A short date for narrow columns."""
    return format_date(day, "medium", locale=calendar_locale())


def show_time(moment: datetime) -> Markup:
    """Date and time in UTC, 24 hours, Latin digits, joined as the language does (CLDR dateTimeFormat)."""
    locale = calendar_locale()
    date_text, clock = format_date(moment, "long", locale=locale), format_time(moment, "HH:mm", locale=locale)
    text = str(get_datetime_format("medium", locale=locale)).replace("'", "").format(clock, date_text)
    return Markup('<time datetime="{}"><bdi>{} UTC</bdi></time>').format(
        moment.isoformat(timespec="seconds").replace("+00:00", "Z"), text
    )
