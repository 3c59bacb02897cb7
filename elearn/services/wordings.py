"""What the source said in every release: for the word diffs that translators see, and for carrying stamps over.

A release keeps the words behind each text hash, so that the first 8 digits of a blob's name are the stamp of a
translation. A list beside them says which unit had which words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from elearn.content.history import Wording, names_of, told_once
from elearn.content.pages import Page
from elearn.content.wording import source_texts
from elearn.storage.releases import Release, list_blobs, list_releases

MOST_RELEASES = 200


def text_blobs(texts: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """The words of every unit (`part#key` -> text) and the list of them, as a release stores them."""
    blobs = {_digest(body): ("text", body) for body in (text.encode() for text in texts.values())}
    listed = _listed(texts)
    return blobs | {_digest(listed): ("texts", listed)}


def texts_digest(texts: Mapping[str, str]) -> str:
    """The name of the list: what a manifest says."""
    return _digest(_listed(texts))


def _listed(texts: Mapping[str, str]) -> bytes:
    hashes = {name: _digest(text.encode()) for name, text in texts.items()}
    return json.dumps(hashes, sort_keys=True, separators=(",", ":")).encode()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass(slots=True)
class ReleasePast:
    """The memory of the releases, back to the 200th; those from before words were kept are passed over."""

    session: Session
    lists: list[tuple[Release, Mapping[str, str]]] | None = field(default=None)

    def wordings(self, page: Page, key: str) -> Iterator[Wording]:
        """What a unit of a source file says now and said in the releases, the newest first, each once in a row."""
        return told_once(self._wordings(page, key))

    def texts_of(self, part: str) -> Mapping[str, str]:
        """The words of every unit of a lesson, quiz or course in the last release that had it, by key."""
        if self.lists is None:
            self.lists = _lists(self.session)
        for _release, listed in self.lists:
            named = {name.partition("#")[2]: digest for name, digest in listed.items() if name.startswith(f"{part}#")}
            if named:
                bodies = list_blobs(self.session, sorted(set(named.values())))
                return {key: bodies[digest].decode() for key, digest in named.items()}
        return {}

    def _wordings(self, page: Page, key: str) -> Iterator[Wording]:
        yield Wording(source_texts(page)[key])
        names = [f"{page.name}#{name}" for name in names_of(page, key)]
        if self.lists is None:
            self.lists = _lists(self.session)
        for release, listed in self.lists:
            digest = next((listed[name] for name in names if name in listed), "")
            if digest:
                text = list_blobs(self.session, [digest])[digest].decode()
                yield Wording(text, f"release {release.id}", f"{release.published_at:%Y-%m-%d}", release.author)


def _lists(session: Session) -> list[tuple[Release, Mapping[str, str]]]:
    releases = list_releases(session, MOST_RELEASES)
    manifests = list_blobs(session, [release.manifest for release in releases])
    named = [(release, json.loads(manifests[release.manifest]).get("texts", "")) for release in releases]
    lists = {digest: json.loads(body) for digest, body in list_blobs(session, [d for _, d in named if d]).items()}
    return [(release, lists[digest]) for release, digest in named if digest]
