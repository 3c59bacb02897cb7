"""Out-of-date translations: what their source said when they were made, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from elearn.content.compiler import Checked
from elearn.content.diagnostics import Diagnostic
from elearn.content.history import Past, Wording
from elearn.content.source import Place
from elearn.content.stamps import stamp, stamp_of
from elearn.content.translation import FRONT, Joined
from elearn.content.wording import word_diff


@dataclass(frozen=True, slots=True)
class Change:
    """The wording that a translation renders, the present one, and the wording that came first after it."""

    was: Wording
    now: Wording
    since: Wording

    @property
    def diff(self) -> str:
        return word_diff(self.was.text, self.now.text)


def find_change(joined: Joined, key: str, pasts: Sequence[Past]) -> Change | None:
    """What has changed since a translation was stamped; None where no memory has the text behind its stamp."""
    wanted = stamp_of(joined.page, key)
    for past in pasts:
        newer: list[Wording] = []
        for wording in past.wordings(joined.source, key):
            if newer and wording.hash == wanted:
                return Change(wording, newer[0], newer[-1])
            newer.append(wording)
    return None


def find_last_change(joined: Joined, key: str, pasts: Sequence[Past]) -> Change | None:
    """The last change of a unit of the source; None where no memory knows another wording."""
    for past in pasts:
        wordings = past.wordings(joined.source, key)
        now = next(wordings, None)
        was = next(wordings, None)
        if now is not None and was is not None:
            return Change(was, now, now)
    return None


def explain_stale(checked: Checked, found: Iterable[Diagnostic], pasts: Sequence[Past]) -> list[Diagnostic]:
    """The same diagnostics; each T001 with who changed the source when, and the change word by word where known."""
    by_path = {joined.page.source.path: joined for joined in checked.library.all_joined()}
    return [_explained(by_path[one.path], one, pasts) if one.code == "T001" else one for one in found]


def _explained(joined: Joined, found: Diagnostic, pasts: Sequence[Past]) -> Diagnostic:
    key = next((key for key in joined.stale if _place(joined, key) == (found.line, found.column)), None)
    change = None if key is None else find_change(joined, key, pasts)
    if key is None or change is None:
        return found
    unit = joined.source.unit(key) if key != FRONT else None
    where = f"{joined.source.source.path}:{unit.line if unit else 1}"
    return replace(found, notes=(f"source changed {told(change.since)}, {where}", f"was → is: {change.diff}"))


def told(wording: Wording) -> str:
    """`in 3207b9f (2026-11-18, Olivia)`, as far as it is known."""
    if not wording.change:
        return "in what is not committed yet"
    known = ", ".join(part for part in (wording.day, wording.author) if part)
    return f"in {wording.change} ({known})"


def _place(joined: Joined, key: str) -> tuple[int, int]:
    unit = joined.page.unit(key) if key != FRONT else None
    place: Place = unit.place if unit else joined.page.meta.words["source"].place
    return place.line, place.column


def carry(joined: Joined, key: str, was: Wording) -> str | None:
    """The translation with the stamp of the present for this unit; None unless it rendered the wording `was`."""
    if stamp_of(joined.page, key) != was.hash:
        return None
    return stamp(joined.source, joined.page, [key or "source"])
