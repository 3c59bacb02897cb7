"""What was done in a region to bring people on, up to any day. Counted from what is known now.

Who may see it is whoever may see the region's report.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from elearn.content.release import decode_translated
from elearn.domain.process import Newcomer, Process, sum_process
from elearn.services.shelf import Shelf
from elearn.storage.counts import sum_people
from elearn.storage.held_sessions import list_held
from elearn.storage.newcomers import list_newcomers
from elearn.storage.releases import list_blobs, list_manifests

# Of larger regions nobody is asked for the first thing that each person learned: it would take seconds.
MOST_TO_ASK = 20_000

_words: Shelf[Mapping[str, int]] = Shelf(128)


def list_process(session: Session, *, ralo: str, days: Sequence[date]) -> list[Process]:
    """The sums at the end of each of these days, in their order. Six statements, a few more after a publish.

    Sessions are those that stand, by the day on which they were held; words are those of the release of that day.
    """
    sessions = list_held(session, ralo)
    newcomers = _newcomers(session, ralo) if sum_people(session, ralo) <= MOST_TO_ASK else None
    words = _words_on(session, days)
    return [sum_process(day, sessions=sessions, newcomers=newcomers, words=words[day]) for day in days]


def _newcomers(session: Session, ralo: str) -> list[Newcomer]:
    """Somebody invited comes on the day on which she accepts. What she did as a guest before counts for that day."""
    found = []
    for since, joined_at, first_at in list_newcomers(session, ralo):
        came = max(since, joined_at.date())
        found.append(Newcomer(came, max(came, first_at.date()) if first_at else None))
    return found


def _words_on(session: Session, days: Sequence[date]) -> dict[date, Mapping[str, int]]:
    """For each day the up-to-date translated words by language in the release that readers had at its end."""
    releases = list_manifests(session)
    last = {day: [manifest for at, manifest in releases if at.date() <= day][-1:] for day in days}
    known = {manifest: _words_of(session, manifest) for found in last.values() for manifest in found}
    return {day: known[found[0]] if found else {} for day, found in last.items()}


def _words_of(session: Session, manifest: str) -> Mapping[str, int]:
    """A release never changes: its words are kept."""
    kept = _words.find(session, manifest)
    if kept is None:
        blobs = [entry["blob"] for entry in json.loads(list_blobs(session, [manifest])[manifest])["courses"]]
        total: Counter[str] = Counter()
        for body in list_blobs(session, blobs).values():
            total.update(decode_translated(zlib.decompress(body)))
        kept = {language: words for language, words in sorted(total.items()) if words}
        _words.keep(session, manifest, kept)
    return kept
