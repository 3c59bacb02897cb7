"""What stands about one person's attendance, line by line: for herself, and for the coordinators of her region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.domain.attendance import Word
from elearn.domain.course import pick
from elearn.domain.webinars import Webinar
from elearn.web.attendance_words import status_choices
from elearn.web.catalogue import catalogue

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class AttendedLine:
    """`address` is where more of it is said and done, empty where nothing is; `status` is in words."""

    webinar: Webinar
    title: str
    title_language: str
    address: str
    word: Word
    status: str


@dataclass(frozen=True, slots=True)
class Attended:
    """The latest event first; `more` older ones are left out."""

    lines: tuple[AttendedLine, ...] = ()
    more: int = 0


def own_attended(words: Mapping[str, Word], lang: str) -> Attended:
    """Each line leads to the page on which a code is entered and what stands is told; that of an event whose file was
    taken away to none.
    """
    return _attended(words, lang, f"/{lang}/webinars/", "/attendance", lists=False)


def member_attended(words: Mapping[str, Word], lang: str, ralo: str) -> Attended:
    """Each line leads to the page of the region on which it can be corrected."""
    return _attended(words, lang, f"/{lang}/regions/{ralo.lower()}/webinars/", "", lists=True)


def _attended(words: Mapping[str, Word], lang: str, before: str, after: str, *, lists: bool) -> Attended:
    """`lists`: of an event whose file was taken away the list of the region is still there."""
    site, statuses = catalogue().site, status_choices()
    there = {one.id for one in site.webinars}
    found = sorted((one for one in map(site.known_webinar, words) if one), key=lambda one: one.span(), reverse=True)

    def address(one: Webinar) -> str:
        if one.why == "cancelled":  # it has no list; its public page says so, while there is one
            return f"/{lang}/webinars/{one.id}" if one.id in there else ""
        return f"{before}{one.id}{after}" if lists or one.id in there else ""

    lines = tuple(
        AttendedLine(
            one,
            *pick(one.titles, lang, one.language),
            address(one),
            words[one.id],
            statuses[words[one.id].status],
        )
        for one in found[:MOST_LINES]
    )
    return Attended(lines, len(found) - len(lines))
