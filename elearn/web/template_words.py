"""What every template may say: languages, dates, addresses of files, the reader's own direction."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask import Flask, current_app, g, request
from markupsafe import Markup, escape

from elearn.content.bidi import runs
from elearn.content.captions import clock
from elearn.content.placeholders import fill
from elearn.domain.course import Course, Quiz, Texts, pick
from elearn.domain.languages import LANGUAGES, Language
from elearn.extensions import LOCALES, current
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext, register_texts
from elearn.web.inserts import inserts
from elearn.web.languages import (
    comma,
    locale_code,
    offered,
    reader_language,
    show_date,
    show_day,
    show_month,
    show_time,
    spoken_in,
)
from elearn.web.recordings import register_recording_words
from elearn.web.webinar_words import register_webinar_words

_QUIZ_POST = "attempts.submit"
# What no line may cut: the name with the hyphen, and code that is short enough for the next line; neither in a mark.
_WHOLE = re.compile(r"At-Large(?=[^<>]*(?:<|$))|<code>([^<]{1,16})</code>")
_INNER_LINK = re.compile(r'<a [^>]*href="[/#][^>]*>(.*?)</a>', re.DOTALL)


def asset(name: str) -> str:
    """The immutable address of a stylesheet, script or drawing. KeyError for one that is not there: a typo of ours."""
    address: str = current_app.extensions["elearn.assets"][name]
    return address


def language_links() -> list[tuple[Language, str]]:
    """(language, address of this same page in it) for the switcher; a page that cannot be opened leads home."""
    rule = request.url_rule
    tail = "/"
    # A quiz that comes back after a post stands at the address of its form.
    if rule and "lang" in (request.view_args or {}) and ("GET" in (rule.methods or ()) or rule.endpoint == _QUIZ_POST):
        tail = "/" + quote(request.path.split("/", 2)[2]) + g.get("kept_query", "")
    return [(LANGUAGES[code], f"/{code}{tail}") for code in offered()]


def attributes(code: str, around: str = "") -> Markup:
    """` lang dir` for words in another language than what is `around` them (the page), nothing when it is the same."""
    if code == (around or reader_language().code):
        return Markup("")
    language = LANGUAGES[code]
    return Markup(' lang="{}" dir="{}"').format(language.tag, language.direction)


def isolate(text: str) -> Markup:
    """Latin runs in `<bdi>` on right-to-left pages, so that `ICANN (EN)` keeps its brackets where they belong."""
    if reader_language().direction == "ltr":
        return whole(escape(text))
    return Markup("").join(
        Markup('<bdi dir="ltr">{}</bdi>').format(whole(escape(piece))) if kind else escape(piece)
        for piece, kind in runs(str(text))
    )


def call_outs() -> dict[str, str]:
    """What stands above a call-out of each kind, escaped."""
    labels = {
        "note": _("Note"),
        "tip": _("Tip"),
        "important": _("Important"),
        "warning": _("Warning"),
        "caution": _("Caution"),
    }
    return {kind: str(escape(word)) for kind, word in labels.items()}


def article(html: str) -> Markup:
    """Compiled HTML of a section with the words of the interface put in. Author text cannot hold these marks."""
    filled = fill(
        html, language=reader_language().code, labels=call_outs(), sizes=lambda size: str(escape(size_text(size)))
    )
    return whole(Markup(filled))  # noqa: S704 - made by our compiler, sanitised at publish


def whole(html: Markup) -> Markup:
    """HTML in which `At-Large` and short code each stay on one line."""
    return Markup(_WHOLE.sub(_keep_whole, str(html)))  # noqa: S704 - adds a class around what was escaped before


def _keep_whole(found: re.Match[str]) -> str:
    code: str | None = found[1]
    return '<span class="nw">At-Large</span>' if code is None else f'<code class="nw">{code}</code>'


def isolate_in(text: str, code: str) -> Markup:
    """As `isolate`, for words that are known to be in another language than the page's."""
    return isolate(text) if LANGUAGES[code].direction == "rtl" else whole(escape(text))


