"""The ledger of keys: every key that a course ever had, so that none is given to something else later.

`courses/<course>/.keys` holds one key per line, `reading-ipv6#why` or `ip-quiz#bits.a`; a date behind it says when it
was retired. Lines are only added, so two branches merge by keeping the lines of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from elearn.content.diagnostics import Findings
from elearn.content.outline import CourseDraft
from elearn.content.pages import Page
from elearn.content.renames import check_known, former_of
from elearn.content.source import START, Place


def read_ledger(text: str) -> dict[str, str]:
    """Every key with the day of its retirement, or an empty string while it is in use."""
    ledger: dict[str, str] = {}
    for line in text.splitlines():
        key, _, retired = line.strip().partition(" ")
        if key:
            ledger[key] = retired.strip() or ledger.get(key, "")
    return ledger


def keys_in_use(page: Page) -> dict[str, Place]:
    """The full keys of a page with their places. Draft pages count too: their keys will be published one day."""
    keys = {f"{page.meta.id}#{unit.key}": unit.place for unit in page.units if unit.key and unit.marker}
    for question in page.questions():
        for answer in question.choices():
            if answer.marker and question.key:
                keys[f"{page.meta.id}#{question.key}.{answer.key}"] = answer.marker.place
        for gap in question.gaps:
            if gap.key and question.key:
                keys[f"{page.meta.id}#{question.key}.{gap.key}"] = gap.place
    return keys


def used_keys(ledger: Mapping[str, str], part: str) -> set[str]:
    """The keys of a lesson or quiz that are not free any more, without its id."""
    return {key.partition("#")[2] for key in ledger if key.startswith(f"{part}#")}


def check_ledger(course: CourseDraft, text: str, findings: Findings) -> None:
    """Reports K006 for a retired key that is used again, K007 for one that disappeared without being retired.

    One that was renamed has not disappeared; K014 is for a rename of what never was.
    """
    ledger = read_ledger(text)
    if not ledger:
        return
    for page in course.parts():
        used = keys_in_use(page)
        for key, place in used.items():
            if ledger.get(key):
                name = key.partition("#")[2].rpartition(".")[2]
                message = f"key `{name}` was used before and retired on {ledger[key]}"
                advice = "choose another: answers and progress are stored under it"
                findings.at(page.source, place, "K006", message, advice)
        ever, renamed = used_keys(ledger, page.meta.id), former_of(page)
        check_known(page, ever, findings)
        for key in (key for key in ever if key.partition(".")[0] not in renamed):
            full = f"{page.meta.id}#{key}"
            if full not in used and not ledger[full]:
                back, retire = "put it back (`elearn fmt --recover`)", "retire it for ever with `elearn fmt`"
                advice = f"{back}, add `was={key}` to its successor, or {retire}"
                findings.at(page.source, START, "K007", f"key `{key}` disappeared", advice)


def new_lines(ledger: Mapping[str, str], pages: Iterator[Page], today: date) -> list[str]:
    """What to add to the ledger: keys that are new, and the retirement of those that are gone from these pages."""
    lines: list[str] = []
    for page in pages:
        if not page.meta.id:
            continue
        used = keys_in_use(page)
        lines += [key for key in used if key not in ledger]
        gone = sorted(f"{page.meta.id}#{key}" for key in used_keys(ledger, page.meta.id))
        lines += [f"{key} {today.isoformat()}" for key in gone if key not in used and not ledger[key]]
    return lines
