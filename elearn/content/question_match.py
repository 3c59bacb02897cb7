"""A question and its translation: the same answers and marks, or the whole question stays in the source's words."""

from __future__ import annotations

from elearn.content import matching, ordering
from elearn.content.answers import Answer
from elearn.content.diagnostics import Findings
from elearn.content.gap_match import gaps_fit
from elearn.content.numbers import read_number
from elearn.content.quiz import QuestionDraft
from elearn.content.source import Source
from elearn.content.units import PLACEHOLDER
from elearn.domain.questions import NumberRange

MARK_HELP = "only the source file decides which answers are right; copy its mark"


def fits(theirs: QuestionDraft, page: Source, ours: QuestionDraft, findings: Findings, *, stale: bool) -> bool:
    """Whether the words of `ours` may stand for the question `theirs`. Reports T004, T005 and T006.

    With ticked answers and lines an out-of-date translation may: equal keys and equal marks are an equal grading. With
    typed ones, pairs and gaps nothing in the translation shows whether it still asks for the same, so it may not.
    """
    before = len(findings.found)
    if theirs.choices():
        complete = _choices(theirs, page, ours, findings) and _slots_fit(theirs, page, ours, findings)
        _words(page, theirs, ours, findings)
        return complete and not (stale and theirs.columns)
    for answer in ours.answers:
        _typed(page, theirs, answer, findings)
    gaps_fit(theirs, page, ours, findings)
    broken = len(findings.found) > before
    _words(page, theirs, ours, findings)
    return not broken and not (stale and (theirs.answers or theirs.gaps))


def _choices(theirs: QuestionDraft, page: Source, ours: QuestionDraft, findings: Findings) -> bool:
    wanted = {answer.key: answer for answer in theirs.choices()}
    found = {
        answer.key: answer
        for answer in ours.answers
        if answer.key and PLACEHOLDER not in (answer.text, answer.beside_text)
    }
    fine = True
    for answer in ours.answers:
        original = wanted.get(answer.key)
        if original is None and (answer.key or answer.typed):
            place = answer.marker.place if answer.marker else answer.place
            name = f"answer `{answer.key}`" if answer.key else f"typed answer `{answer.text}`"
            findings.at(page, place, "T005", f"{name} does not exist in the source", "delete it here")
            fine = False
        elif original and answer.sign != original.sign:
            findings.at(page, answer.place, "T006", _difference(original, answer), MARK_HELP)
            fine = False
    for key, original in wanted.items():
        if key not in found:
            advice = f"add: {line_to_write(original)}   (source: {_shown(original)}, line {original.place.line})"
            message = f"`{ours.key}`: answer `{key}` is not translated"
            findings.at(page, ours.unit.place, "T004", message, advice)
            fine = False
    return fine


def line_to_write(original: Answer) -> str:
    """An answer as a translator writes it, with `…` for the words."""
    if original.sign == matching.SIGN:
        return f"| {'…' if original.text else ''} <!-- #{original.key} --> | … |"
    sign = original.sign if original.sign == ordering.SIGN else f"- {original.sign}"
    return f"{sign} … <!-- #{original.key} -->"


def _shown(original: Answer) -> str:
    return f"'{(original.text or original.beside_text)[:60]}'"


def _slots_fit(theirs: QuestionDraft, page: Source, ours: QuestionDraft, findings: Findings) -> bool:
    """Lines in the order of the source, left sides where the source has some."""
    original = {answer.key: answer for answer in theirs.choices()}
    mine = [answer for answer in ours.choices() if answer.key in original]
    if theirs.columns:
        wrong = [row for row in mine if bool(row.text) is not bool(original[row.key].text)]
        for row in wrong:
            message = f"row `{row.key}` has {'a' if row.text else 'no'} left side here, unlike in the source"
            findings.at(page, row.place, "T006", message, "only the source file decides what is left over")
        return not wrong
    if theirs.choices()[0].sign != ordering.SIGN:
        return True
    for place, (line, key) in enumerate(zip(mine, original, strict=False), 1):
        if line.key != key:
            message = f"line `{line.key}` stands at place {place} here, in the source it is line `{key}`"
            findings.at(page, line.place, "T006", message, "only the source file decides the order; copy it")
            return False
    return True


def _difference(original: Answer, answer: Answer) -> str:
    if original.sign[0] != answer.sign[0]:
        return f"answer `{answer.key}` is written {original.sign} in the source but {answer.sign} here"
    if original.right:
        return f"answer `{answer.key}` is right in the source but marked wrong here"
    return f"answer `{answer.key}` is wrong in the source but marked right here"


def _typed(page: Source, theirs: QuestionDraft, answer: Answer, findings: Findings) -> None:
    """True/false and numbers come from the source; a number may be written again to translate its unit."""
    if not (answer.typed and theirs.answers):
        name = f"answer `{answer.key}`" if answer.key else "this answer"
        findings.at(page, answer.place, "T005", f"{name} does not exist in the source", "delete it here")
        return
    accepted = [other.text for other in theirs.answers if other.sign == "="]
    if answer.sign == "!" or len(accepted) != 1:
        return
    original, here = read_number(accepted[0]), read_number(answer.text)
    if isinstance(original, NumberRange):
        same = isinstance(here, NumberRange) and (here.low, here.high) == (original.low, original.high)
    else:
        same = accepted[0].lower() not in ("true", "false") or answer.text.lower() == accepted[0].lower()
    if not same:
        message = f"the right answer is `{accepted[0]}` in the source but `{answer.text}` here"
        findings.at(page, answer.place, "T006", message, "delete the line: the answer comes from the source")


def _words(page: Source, theirs: QuestionDraft, ours: QuestionDraft, findings: Findings) -> None:
    """Explanation, hint and feedback that the source has and the translation has not."""
    missing = [name for name in ("explanation", "hint") if getattr(theirs, name) and not getattr(ours, name)]
    feedback = {answer.key for answer in ours.choices() if answer.feedback}
    keys = {answer.key for answer in ours.choices()}
    missing += [
        f"feedback for answer `{answer.key}`"
        for answer in theirs.choices()
        if answer.feedback and answer.key in keys and answer.key not in feedback
    ]
    for name in missing:
        message = f"`{ours.key}`: {name} is not translated"
        findings.at(page, ours.unit.place, "T004", message, "translate it too; until then learners do not see it")