def pick_words(texts: Texts, source: str) -> tuple[str, str]:
    """(words, language code) for this reader, the source's when hers is missing."""
    return pick(texts, reader_language().code, source)


def language_name(code: str) -> str:
    """`English`, `anglais`, `الإنجليزية`: the language's name in the reader's; the code of one that CLDR lacks."""
    return _language_name(code, locale_code())


@lru_cache(maxsize=256)
def _language_name(code: str, locale: str) -> str:
    try:
        return Locale.parse(LOCALES.get(code, code.replace("-", "_"))).get_display_name(locale) or code
    except (UnknownLocaleError, ValueError):
        return code


def whole_languages(course: Course) -> list[Language]:
    """Languages in which every word of the course is up to date, its own first."""
    return [LANGUAGES[code] for code in offered() if code == course.language or _share(course, code) == 1.0]


def part_languages(course: Course) -> list[tuple[Language, float]]:
    """(language, share of the words) for those in between; below 10 % a language is not offered as one."""
    shares = [(LANGUAGES[code], _share(course, code)) for code in offered() if code != course.language]
    return [(language, share) for language, share in shares if 0.1 <= share < 1.0]


def _share(course: Course, code: str) -> float:
    return course.coverage[code].share if code in course.coverage else 0.0


def asked(quiz: Quiz) -> int:
    """How many questions one attempt gets."""
    return sum(pool.draw or len(pool.questions) for pool in quiz.pools)


def unlinked(html: Markup) -> Markup:
    """On paper a link inside the site leads nowhere: its words stay."""
    return Markup(_INNER_LINK.sub(r"\1", str(html)))  # noqa: S704 - takes marks away, adds none


def percent(share: float) -> str:
    return format_percent(share, locale=locale_code())


def number(value: float | Decimal | str) -> str:
    """A number as this language writes it, with Latin digits everywhere."""
    return format_decimal(Decimal(value), locale=locale_code())


def size_text(size: int) -> str:
    """A number of bytes as `34 KB` or `1.2 MB`, in the reader's words (CLDR units; 1 KB is 1000 bytes)."""
    if size >= 1_000_000:
        value, unit = Decimal(size) / 1_000_000, "digital-megabyte"
    else:
        value, unit = Decimal(max(1, round(size / 1000))), "digital-kilobyte"
    pattern = "#,##0.#" if value < 10 else "#,##0"
    return format_unit(value, unit, "short", format=pattern, locale=locale_code())


def minutes_text(minutes: int) -> str:
    """`2 h 30 min`, or minutes alone under an hour."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    return _("%(hours)d h %(minutes)d min", hours=hours, minutes=rest)


def register_words(app: Flask) -> None:
    register_texts(app)
    register_recording_words(app)
    register_webinar_words(app)
    app.jinja_env.filters.update(
        article=article,
        asked=asked,
        isolate=isolate,
        isolate_in=isolate_in,
        number=number,
        inserts=inserts,
        part_languages=part_languages,
        pick=pick_words,
        unlinked=unlinked,
        whole_languages=whole_languages,
    )
    app.jinja_env.globals.update(
        asset=asset,
        attributes=attributes,
        language_links=language_links,
        language_name=language_name,
        comma=comma,
        own_device=current.own_device,
        reader_uid=current.named,
        minutes_text=minutes_text,
        percent=percent,
        show_date=show_date,
        show_day=show_day,
        show_time=show_time,
        size_text=size_text,
        spoken_in=spoken_in,
        clock=clock,
        show_month=show_month,
    )
    app.context_processor(_what_every_page_knows)


def _what_every_page_knows() -> dict[str, object]:
    config = current_app.config["ELEARN"]
    return {
        "reader": reader_language(),
        "demonstration": config.demonstration,
        "saves": config.saves,
        "in_a_room": config.node,
    }
