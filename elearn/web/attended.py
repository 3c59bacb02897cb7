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
    """`address` is where more of it is said and done; `status` is in words."""

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
    """Each line leads to the page on which a code is entered and what stands is told."""
    return _attended(words, lang, f"/{lang}/webinars/", "/attendance")


def member_attended(words: Mapping[str, Word], lang: str, ralo: str) -> Attended:
    """Each line leads to the page of the region on which it can be corrected."""
    return _attended(words, lang, f"/{lang}/regions/{ralo.lower()}/webinars/", "")


def _attended(words: Mapping[str, Word], lang: str, before: str, after: str) -> Attended:
    """Events that are no longer in the release have no page, so they are left out; what stands about them stays."""
    found = sorted(
        (one for one in catalogue().site.webinars if one.id in words), key=lambda one: one.span(), reverse=True
    )
    statuses = status_choices()
    lines = tuple(
        AttendedLine(
            one,
            *pick(one.titles, lang, one.language),
            # A cancelled one has no list; its public page says so.
            f"/{lang}/webinars/{one.id}" if one.why == "cancelled" else f"{before}{one.id}{after}",
            words[one.id],
            statuses[words[one.id].status],
        )
        for one in found[:MOST_LINES]
    )
    return Attended(lines, len(found) - len(lines))
