"""`elearn check --fix` beyond what `elearn fmt` does: links and pictures of translations, copied from the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from elearn.content.document import inlines
from elearn.content.markers import mask_code
from elearn.content.translation import Joined
from elearn.content.units import Unit

Target = tuple[str, str]


def mend_links(joined: Joined) -> str | None:
    """The translation with the addresses of the source; None where there is nothing to do.

    As many links (and as many pictures) as the source has, and some lead elsewhere: these are put right, in their
    order. A link too many or too few is for a translator. What is out of date is left alone: there the source changed.
    """
    lines = list(joined.page.source.lines)
    ends = _ends(joined)
    changed = False
    for unit in joined.source.units:
        # Also one that is not shown because of an error: a link into nowhere is one.
        translated = joined.page.unit(unit.key)
        if translated is not None and unit.key not in joined.stale:
            span = range(min(translated.line, translated.place.line) - 1, ends[translated.key])
            for old, new in _wrong(unit, translated):
                changed |= _replace(lines, span, old, new)
    return "\n".join(lines) + "\n" if changed else None


def _ends(joined: Joined) -> dict[str, int]:
    """The last line of every unit of the translation."""
    starts = sorted((min(unit.line, unit.place.line), unit.key) for unit in joined.page.units)
    following = [start - 1 for start, _ in starts[1:]] + [len(joined.page.source.lines)]
    return {key: end for (_, key), end in zip(starts, following, strict=True)}


def _wrong(unit: Unit, translated: Unit) -> Iterator[tuple[Target, Target]]:
    theirs, ours = list(_targets(unit)), list(_targets(translated))
    for kind in ("href", "src"):
        missing = _without([t for t in theirs if t[0] == kind], ours)
        added = _without([t for t in ours if t[0] == kind], theirs)
        if len(missing) == len(added):
            yield from zip(added, missing, strict=True)


def _without(targets: list[Target], others: list[Target]) -> list[Target]:
    left = Counter(others)
    kept = []
    for target in targets:
        if left[target]:
            left[target] -= 1
        else:
            kept.append(target)
    return kept


def _targets(unit: Unit) -> Iterator[Target]:
    """Links to terms are each language's own business."""
    for token in inlines([*([unit.heading] if unit.heading else []), *unit.tokens]):
        for child in token.children or []:
            kind = {"link_open": "href", "image": "src"}.get(child.type)
            written = str(child.attrs.get(kind) or "") if kind else ""
            if kind and not written.startswith("gloss:"):
                yield kind, written


def _replace(lines: list[str], span: range, old: Target, new: Target) -> bool:
    """In the first line of the span that has it; an address that is not written as it is read is left alone."""
    for index in span:
        masked = mask_code(lines[index])
        start = masked.find(f"]({old[1]}")
        end = start + 2 + len(old[1])
        if start >= 0 and masked[end : end + 1] in (")", " "):
            lines[index] = f"{lines[index][: start + 2]}{new[1]}{lines[index][end:]}"
            return True
    return False
