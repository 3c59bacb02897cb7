"""From the drafts of a quiz to the quiz that is published: answers from the source, words from every language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from elearn.content.answers import Answer
from elearn.content.assembly import Rendered, pool_titles
from elearn.content.attributes import number_of
from elearn.content.bidi import isolate_plain
from elearn.content.document import plain
from elearn.content.hashes import grading_hash, question_hash, quiz_revision
from elearn.content.numbers import read_number
from elearn.content.questions import Solution, points_of
from elearn.content.quiz import PoolDraft, QuestionDraft
from elearn.content.renames import former_keys
from elearn.content.render import Rendering
from elearn.content.slots import option_words, slot_facts, with_accepted, with_letters
from elearn.domain.course import Pool, Quiz
from elearn.domain.questions import Choice, KnownWrong, NumberRange, Question, QuestionText, QuestionType

# The pool of questions that stand before any pool heading; no author can write this key.
UNNAMED = "_all"


@dataclass(frozen=True, slots=True)
class _Version:
    """A question in one language."""

    language: str
    draft: QuestionDraft
    stale: bool


def make_quiz(rendered: Rendered, solutions: dict[str, Solution]) -> Quiz:
    """The quiz of an error-free page; `solutions` by question key."""
    meta = rendered.page.meta
    pools = tuple(_pool(rendered, pool, solutions) for pool in rendered.page.pools if pool.questions)
    pass_mark = int(meta.text("pass", "70%").rstrip("% ")) / 100
    shuffle = meta.text("shuffle", "answers")
    graded = meta.text("graded", "yes") == "yes"
    settings = [meta.text("pass", "70%").rstrip("% "), graded, shuffle]
    rev = quiz_revision([settings, [_manifest(pool) for pool in pools]])
    return Quiz(
        id=meta.id,
        titles=rendered.words("title"),
        summaries=rendered.words("summary"),
        rev=rev,
        pools=tuple(
            replace(pool, questions=tuple(with_letters(question, rev) for question in pool.questions)) for pool in pools
        ),
        pass_mark=pass_mark,
        graded=graded,
        shuffle_questions=shuffle in ("questions", "all"),
        shuffle_answers=shuffle in ("answers", "all"),
        draft_languages=rendered.drafts(),
    )


def _manifest(pool: Pool) -> list[object]:
    """Everything of a pool that a grade or an order depends on, in no language."""
    return [
        pool.key,
        pool.draw,
        [
            [
                question.key,
                question.grading_hash,
                question.text_hash,
                question.points,
                question.shuffle,
                [choice.key for choice in question.choices if choice.fixed],
            ]
            for question in pool.questions
        ],
    ]


def draw_of(rendered_draw: str, pool: PoolDraft) -> int:
    """The pool's own draw, else the quiz's, else 0: all questions."""
    return number_of(pool.unit.marker if pool.unit else None, "draw") or int(rendered_draw or 0)


def _pool(rendered: Rendered, pool: PoolDraft, solutions: dict[str, Solution]) -> Pool:
    draw = draw_of(rendered.page.meta.text("draw"), pool)
    questions = tuple(_question(rendered, pool, draft, solutions[draft.key]) for draft in pool.questions)
    titles = pool_titles(rendered, pool.unit)
    return Pool(pool.unit.key if pool.unit else UNNAMED, titles, questions, draw if draw < len(questions) else 0)


def _question(rendered: Rendered, pool: PoolDraft, draft: QuestionDraft, solution: Solution) -> Question:
    marker = draft.unit.marker
    attribute = marker.text if marker else (lambda _name, default="": default)
    versions = [_Version(rendered.language, draft, stale=False), *_versions(rendered, draft.key)]
    accepted = dict.fromkeys(solution.accepted)
    slots = with_accepted(solution.slots, (version.draft for version in versions[1:]))
    if solution.type is QuestionType.TEXT:
        accepted |= dict.fromkeys(text for version in versions[1:] for text in _accepted(version.draft))
    # None of them being right is right only as a whole: with no right answer there is no share to count.
    score_all = attribute("score") == "all" or attribute("all") == "none"
    choices = tuple(
        Choice(answer.key, answer.right, bool(answer.marker and "fixed" in answer.marker.attributes))
        for answer in draft.ticks()
    )
    strict = attribute("accents") == "strict"
    points = points_of(pool, draft)
    return Question(
        key=draft.key,
        type=solution.type,
        points=points,
        texts={version.language: _text(rendered, version, solution, draft) for version in versions},
        choices=choices,
        slots=slots,
        true=solution.true,
        number=solution.number,
        accepted=tuple(accepted),
        known_wrong=_known_wrong(rendered, versions),
        strict_accents=strict,
        score_all=score_all,
        shuffle=attribute("shuffle") != "no",
        objective=attribute("objective"),
        read=attribute("read"),
        grading_hash=grading_hash(_grading(solution, choices, points, score_all=score_all, strict=strict)),
        text_hash=question_hash(draft),
        was=former_keys(draft.unit.marker),
    )


def _grading(
    solution: Solution, choices: tuple[Choice, ...], points: int, *, score_all: bool, strict: bool
) -> dict[str, object]:
    number = solution.number
    slots = {"slots": slot_facts(solution.slots)} if solution.slots else {}
    return slots | {
        "type": solution.type.value,
        "keys": sorted(choice.key for choice in choices),
        "right": sorted(choice.key for choice in choices if choice.right) or solution.true,
        "accepted": sorted(solution.accepted),
        "tolerance": [number.low, number.high] if number else None,
        "points": points,
        "score": ["all" if score_all else "each", "strict" if strict else ""],
    }


def _versions(rendered: Rendered, key: str) -> list[_Version]:
    versions = []
    for language, joined in rendered.joined.items():
        draft = joined.question(key)
        if draft:
            versions.append(_Version(language, draft, key in joined.stale))
    return versions


def _accepted(draft: QuestionDraft) -> tuple[str, ...]:
    return tuple(answer.text for answer in draft.answers if answer.sign == "=" and answer.text)


def _known_wrong(rendered: Rendered, versions: list[_Version]) -> tuple[KnownWrong, ...]:
    """Wrong typed answers of all languages. Where two languages list equally many, the n-th ones are the same mistake,
    and each is answered in the reader's language whichever was typed.
    """
    wrong = {version.language: [a for a in version.draft.answers if a.sign == "!"] for version in versions}
    source = wrong[rendered.language]
    feedback: list[dict[str, str]] = [{} for _ in source]
    found: dict[str, dict[str, str]] = {}
    for version in versions:
        mine = wrong[version.language]
        rendering = rendered.rendering(version.language, terms=False)
        for index, answer in enumerate(mine):
            texts = feedback[index] if len(mine) == len(source) else found.get(answer.text, {})
            texts.setdefault(version.language, _feedback(rendering, answer))
            found.setdefault(answer.text, texts)
    return tuple(KnownWrong(typed, texts) for typed, texts in found.items() if typed)


def _feedback(rendering: Rendering, answer: Answer) -> str:
    return rendering.block(answer.feedback)


def _text(rendered: Rendered, version: _Version, solution: Solution, theirs: QuestionDraft) -> QuestionText:
    rendering = rendered.rendering(version.language, terms=False)
    draft = version.draft
    choices = [answer for answer in draft.choices() if answer.tokens]
    return QuestionText(
        prompt=rendering.inline(draft.unit.heading),
        stem=rendering.block(draft.stem),
        hint=rendering.block(draft.hint),
        choices={answer.key: rendering.short(answer.tokens) for answer in choices},
        feedback={answer.key: rendering.block(answer.feedback) for answer in choices if answer.feedback},
        explanation=rendering.block(draft.explanation),
        unit=_unit(draft, solution.number),
        stale=version.stale,
        accepted=_accepted(draft) if solution.type is QuestionType.TEXT else (),
        options={
            name: isolate_plain(words, version.language)
            for name, words in (option_words(theirs, draft).items() if solution.slots else ())
        },
        columns=tuple(isolate_plain(plain(column), version.language) for column in draft.columns),
    )


def _unit(draft: QuestionDraft, number: NumberRange | None) -> str:
    """The unit beside the box: this language's when it writes the number again, else the source's."""
    if number is None:
        return ""
    for answer in draft.answers:
        here = read_number(answer.text) if answer.sign == "=" else None
        if isinstance(here, NumberRange):
            return here.unit
    return number.unit
