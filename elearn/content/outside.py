"""Links to other sites: where they stand, and which of them failed when somebody asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from elearn.content.diagnostics import Diagnostic, Findings
from elearn.content.library import Library
from elearn.content.source import Place, Source


@dataclass(frozen=True, slots=True)
class Outside:
    """One address in one file, at its first place there."""

    source: Source
    place: Place
    address: str


def outside_links(library: Library, covers: Callable[[str], bool]) -> Iterator[Outside]:
    """The links of every file that `covers` says yes to, and the recordings that other sites serve."""
    for languages in library.targets.values():
        for targets in languages.values():
            if covers(targets.page.source.path):
                for address, place in targets.outside.items():
                    yield Outside(targets.page.source, place, address)
    for draft in library.recordings.values():
        if covers(draft.page.source.path):
            for address, place in draft.outside.items():
                yield Outside(draft.page.source, place, address)


def failed_links(links: Iterable[Outside], answers: Mapping[str, str], today: date) -> tuple[Diagnostic, ...]:
    """L003 for every link whose address was answered with a reason; an empty answer is a good one."""
    findings = Findings()
    for link in links:
        reason = answers.get(link.address, "")
        if reason:
            message = f"external link failed (checked on {today.isoformat()}: {reason})"
            advice = "open it in a browser; when it is gone, find where it moved to, or link elsewhere"
            findings.at(link.source, link.place, "L003", message, advice)
    return findings.sorted()
