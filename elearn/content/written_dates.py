"""Days that a text names in words (CLDR month and day names), with the weekday that stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import get_day_names, get_month_names

from elearn.content.diagnostics import Findings
from elearn.content.source import Place, Source

# Of what is held or comes out; 2206 is a slip.
YEARS = range(1980, 2100)
# How the files of events are named: by their day, or by a year.
DATED = re.compile(r"((?:19|20)\d{2})(?:-\d{2}-\d{2})?-")
# Short weekdays, and what must follow for them to be nothing else: `sat` and `mar` are words of their own, `The Sun` is
# a newspaper, and `ср.` sends the reader to another book.
_SHORT = {
    "en": (r"(?<![a-z]\ssun)\.?(?=[\s,])", "mon tue wed thu fri sat sun", {"tues": 1, "thur": 3, "thurs": 3}),
    "fr": (r"\.", "lun mar mer jeu ven sam dim", {}),
    "es": (r"\.", "lun mar mié jue vie sáb dom", {"mie": 2, "sab": 5}),
    "pt": (r"\.", "seg ter qua qui sex sáb dom", {"sab": 5}),
    "ru": (r"(?:,|(?<!ср)(?<!вс)\.?(?=\s))", "пн вт ср чт пт сб вс", {}),
}
_NO_SHORT: tuple[str, str, Mapping[str, int]] = (r"(?!)", "-", {})
_ISO = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"
# What may stand between weekday, day, month and year, over all languages.
_BETWEEN = r"(?:[\s,\u060c]|\b(?:el|le|the|of|de|del|dia|d\u00eda)\b)+"
_ORDINAL = r"(?:st|nd|rd|th|er|\u00ba|-\u0433\u043e|-\u0435)?"
_BABEL = {"zh": "zh_Hans"}
_CJK = re.compile(
    r"(?:(?P<y>\d{4})\u5e74)?(?P<m>\d{1,2})\u6708(?P<d>\d{1,2})\u65e5(?:[\s,\uff0c\uff08(]*(?P<w>(?:\u661f\u671f|\u5468)[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u65e5\u5929]))?"
)
_CJK_ISO = re.compile(
    rf"(?<![\d-]){_ISO}\s*[\uff08(](?P<w>(?:\u661f\u671f|\u5468)[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u65e5\u5929])[\uff09)]"
)
_CJK_DAYS = {name: day for day, names in enumerate(["一", "二", "三", "四", "五", "六", "日天"]) for name in names}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """`year` is 0 and `weekday` -1 where none is written, Monday is 0; it stands from `start` to `end` in the text."""

    day: int
    month: int
    year: int
    weekday: int
    start: int
    end: int


def find_dates(text: str, language: str) -> Iterator[WrittenDate]:
    """Every day of a month in a line of this language, and days such as 2026-12-03 that have a weekday beside them;
    nothing for a language without names here.
    """
    if language == "zh":
        for found in (*_CJK.finditer(text), *_CJK_ISO.finditer(text)):
            weekday = _CJK_DAYS[found["w"][-1]] if found["w"] else -1
            yield _date(found, int(found["m"]), weekday)
        return
    patterns, months, days = _patterns(language)
    # The one letter that becomes two: what is found stands where it stood.
    lowered = text.replace("\u0130", "I").lower()
    for pattern in patterns:
        for found in pattern.finditer(lowered):
            groups = found.groupdict()
            name = groups.get("w") or groups.get("after") or ""
            if (short := groups.get("s")) and (language != "en" or text[slice(*found.span("s"))] == short.title()):
                name = short
            month = months[found["m"]] if not found["m"].isdigit() else int(found["m"])
            yield _date(found, month, days.get(name, -1))


def _date(found: re.Match[str], month: int, weekday: int) -> WrittenDate:
    return WrittenDate(int(found["d"]), month, int(found["y"] or 0), weekday, *found.span())


@cache
def _patterns(language: str) -> tuple[list[re.Pattern[str]], Mapping[str, int], Mapping[str, int]]:
    locale = _BABEL.get(language, language)
    months = {
        name.lower(): number
        for context in ("format", "stand-alone")
        for number, name in get_month_names("wide", context, locale).items()
    }
    days = {name.lower(): number for number, name in get_day_names("wide", "format", locale).items()}
    month, day = _one_of(months), _one_of(days)
    mark, names, others = _SHORT.get(language, _NO_SHORT)
    days |= {name: number for number, name in enumerate(names.split())} | dict(others)
    short = rf"(?P<s>{_one_of(dict.fromkeys((*names.split(), *others), 0))}){mark}"
    weekday = rf"(?:(?:(?P<w>{day})\b|{short}){_BETWEEN})?"
    year = rf"(?:{_BETWEEN}(?P<y>\d{{4}})\b)?"
    bracket = rf"\s*\((?P<after>{_one_of(days)})\.?\)"
    first = rf"(?:\b|(?<=\s)){weekday}(?<!\d)(?P<d>\d{{1,2}}){_ORDINAL}{_BETWEEN}(?P<m>{month})\b{year}(?:{bracket})?"
    second = rf"\b{weekday}(?P<m>{month}){_BETWEEN}(?P<d>\d{{1,2}})(?!\d){_ORDINAL}{year}"
    before = rf"\b(?:(?P<w>{day})\b|{short})[\s,\u060c]*{_ISO}"
    behind = rf"(?<![\d-]){_ISO}{bracket}"
    chosen = [first, second, before, behind] if language == "en" else [first, before, behind]
    return [re.compile(pattern) for pattern in chosen], months, days


def _one_of(names: Mapping[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def check_weekdays(source: Source, language: str, findings: Findings) -> None:
    """W004 for a weekday that the day beside it does not have, in a file or a translation. The year is the text's, else
    that of the file's name.
    """
    named = DATED.match(source.slug)
    for number, line in enumerate(source.lines, 1):
        for written in find_dates(line, language):
            day = day_of(written, int(named[1]) if named else 0)
            if day and written.weekday >= 0 and day.weekday() != written.weekday:
                message = f"{day.isoformat()} is no {_weekday(line, written)}"
                place = Place(number, written.start + 1, written.end - written.start)
                advice = f"it is a {day.strftime('%A')}: correct the day or the weekday"
                findings.at(source, place, "W004", message, advice)


def _weekday(line: str, written: WrittenDate) -> str:
    words: Sequence[str] = re.split(r"[\s,\u060c]+", line[written.start : written.end])
    return words[0] if not words[0][:1].isdigit() else "such weekday"


def day_of(written: WrittenDate, year: int) -> date | None:
    """The day; `year` where the text names none. None for the 31st of June."""
    try:
        return date(written.year or year, written.month, written.day)
    except ValueError:
        return None
