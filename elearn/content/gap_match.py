"""The gaps of a translated sentence beside those of the source: the same keys, as many choices, the same one right."""

from __future__ import annotations

from elearn.content.diagnostics import Findings
from elearn.content.gaps import Gap
from elearn.content.quiz import QuestionDraft
from elearn.content.slots import number_of_gap
from elearn.content.source import Source

MARK_HELP = "choices stand in the order of the source, with `=` before the same ones"


def gaps_fit(theirs: QuestionDraft, page: Source, ours: QuestionDraft, findings: Findings) -> None:
    """Reports T004, T005 and T006. Gaps may change places in the sentence; the choices inside one may not."""
    wanted = {gap.key: gap for gap in theirs.gaps}
    found = {gap.key: gap for gap in ours.gaps}
    for key, gap in found.items():
        if key not in wanted:
            findings.at(page, gap.place, "T005", f"gap `{key}` does not exist in the source", "delete it here")
    for key, original in wanted.items():
        if key not in found:
            written = "|".join("=…" if option.right else "…" for option in original.options)
            advice = f"add: [[{key}: {written}]]   (source: '{original.texts[0][:60]}', line {original.place.line})"
            message = f"`{ours.key}`: gap `{key}` is not translated"
            findings.at(page, ours.unit.place, "T004", message, advice)
        else:
            _compare(original, page, found[key], findings)


def _compare(original: Gap, page: Source, here: Gap, findings: Findings) -> None:
    if original.typed is not here.typed:
        kind = "typed" if original.typed else "chosen"
        message = f"gap `{here.key}` is {kind} in the source, and not here"
        findings.at(page, here.place, "T006", message, MARK_HELP)
    elif original.typed:
        _compare_typed(original, page, here, findings)
    elif [option.right for option in original.options] != [option.right for option in here.options]:
        message = f"gap `{here.key}` has other choices marked right than the source, or more or fewer of them"
        findings.at(page, here.place, "T006", message, MARK_HELP)


def _compare_typed(original: Gap, page: Source, here: Gap, findings: Findings) -> None:
    """Words are added to those of the source; a number is the same in every language."""
    asked = number_of_gap(original)
    mine = number_of_gap(here)
    if asked is not None and (mine is None or (mine.low, mine.high) != (asked.low, asked.high)):
        message = f"the right answer is `{original.texts[0]}` in the source but `{here.texts[0]}` here"
        findings.at(page, here.place, "T006", message, "copy the number from the source")
