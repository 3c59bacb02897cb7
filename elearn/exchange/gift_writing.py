"""A quiz as a GIFT file that Moodle reads; what only our format knows travels in comments, which Moodle keeps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from elearn.domain.written import (
    Choices,
    Gaps,
    Matching,
    Number,
    Ordering,
    Problem,
    Reply,
    TrueFalse,
    Typed,
    WrittenQuestion,
    WrittenQuiz,
    gaps_of,
    split_gaps,
)
from elearn.exchange.gift_answers import ARROW, KIND
from elearn.exchange.gift_scan import escape
from elearn.exchange.quiz_labels import attribute_labels, head_labels, key_labels, label, prompt_labels, write_comment
from elearn.exchange.quiz_pools import POOL_LABEL, setting_labels, write_path
from elearn.exchange.quiz_problems import Untaken
from elearn.exchange.quiz_prose import joined_text, plain_words
from elearn.exchange.quiz_weights import shares

MAX_TITLE = 200


def write_gift(quiz: WrittenQuiz) -> tuple[str, tuple[Problem, ...]]:
    """The file, and every question that GIFT has no way to write, by its line in the quiz."""
    parts = [_category(quiz.settings.get("id", ""), setting_labels(quiz.settings), quiz.settings.get("title", ""))]
    problems: list[Problem] = []
    for pool in quiz.pools:
        if pool.title:
            labels = [POOL_LABEL, *attribute_labels(pool.attributes)]
            parts.append(_category(pool.key, labels, quiz.settings.get("title", ""), pool.title))
        for question in pool.questions:
            try:
                parts.append(_question(question))
            except Untaken as error:
                data = error.data[:200]
                problems.append(Problem(question.line, 1, error.code, data, plain_words(question.prompt), lost=True))
    return "\n\n".join(parts) + "\n", tuple(problems)


def _category(key: str, labels: Sequence[str], *titles: str) -> str:
    return f"// {write_comment(key, labels)}\n$CATEGORY: {write_path(*titles)}"


def _question(question: WrittenQuestion) -> str:
    inside, labels = _inside(question)
    comment = write_comment(question.key, [*attribute_labels(question.attributes), *labels, *prompt_labels(question)])
    head = f"// {comment}\n" if comment else ""
    title = escape(plain_words(question.prompt)[:MAX_TITLE])
    text = joined_text(question.prompt, question.stem, question.hint)
    explanation = [f"\t####{_words(question.explanation)}"] if question.explanation else []
    lines = "\n".join([*inside, *explanation])
    body = f"{{{lines}\n}}" if lines.startswith(">") else f"{{\n{lines}\n}}" if lines else "{}"
    before, after = _around(text) if isinstance(question.answers, Gaps) else (text, "")
    return f"{head}::{title}::[markdown]{escape(before)}{body}{escape(after)}"


def _inside(question: WrittenQuestion) -> tuple[list[str], list[str]]:
    """The lines between the braces, and labels for what they cannot say. Raises Untaken for what GIFT has not."""
    match question.answers:
        case Choices() as choices:
            return _choices(choices)
        case TrueFalse(true=true):
            return ["\tTRUE" if true else "\tFALSE"], []
        case Typed(replies=replies):
            return _typed(replies), []
        case Number() as number:
            return _number(number)
        case _:
            return _arranged(question)


def _arranged(question: WrittenQuestion) -> tuple[list[str], list[str]]:
    match question.answers:
        case Matching() as matching:
            return _matching(matching)
        case Ordering(steps=steps):
            head = f">{len(steps)} ALL VERTICAL RELATIVE_NEXT_EXCLUDE_LAST SHOW none"
            keys = key_labels([step.key for step in steps], [step.key for step in steps if step.fixed])
            return [head, *(f"\t{_words(step.text)}" for step in steps)], list(keys)
        case Gaps():
            return _gap(question.stem)
        case _:
            return [], []


def _words(text: str) -> str:
    """A kind is also written where the words begin like one, or like a comment."""
    words = escape(text)
    return f"[markdown]{words}" if KIND.match(words) or words.startswith("//") else words


def _answer(sign: str, text: str, feedback: str, weight: Decimal | None = None) -> str:
    """One answer. A weight is also written where the words begin like one."""
    words = _words(text)
    if weight is None and words.startswith("%"):
        weight = Decimal(100) if sign == "=" else Decimal(0)
    share = f"%{weight:f}%" if weight is not None else ""
    return f"\t{sign}{share}{words}{'#' + _words(feedback) if feedback else ''}"


def _choices(choices: Choices) -> tuple[list[str], list[str]]:
    options = choices.options
    labels = list(key_labels([option.key for option in options], [option.key for option in options if option.fixed]))
    if choices.several:
        weighed = zip(options, shares(options), strict=True)
        return [_answer("~", option.text, option.feedback, share) for option, share in weighed], labels
    if all(option.right for option in options):
        raise Untaken("choice-single")
    return [_answer("=" if option.right else "~", option.text, option.feedback) for option in options], labels


def _typed(replies: Sequence[Reply]) -> list[str]:
    if any(ARROW in reply.text for reply in replies):
        raise Untaken("arrow", next(reply.text for reply in replies if ARROW in reply.text))
    return [_reply(reply, reply.text.replace("*", "\\*")) for reply in replies]


def _reply(reply: Reply, text: str) -> str:
    return _answer("=", text, reply.feedback, None if reply.right else Decimal(0))


def _number(number: Number) -> tuple[list[str], list[str]]:
    low, high = Decimal(number.low), Decimal(number.high)
    middle = f"{(low + high) / 2:f}:{(high - low) / 2:f}" if low != high else number.low
    labels = [label("number", number.spelling)] if number.spelling else []
    # No sign of these numbers has a meaning, but the colon has: it is written as it is.
    lines = [f"\t={middle}", *(_reply(reply, reply.text) for reply in number.wrong)]
    return ["#", *lines], labels


def _matching(matching: Matching) -> tuple[list[str], list[str]]:
    for pair in matching.pairs:
        if ARROW in pair.left or ARROW in pair.right:
            raise Untaken("arrow", pair.left or pair.right)
    lines = [f"\t={_side(pair.left)} {ARROW} {_words(pair.right)}" for pair in matching.pairs]
    return lines, [*key_labels([pair.key for pair in matching.pairs], ()), *head_labels(matching)]


def _side(left: str) -> str:
    """With its kind where it begins like a weight."""
    return f"[markdown]{escape(left)}" if left.startswith("%") else _words(left)


def _gap(stem: str) -> tuple[list[str], list[str]]:
    gaps = gaps_of(stem)
    if len(gaps) != 1:
        raise Untaken("gap-second", str(len(gaps)))
    gap = gaps[0]
    if gap.typed and any(ARROW in option.text for option in gap.options):
        raise Untaken("arrow", gap.options[0].text)
    texts = [option.text.replace("*", "\\*") if gap.typed else option.text for option in gap.options]
    lines = [_answer("=" if o.right else "~", text, "") for o, text in zip(gap.options, texts, strict=True)]
    return lines, [label("gap"), *key_labels([gap.key], ())]


def _around(text: str) -> tuple[str, str]:
    before, *_, after = [part for part in split_gaps(text) if isinstance(part, str)]
    return before, after
