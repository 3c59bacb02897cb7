"""The words behind a key: which ones each kind of unit knows, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.markers import Marker
from elearn.content.source import Source

KNOWN: Mapping[str, tuple[str, ...]] = {
    "section": ("facilitator", "was"),
    "pool": ("draw", "points", "was"),
    "question": (
        "points",
        "objective",
        "read",
        "tags",
        "shuffle",
        "score",
        "accents",
        "all",
        "was",
        "match",
        "order",
        "open",
    ),
    "answer": ("fixed",),
    "term": ("forms", "keep", "was"),
}
VALUES: Mapping[str, tuple[str, ...]] = {
    "shuffle": ("no",),
    "score": ("all", "each"),
    "accents": ("strict",),
    "all": ("none",),
}
BARE = frozenset({"facilitator", "fixed", "keep", "match", "order", "open"})
NUMBERS = frozenset({"draw", "points"})
MAX_NUMBER = 100


def check_attributes(source: Source, marker: Marker | None, kind: str, findings: Findings) -> None:
    """Reports Q016 in a source file, T009 in a translation (whose only attribute is a term's `forms`)."""
    if marker is None:
        return
    if source.language:
        _refuse_all(source, marker, kind, findings)
        return
    if marker.hash_place:
        message = f"`@{marker.hash}` belongs in a translation"
        findings.at(source, marker.hash_place, "Q016", message, "delete it here: this is the source")
    for name, attribute in marker.attributes.items():
        if name == "was" and kind == "answer":
            advice = "give it a new key without `was`: answers that were sent stay with the text they were sent to"
            findings.at(source, attribute.place, "Q016", "the key of an answer cannot be renamed", advice)
        elif name not in KNOWN[kind]:
            known = ", ".join(KNOWN[kind])
            advice = did_you_mean(name, KNOWN[kind], f"possible here: {known}")
            findings.at(source, attribute.place, "Q016", f"unknown attribute `{name}`", advice)
        else:
            _check_value(source, marker, name, findings)


def _check_value(source: Source, marker: Marker, name: str, findings: Findings) -> None:
    attribute = marker.attributes[name]
    value = attribute.value
    if name in BARE:
        wanted = "" if value is None else f"no value: write `{name}`"
    elif name in VALUES:
        wanted = "" if value in VALUES[name] else f"{name}={VALUES[name][0]}"
    elif name in NUMBERS:
        wanted = "" if number_of(marker, name) else f"a whole number from 1 to {MAX_NUMBER}"
    else:
        wanted = "" if value else f"{name}=…"
    if wanted:
        findings.at(source, attribute.place, "Q016", f"attribute `{name}` has the wrong form", f"write {wanted}")


def _refuse_all(source: Source, marker: Marker, kind: str, findings: Findings) -> None:
    for name, attribute in marker.attributes.items():
        if kind == "term" and name == "forms":
            continue
        written = name if attribute.value is None else f"{name}={attribute.value}"
        message = "attributes belong in the source file"
        findings.at(source, attribute.place, "T009", message, f"delete `{written}` here")


def number_of(marker: Marker | None, name: str) -> int:
    """The number an attribute says; 0 when it is absent or none."""
    text = marker.text(name) if marker else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return 0
    return int(text) if 1 <= int(text) <= MAX_NUMBER else 0
