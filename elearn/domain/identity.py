"""One person, several uids: a guest or a workshop participant who turned out to be an account."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from elearn.domain.events import Event, canonical_json


@dataclass(frozen=True, slots=True)
class Link:
    """An `identity.link` event that was not voided: what `source` did was done by `target`."""

    id: str
    source: str
    target: str
    at: datetime


def link_event(*, source: str, target: str, by: str, now: datetime) -> Event:
    """What states that `source` is `target` (uids); `by` is empty when the person says so herself."""
    told = canonical_json(["identity.link", source, target, now.isoformat()])
    own_id = hashlib.sha256(told.encode()).hexdigest()[:32]
    about = {"from": source, "to": target}
    return Event(own_id, "identity.link", now, u=target, ref=source, by=by or None, b=about)


def resolve_links(links: Iterable[Link]) -> Mapping[str, Link]:
    """For each uid that is somebody else, a link straight to who that is; the order of `links` does not matter.

    The first link of a uid (by time, then id) stands until it is voided, later ones wait; one that would close a
    circle is left out.
    """
    chosen: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: (link.at, link.id)):
        if link.source not in chosen and _root(chosen, link.target) != link.source:
            chosen[link.source] = link
    return {source: Link(link.id, source, _root(chosen, link.target), link.at) for source, link in chosen.items()}


def _root(chosen: Mapping[str, Link], uid: str) -> str:
    while uid in chosen:
        uid = chosen[uid].target
    return uid
