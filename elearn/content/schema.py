"""Which keys the front matter of which file may hold, and what each must look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from elearn.domain.webinars import AUDIENCES, KINDS

TYPES = ("course", "module", "lesson", "quiz", "glossary", "path", "newsletter", "media", "webinar", "channels")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID = 64
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")
LENGTH = re.compile(r"(?=\d)(?:(\d{1,2})h ?)?(?:(\d{1,3})m ?)?(?:(\d{1,4})s)?")
# RFC 3339 without fractions; seconds and zone may be missing, which is told apart from what is no date at all.
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?")
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
RESERVED = frozenset({"print", "facilitator", "pack"})

EVERYWHERE = ("id", "type", "lang", "draft", "title", "summary")
KEYS: Mapping[str, tuple[str, ...]] = {
    "course": (*EVERYWHERE, "order", "modules", "objectives"),
    "module": (*EVERYWHERE, "lessons", "requires", "moved"),
    "lesson": (
        *EVERYWHERE,
        "objectives",
        "minutes",
        "level",
        "authors",
        "license",
        "reviewed",
        "tags",
        "requires",
        "glossary",
        "facts",
    ),
    "quiz": (*EVERYWHERE, "graded", "pass", "feedback", "shuffle", "draw"),
    "glossary": EVERYWHERE,
    "path": (*EVERYWHERE, "order", "steps"),
    "newsletter": (*EVERYWHERE, "issued", "interviewed"),
    "media": (
        *EVERYWHERE,
        "date",
        "presenter",
        "length",
        "interpretation",
        "audio",
        "video",
        "captions",
        "slides",
    ),
    "webinar": (
        *EVERYWHERE,
        "kind",
        "starts",
        "ends",
        "state",
        "series",
        "topic",
        "course",
        "regions",
        "open_to",
        "place",
        "presenters",
        "spoken",
        "channels",
        "join",
        "register",
        "dial_out",
        "length",
        "audio",
        "video",
        "captions",
        "slides",
    ),
    "channels": (*EVERYWHERE, "channels"),
}
TRANSLATION = ("translation", "source", "translators", "status", "type", "title", "summary", "objectives")
WORDS_OF_EVENTS = ("series", "place", "presenters")
ALL_KEYS = frozenset(TRANSLATION).union(*KEYS.values())
REFUSED: Mapping[str, str] = {
    "attempts": "people may try as often as they like and the best result counts",
    "time": "nobody works against a clock here; an attempt begins when the answers are sent",
    "expires": "a quiz stays open as long as its course does",
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "draft": ("true", "false"),
    "graded": ("yes", "no"),
    "feedback": ("answer", "end", "pass"),
    "shuffle": ("answers", "questions", "all", "no"),
    "glossary": ("on", "off"),
    "status": ("draft", "reviewed"),
    "kind": KINDS,
    "open_to": AUDIENCES,
    "state": ("planned", "cancelled", "moved"),
}
# key -> (pattern, what it must be, an example); F007 is made from these.
SHAPES: Mapping[str, tuple[re.Pattern[str], str, str]] = {
    "minutes": (re.compile(r"[1-9]\d{0,2}"), "a whole number", "5"),
    "order": (re.compile(r"[1-9]\d{0,2}"), "a whole number", "3"),
    "draw": (re.compile(r"[1-9]\d{0,2}"), "a whole number", "5"),
    "pass": (re.compile(r"(?:100|\d{1,2}) ?%"), "a percentage", "70%"),
    "reviewed": (MONTH, "a month", "2026-11"),
    "as_of": (MONTH, "a month or a day", "2026-11"),
    "review_by": (MONTH, "a month or a day", "2028-11"),
    "length": (LENGTH, "a length in hours, minutes and seconds", "58m"),
    "source": (re.compile(r"[0-9a-f]{8}"), "the 8 characters that `elearn tr accept` writes", '"189082ef"'),
}
LISTS = frozenset(
    {"modules", "lessons", "steps", "requires", "authors", "tags", "translators", "interpretation", "regions", "spoken"}
)
# Values by language: a file of the course, or an address elsewhere with its size.
BY_LANGUAGE = frozenset({"audio", "video", "captions"})
# Read by those who know what they hold: content/channels.py, content/webinars.py.
STRUCTURED = frozenset({"channels", "presenters"})
MAPS = frozenset({"objectives", "facts", "moved"})
EXAMPLES: Mapping[str, str] = {
    "lang": "lang: fr",
    "issued": "issued: 2014-05-12",
    "date": "date: 2014-06-18T21:00Z",
    "captions": "captions: {en: talk.en.vtt}",
    "audio": "audio: {en: https://example.org/talk.mp3 (24 MB)}",
    "video": "video: {en: https://example.org/talk.mp4 (310 MB)}",
}
FACT_KEYS = ("text", "as_of", "source", "review_by")


def allowed_keys(kind: str, *, translation: bool) -> tuple[str, ...]:
    """The keys of a file of this kind, in the order in which authors read about them."""
    if translation:
        return (*TRANSLATION, *WORDS_OF_EVENTS) if kind == "webinar" else TRANSLATION
    return KEYS.get(kind, EVERYWHERE)


def problem_with(key: str, value: str) -> str:
    """What is wrong with a plain value, as the end of a sentence (`a whole number`); empty when nothing is."""
    if key in CHOICES:
        return "" if value in CHOICES[key] else f"one of {', '.join(CHOICES[key])}"
    if key in SHAPES:
        pattern, shape, _ = SHAPES[key]
        return "" if pattern.fullmatch(value) else shape
    if key == "lang":
        return "" if LANGUAGE_TAG.fullmatch(value) else "a language such as fr or pt-BR"
    if key == "id":
        return "" if ID.fullmatch(value) and len(value) <= MAX_ID else "a-z, 0-9 and single hyphens"
    return ""


def example_of(key: str) -> str:
    """A line that would be right."""
    if key in CHOICES:
        return f"{key}: {CHOICES[key][0]}"
    if key in SHAPES:
        return f"{key}: {SHAPES[key][2]}"
    if key in LISTS:
        return f"{key}: [one, another]"
    if key in EXAMPLES:
        return EXAMPLES[key]
    if key == "id":
        return "id: reading-ipv6"
    return f'{key}: "…", on one line' if key not in MAPS else f'{key}: on the next lines, two spaces and then key: "…"'


def seconds_of(length: str) -> int:
    """`1h05m` in seconds; 0 for what is no length."""
    found = LENGTH.fullmatch(length)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes) * 60 + seconds


def moment_of(text: str) -> datetime | None:
    """A moment with its zone, in UTC; None for anything else, also for a date alone."""
    found = MOMENT.fullmatch(text)
    if found is None or not found[3]:
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
