"""Keys for a quiz that came from another system: those it brought along where they are possible, else new ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from elearn.content.markers import is_key
from elearn.content.slugs import first_words, new_key, next_letter
from elearn.domain.written import Answers, Choices, Matching, Ordering, WrittenPool, WrittenQuestion, WrittenQuiz


def with_keys(quiz: WrittenQuiz, used: Collection[str] = (), retired: Collection[str] = ()) -> WrittenQuiz:
    """Every pool, question and answer with a key of its own.

    Keys in `used` belong to what the file held before, those in `retired` to what it holds no more (`bits`, `bits.a`):
    a question may bring a used key along, as it came from there; none is given to something new. The first to ask for
    a key has it; a key that another system gave is made into one of ours.
    """
    keys = _Keys(used, retired)
    pools = []
    for pool in quiz.pools:
        key = keys.give(pool.key, pool.title, "pool") if pool.title else ""
        questions = [keys.question(question) for question in pool.questions]
        pools.append(WrittenPool(tuple(questions), pool.title, key, pool.attributes))
    return WrittenQuiz(quiz.settings, tuple(pools))


@dataclass(slots=True)
class _Keys:
    """`taken` are those of this file so far."""

    used: Collection[str]
    retired: Collection[str]
    taken: set[str] = field(default_factory=set)

    def give(self, wanted: str, text: str, fallback: str) -> str:
        fits = is_key(wanted) and wanted != "_intro" and wanted not in self.taken and wanted not in self.retired
        busy = {*self.taken, *self.used, *self.retired}
        key = wanted if fits else new_key(first_words(wanted, count=8) or text, fallback, busy)
        self.taken.add(key)
        return key

    def question(self, question: WrittenQuestion) -> WrittenQuestion:
        fallback = first_words(question.name) or "question"
        key = self.give(question.key, question.prompt, fallback)
        gone = {name.partition(".")[2] for name in self.retired if name.startswith(f"{key}.")}
        return replace(question, key=key, answers=_with_letters(question.answers, gone))


def _with_letters(answers: Answers, gone: Collection[str]) -> Answers:
    match answers:
        case Choices(options=options):
            keys = _letters([option.key for option in options], gone)
            named = (replace(option, key=key) for option, key in zip(options, keys, strict=True))
            return replace(answers, options=tuple(named))
        case Matching(pairs=pairs):
            keys = _letters([pair.key for pair in pairs], gone)
            return replace(answers, pairs=tuple(replace(p, key=key) for p, key in zip(pairs, keys, strict=True)))
        case Ordering(steps=steps):
            keys = _letters([step.key for step in steps], gone)
            return replace(answers, steps=tuple(replace(s, key=key) for s, key in zip(steps, keys, strict=True)))
        case _:
            return answers


def _letters(wanted: Sequence[str], gone: Collection[str]) -> list[str]:
    """The keys that are there, when they are possible and differ; the next free letter for every other answer."""
    keys: list[str] = []
    for key in wanted:
        fits = is_key(key) and key != "_intro" and key not in keys and key not in gone
        keys.append(key if fits else "")
    used = {*keys, *gone}
    for index, key in enumerate(keys):
        if not key:
            keys[index] = next_letter(used)
            used.add(keys[index])
    return keys
