"""Renamed keys: `<!-- #notation was=writing -->` says that what is stored under the old key belongs to the new one.

Translations, links from outside and the questions that somebody was asked already are found under either key. An old
key is never free again; several are separated by commas, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.markers import Marker, is_key
from elearn.content.pages import NO_DAY, Page, read_page
from elearn.content.units import KEY_HELP, Unit

WAS = "was"


def former_keys(marker: Marker | None) -> tuple[str, ...]:
    """The keys that this one replaces, the newest first."""
    return tuple(key.strip() for key in (marker.text(WAS) if marker else "").split(",") if key.strip())


def former_of(page: Page) -> dict[str, str]:
    """Every old key of a source file with the key that replaces it."""
    return {old: unit.key for unit in reversed(page.units) for old in former_keys(unit.marker)}


def check_renames(page: Page, findings: Findings) -> None:
    """Reports K002 for an old key that cannot be one, K008 for one that is still in use or claimed twice."""
    living, claimed = page.unit_keys(), dict[str, Unit]()
    for unit in page.units:
        for old in former_keys(unit.marker):
            owner = claimed.setdefault(old, unit)
            if not is_key(old) or old == "_intro":
                _tell(page, unit, ("K002", f"`{old}` is not a valid key", KEY_HELP), findings)
            elif old in living:
                advice = f"take `{old}` off the other place, or write no `was` here"
                _tell(page, unit, ("K008", f"`was={old}` names a key that is still in use", advice), findings)
            elif owner is not unit:
                advice = f"let one of the two have it: `{owner.key}` says it too, line {owner.line}"
                _tell(page, unit, ("K008", f"`was={old}` is written twice", advice), findings)


def check_known(page: Page, ever: Iterable[str], findings: Findings) -> None:
    """Reports K014 for an old key that the ledger of this file never had; a file without a ledger is not judged."""
    known = {key.partition(".")[0] for key in ever}
    for unit in page.units if known else ():
        for old in former_keys(unit.marker):
            if old not in known:
                advice = did_you_mean(old, known - page.unit_keys(), "copy the old key from `.keys`")
                _tell(page, unit, ("K014", f"`was={old}` names a key that this file never had", advice), findings)


def adopt(source: Page, translation: Page) -> Page:
    """The translation; what it still has under an old key has the key that the source has now."""
    former, living = former_of(source), source.unit_keys()
    if not any(unit.key in former and unit.key not in living for unit in translation.units):
        return translation
    # Nobody else's page is changed: tomorrow's source may have taken the rename back.
    renamed = read_page(translation.source, NO_DAY, Findings(), kind=translation.type)
    for unit in renamed.units:
        new = former.get(unit.key, "")
        if new and unit.key not in living and renamed.unit(new) is None:
            unit.key = new
    return renamed


def _tell(page: Page, unit: Unit, finding: tuple[str, str, str], findings: Findings) -> None:
    place = unit.marker.attributes[WAS].place if unit.marker else unit.place
    findings.at(page.source, place, *finding)
