"""A catalogue whose quizzes look the same and have other keys: what shows a difference knows a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from elearn.domain.course import Course, Module, Quiz
from elearn.domain.questions import NumberRange, Question, QuestionText, QuestionType, Slot
from elearn.services.catalogue import Catalogue, places_of

OTHER_NUMBER = NumberRange("271828", "271829")


def with_quizzes(books: Catalogue, change: Callable[[Quiz], Quiz]) -> Catalogue:
    """The same release with every quiz changed."""

    def changed(module: Module) -> Module:
        return replace(module, parts=tuple(change(p) if isinstance(p, Quiz) else p for p in module.parts))

    def course(old: Course) -> Course:
        return replace(old, modules=tuple(map(changed, old.modules)))

    site = replace(books.site, courses=tuple(map(course, books.site.courses)))
    return replace(books, site=site, places=places_of(site))


def with_other_keys(quiz: Quiz) -> Quiz:
    """Another key for every question, under the revision that decides draw and order."""
    pools = tuple(
        replace(pool, questions=tuple(_other_key(question) for question in pool.questions)) for pool in quiz.pools
    )
    return replace(quiz, pools=pools)


def _other_key(question: Question) -> Question:
    """As many right answers as before, which the instruction tells; and nothing else that was said about them."""
    rights = [choice.right for choice in question.choices]
    moved = rights[1:] + rights[:1]
    return replace(
        question,
        choices=tuple(replace(choice, right=right) for choice, right in zip(question.choices, moved, strict=True)),
        true=not question.true,
        number=replace(OTHER_NUMBER, unit=question.number.unit) if question.number else None,
        accepted=("something else",) if question.accepted else (),
        known_wrong=(),
        slots=_other_slots(question),
        texts={language: _without_answers(question, text) for language, text in question.texts.items()},
        read="",
        grading_hash="",
    )


def _other_slots(question: Question) -> tuple[Slot, ...]:
    """Pairs and lines change theirs among each other; a gap takes its last option."""
    if question.type is QuestionType.GAPS:
        return tuple(
            replace(
                slot,
                right=(next(option for option in reversed(slot.options) if option not in slot.right),)
                if slot.options
                else (),
                accepted=("something else",) if slot.accepted else (),
                number=OTHER_NUMBER if slot.number else None,
            )
            for slot in question.slots
        )
    rights = [slot.right for slot in question.slots if not slot.fixed]
    moved = iter(rights[1:] + rights[:1])
    return tuple(slot if slot.fixed else replace(slot, right=next(moved)) for slot in question.slots)


def _without_answers(question: Question, text: QuestionText) -> QuestionText:
    typed = {slot.key for slot in question.slots if not slot.options}
    shown = {key: words for key, words in text.options.items() if key not in typed}
    return replace(text, accepted=(), explanation="Something else.", feedback={}, options=shown)
