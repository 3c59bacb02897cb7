"""Pairs, lines and gaps of a source file as slots: what is chosen or typed there, what is right, what can be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from elearn.content import matching, ordering
from elearn.content.diagnostics import Findings
from elearn.content.gaps import Gap
from elearn.content.numbers import NumberProblem, read_number
from elearn.content.quiz import QuestionDraft
from elearn.content.source import Place, Source
from elearn.domain.drawing import opaque_letters
from elearn.domain.questions import NumberRange, Question, QuestionType, Slot

FORMS: Mapping[str, QuestionType] = {
    "match": QuestionType.MATCHING,
    "order": QuestionType.ORDERING,
    "open": QuestionType.OPEN,
}
SIGNS: Mapping[QuestionType, str] = {QuestionType.MATCHING: matching.SIGN, QuestionType.ORDERING: ordering.SIGN}
MISSING: Mapping[QuestionType, str] = {
    QuestionType.MATCHING: "add a table with two columns: | IPv4 address <!-- #v4 --> | 32 bits |",
    QuestionType.ORDERING: "add a numbered list in the right order: 1. first step <!-- #a -->",
}


def forms_of(question: QuestionDraft) -> list[QuestionType]:
    """The types with slots, and open, that the key and the stem speak of; one at most makes sense."""
    forms = [form for word, form in FORMS.items() if question.asks(word)]
    return [*forms, QuestionType.GAPS] if question.gaps else forms


def solve_slots(source: Source, question: QuestionDraft, forms: list[QuestionType], findings: Findings) -> list[Slot]:
    """The slots of a question of the first of these forms. Reports Q001, Q003, Q008, Q009, Q016, Q023 and Q024."""
    form = forms[0]
    place = Place(question.unit.line)
    if len(forms) > 1 or any(answer.sign != SIGNS.get(form) for answer in question.answers):
        names = " and ".join(forms) if len(forms) > 1 else f"{form} with other answers"
        findings.at(source, place, "Q003", f"a question mixes {names}", "use one kind of answer per question")
        return []
    if form is QuestionType.OPEN:
        _check_open(source, question, findings)
        return []
    if form is QuestionType.GAPS:
        return [_gap_slot(source, gap, findings) for gap in question.gaps]
    if not question.answers:
        findings.at(source, place, "Q001", "question has no answers", MISSING[form])
        return []
    return _pairs(source, question, findings) if form is QuestionType.MATCHING else _lines(source, question, findings)


def _check_open(source: Source, question: QuestionDraft, findings: Findings) -> None:
    marker = question.unit.marker
    for name in ("points", "score", "all"):
        if marker and name in marker.attributes:
            message = f"attribute `{name}` means nothing: nobody grades an open question"
            findings.at(source, marker.attributes[name].place, "Q016", message, "delete it")


def _pairs(source: Source, question: QuestionDraft, findings: Findings) -> list[Slot]:
    rows = question.answers
    options = tuple(row.beside_text for row in rows)
    slots = [Slot(row.key, options, (row.beside_text,), fixed=_is_fixed(row.marker)) for row in rows if row.text]
    if not slots or len(rows) < 2:
        _too_small(source, question, "write at least one pair, and two right sides to choose from", findings)
    return slots


def _lines(source: Source, question: QuestionDraft, findings: Findings) -> list[Slot]:
    fixed = [_is_fixed(line.marker) for line in question.answers]
    free = tuple(str(number) for number, pinned in enumerate(fixed, 1) if not pinned)
    if len(free) < 2:
        _too_small(source, question, "write at least two lines without `fixed`", findings)
    return [
        Slot(line.key, () if pinned else free, (str(number),), fixed=pinned)
        for number, (line, pinned) in enumerate(zip(question.answers, fixed, strict=True), 1)
    ]


def _is_fixed(marker: object) -> bool:
    return "fixed" in getattr(marker, "attributes", ())


def _too_small(source: Source, question: QuestionDraft, advice: str, findings: Findings) -> None:
    findings.at(source, Place(question.unit.line), "Q023", "nothing is left to decide here", advice)


def _gap_slot(source: Source, gap: Gap, findings: Findings) -> Slot:
    if not gap.typed:
        return Slot(gap.key, gap.texts, tuple(option.text for option in gap.options if option.right))
    number = read_number(gap.texts[0]) if len(gap.texts) == 1 else None
    if isinstance(number, NumberProblem):
        findings.at(source, gap.place, number.code, number.message, number.advice)
        return Slot(gap.key, accepted=gap.texts)
    if number is None:
        return Slot(gap.key, accepted=gap.texts)
    if number.unit:
        advice = f"write `{number.unit}` into the sentence, behind the gap"
        findings.at(source, gap.place, "Q024", f"the unit `{number.unit}` stands inside the gap", advice)
    return Slot(gap.key, number=number)


def number_of_gap(gap: Gap) -> NumberRange | None:
    """What a typed gap asks for, when it is a number."""
    number = read_number(gap.texts[0]) if gap.typed and len(gap.texts) == 1 else None
    return number if isinstance(number, NumberRange) else None


def slot_facts(slots: Iterable[Slot]) -> list[object]:
    """Everything of slots that decides a score, in no order that an author could change without changing it."""
    return [
        [
            slot.key,
            sorted(slot.options),
            sorted(slot.right),
            sorted(slot.accepted),
            [slot.number.low, slot.number.high] if slot.number else None,
            slot.fixed,
        ]
        for slot in sorted(slots, key=lambda slot: slot.key)
    ]


def with_accepted(slots: Iterable[Slot], translations: Iterable[QuestionDraft]) -> tuple[Slot, ...]:
    """Typed gaps take what translators accept, too: a learner may type the word of any language."""
    drafts = list(translations)
    return tuple(
        replace(slot, accepted=tuple(dict.fromkeys([*slot.accepted, *_accepted(slot.key, drafts)])))
        if slot.accepted
        else slot
        for slot in slots
    )


def _accepted(key: str, drafts: Iterable[QuestionDraft]) -> Iterator[str]:
    for draft in drafts:
        for gap in draft.gaps:
            if gap.key == key and gap.typed:
                yield from gap.texts


def option_words(theirs: QuestionDraft, ours: QuestionDraft) -> dict[str, str]:
    """The words of one language for what can be chosen, by the words of the source; in a gap by `gap.words`."""
    rows = {row.key: row.beside_text for row in ours.answers if row.beside}
    words = {row.beside_text: rows[row.key] for row in theirs.answers if row.key in rows}
    gaps = {gap.key: gap for gap in ours.gaps}
    for gap in theirs.gaps:
        here = gaps.get(gap.key, gap)
        if gap.typed:
            words[gap.key] = here.texts[0]
        else:
            words |= {f"{gap.key}.{text}": mine for text, mine in zip(gap.texts, here.texts, strict=False)}
    return words


def with_letters(question: Question, rev: str) -> Question:
    """Letters instead of the words of the source in every slot that is chosen; lines keep their numbers."""
    if question.type not in (QuestionType.MATCHING, QuestionType.GAPS):
        return question
    names: dict[str, str] = {}
    slots = []
    for slot in question.slots:
        inside = "" if question.type is QuestionType.MATCHING else f"{slot.key}."
        letters = opaque_letters(rev, f"{question.key}.{slot.key}" if inside else question.key, slot.options)
        names |= {f"{inside}{text}": f"{inside}{letter}" for text, letter in letters.items()}
        options = tuple(letters[text] for text in slot.options)
        right = tuple(letters[text] for text in slot.right)
        slots.append(replace(slot, options=options if inside else tuple(letters.values()), right=right))
    texts = {
        language: replace(text, options={names.get(name, name): words for name, words in text.options.items()})
        for language, text in question.texts.items()
    }
    return replace(question, slots=tuple(slots), texts=texts)
