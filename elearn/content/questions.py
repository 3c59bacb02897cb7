"""What a question of a source file asks and which answers are right; everything that can be wrong about that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from elearn.content.answers import Answer
from elearn.content.attributes import number_of
from elearn.content.diagnostics import Findings
from elearn.content.numbers import NumberProblem, read_number
from elearn.content.quiz import PoolDraft, QuestionDraft
from elearn.content.slots import forms_of, solve_slots
from elearn.content.source import Place, Source
from elearn.domain.questions import NumberRange, QuestionType, Slot

INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
SQUARE_HELP = "if learners may tick several, write every answer with square brackets: - [x]"


@dataclass(frozen=True, slots=True)
class Solution:
    """How a question is answered. For typed answers `accepted` are those of the source file, and in `slots`, too;
    these have the words of the source for letters.
    """

    type: QuestionType
    true: bool = False
    number: NumberRange | None = None
    accepted: tuple[str, ...] = ()
    known_wrong: tuple[Answer, ...] = field(default=())
    slots: tuple[Slot, ...] = ()


def solve(source: Source, question: QuestionDraft, findings: Findings) -> Solution:
    """The type, from the signs and never from the number of right answers, and what is right. Reports Q001 to Q010."""
    forms = forms_of(question)
    if forms:
        return Solution(forms[0], slots=tuple(solve_slots(source, question, forms, findings)))
    typed = [answer for answer in question.answers if answer.typed]
    choices = question.choices()
    if (typed and choices) or len({answer.sign[0] for answer in choices}) > 1:
        place = Place(question.unit.line)
        findings.at(source, place, "Q003", _mixed(typed), "use one kind of answer per question")
        return Solution(QuestionType.ONE)
    if typed:
        return _typed(source, question, typed, findings)
    if not choices:
        _no_answers(source, question, findings)
        return Solution(QuestionType.ONE)
    _repeated(source, choices, findings)
    if choices[0].sign[0] == "(":
        _check_one(source, question, choices, findings)
        return Solution(QuestionType.ONE)
    _check_several(source, question, choices, findings)
    return Solution(QuestionType.SEVERAL)


def _mixed(typed: Sequence[Answer]) -> str:
    return "a question mixes ticked and typed answers" if typed else "a question mixes ( ) and [ ]"


def _no_answers(source: Source, question: QuestionDraft, findings: Findings) -> None:
    advice = "add a list of answers: - (x) right   - ( ) wrong"
    kinds = {token.type for token in question.stem}
    if "table_open" in kinds:
        advice = "if the table holds pairs, write `match` behind the key of the question"
    elif "ordered_list_open" in kinds:
        advice = "if the list is to be put in order, write `order` behind the key of the question"
    findings.at(source, Place(question.unit.line), "Q001", "question has no answers", advice)


def _repeated(source: Source, answers: Sequence[Answer], findings: Findings) -> None:
    seen: dict[str, int] = {}
    for answer in answers:
        text = " ".join(answer.text.split()).casefold()
        if text and text in seen:
            notes = [f"same text at line {seen[text]}"]
            findings.at(source, answer.place, "Q005", "this answer repeats another", notes=notes)
        seen.setdefault(text, answer.place.line)


def _check_one(source: Source, question: QuestionDraft, choices: Sequence[Answer], findings: Findings) -> None:
    right = [answer for answer in choices if answer.right]
    if len(right) > 1:
        message = f"single-choice question has {len(right)} right answers, needs exactly 1"
        notes = [f"the first one is at line {right[0].place.line}"]
        findings.at(source, right[1].place, "Q002", message, SQUARE_HELP, notes=notes)
    elif not right:
        _none_right(source, question, "- (x)", findings)


def _check_several(source: Source, question: QuestionDraft, choices: Sequence[Answer], findings: Findings) -> None:
    marker = question.unit.marker
    if any(answer.right for answer in choices) or (marker and "all" in marker.attributes):
        return
    _none_right(source, question, "- [x]", findings)


def _none_right(source: Source, question: QuestionDraft, sign: str, findings: Findings) -> None:
    advice = f"mark the right one: {sign}"
    if sign == "- [x]":
        advice += "   or say that none is right: all=none in the question's key"
    findings.at(source, Place(question.unit.line), "Q004", "no answer is marked right", advice)


def _typed(source: Source, question: QuestionDraft, typed: list[Answer], findings: Findings) -> Solution:
    accepted = [answer for answer in typed if answer.sign == "="]
    wrong = tuple(answer for answer in typed if answer.sign == "!")
    _repeated(source, typed, findings)
    for answer in typed:
        _check_typed(source, answer, findings)
    if not accepted:
        _none_right(source, question, "- = answer", findings)
        return Solution(QuestionType.TEXT, known_wrong=wrong)
    if len(accepted) == 1:
        first = accepted[0]
        if first.text.lower() in ("true", "false"):
            return Solution(QuestionType.TRUE_FALSE, true=first.text.lower() == "true", known_wrong=wrong)
        number = read_number(first.text)
        if isinstance(number, NumberProblem):
            findings.at(source, first.place, number.code, number.message, number.advice)
        if number is not None:
            value = number if isinstance(number, NumberRange) else NumberRange("0", "0")
            return Solution(QuestionType.NUMBER, number=value, known_wrong=wrong)
    texts = tuple(answer.text for answer in accepted if answer.text)
    return Solution(QuestionType.TEXT, accepted=texts, known_wrong=wrong)


def _check_typed(source: Source, answer: Answer, findings: Findings) -> None:
    invisible = INVISIBLE.search(answer.text)
    if invisible:
        name = f"U+{ord(invisible[0]):04X}"
        message = f"invisible character {name} in an accepted answer"
        findings.at(source, answer.place, "U004", message, "delete it: nobody can type it")
    if answer.sign == "=" and answer.feedback:
        advice = "write it behind all answers, as the explanation"
        findings.at(source, answer.place, "Q021", "feedback under a right typed answer is not shown", advice)
    if answer.marker:
        advice = "delete the key: a typed answer is stored as it was typed"
        findings.at(source, answer.marker.place, "K011", "a typed answer has no key", advice)


def points_of(pool: PoolDraft, question: QuestionDraft) -> int:
    """The question's own points, else its pool's, else 1; none where nobody grades."""
    if question.asks("open"):
        return 0
    own = number_of(question.unit.marker, "points")
    return own or number_of(pool.unit.marker if pool.unit else None, "points") or 1


def check_pool(source: Source, pool: PoolDraft, draw: int, place: Place, findings: Findings) -> None:
    """Reports Q010 and Q011; `draw` is the number in force, `place` where it is written."""
    count = len(pool.questions)
    if draw > count:
        message = f"`draw={draw}` but the pool has {count} questions"
        findings.at(source, place, "Q010", message, f"draw at most {count}, or write more questions")
    points = number_of(pool.unit.marker if pool.unit else None, "points")
    ungraded = [question for question in pool.questions if question.asks("open")]
    if 0 < draw < count and 0 < len(ungraded) < count:
        message = "questions of one pool have different points"
        advice = "put questions with `open` into a pool of their own: they have no points, so draws would differ"
        findings.at(source, ungraded[0].place_of("open"), "Q011", message, advice)
    for question in pool.questions:
        own = number_of(question.unit.marker, "points")
        if points and own and own != points and question.unit.marker:
            message = "questions of one pool have different points"
            advice = f"delete points={own}, or take `points` off the pool"
            findings.at(source, question.unit.marker.attributes["points"].place, "Q011", message, advice)
