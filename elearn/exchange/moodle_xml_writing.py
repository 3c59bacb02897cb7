"""A quiz as a Moodle XML file. Texts stay Markdown, which Moodle knows; what only our format knows travels in tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape

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
    WrittenPool,
    WrittenQuestion,
    WrittenQuiz,
    gaps_of,
)
from elearn.exchange.cloze import with_gaps
from elearn.exchange.quiz_labels import attribute_labels, head_labels, key_labels, label, prompt_labels, write_comment
from elearn.exchange.quiz_pools import POOL_LABEL, setting_labels, write_path
from elearn.exchange.quiz_problems import Untaken
from elearn.exchange.quiz_prose import joined_text, plain_words
from elearn.exchange.quiz_weights import shares

MAX_NAME = 200
Lines = Iterator[str]


def write_moodle_xml(quiz: WrittenQuiz) -> tuple[str, tuple[Problem, ...]]:
    """The file, and every question that Moodle would read as something else, by its line in the quiz."""
    title = quiz.settings.get("title", "")
    problems: list[Problem] = []
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    lines += _category(write_path(title), quiz.settings.get("id", ""), setting_labels(quiz.settings))
    for pool in quiz.pools:
        if pool.title:
            labels = [POOL_LABEL, *attribute_labels(pool.attributes)]
            lines += _category(write_path(title, pool.title), pool.key, labels)
        for question in pool.questions:
            try:
                lines += _question(question, pool)
            except Untaken as error:
                name = plain_words(question.prompt)
                problems.append(Problem(question.line, 1, error.code, error.data, name, lost=True))
    return "\n".join([*lines, "</quiz>"]) + "\n", tuple(problems)


def _category(path: str, key: str, labels: Sequence[str]) -> Lines:
    yield '  <question type="category">'
    yield f"    <category><text>{_words(path)}</text></category>"
    yield f'    <info format="plain_text"><text>{_words(write_comment("", labels))}</text></info>'
    yield f"    <idnumber>{_words(key)}</idnumber>"
    yield "  </question>"


def _words(text: str) -> str:
    return escape(text, quote=False)


def _text(name: str, text: str, kind: str = "markdown") -> str:
    return f'<{name} format="{kind}"><text>{_words(text)}</text></{name}>'


def _question(question: WrittenQuestion, pool: WrittenPool) -> Lines:
    kind, inside, labels = _inside(question)
    text = joined_text(question.prompt, question.stem)
    if isinstance(question.answers, Gaps):
        text = with_gaps(text)
    yield f'  <question type="{kind}">'
    yield f"    <name><text>{_words(plain_words(question.prompt)[:MAX_NAME])}</text></name>"
    yield f"    {_text('questiontext', text)}"
    yield f"    {_text('generalfeedback', question.explanation)}"
    yield f"    <defaultgrade>{_points(question, pool)}</defaultgrade>"
    yield "    <penalty>0</penalty>"
    yield "    <hidden>0</hidden>"
    yield f"    <idnumber>{_words(question.key)}</idnumber>"
    yield from (f"    {line}" for line in inside)
    if question.hint:
        yield f"    {_text('hint', question.hint)}"
    tags = [*attribute_labels(question.attributes, without=("points",)), *labels, *prompt_labels(question)]
    if tags:
        yield f"    <tags>{''.join(f'<tag><text>{_words(tag)}</text></tag>' for tag in tags)}</tags>"
    yield "  </question>"


def _points(question: WrittenQuestion, pool: WrittenPool) -> str:
    return _words(question.attributes.get("points") or pool.attributes.get("points") or "1")


Inside = tuple[str, list[str], list[str]]


def _inside(question: WrittenQuestion) -> Inside:
    """Moodle's name of the type, its fields, and labels for what they cannot say."""
    match question.answers:
        case Choices() as choices:
            return _choices(choices, question.attributes)
        case TrueFalse() as statement:
            return "truefalse", _truths(statement), []
        case Typed(replies=replies):
            return "shortanswer", ["<usecase>0</usecase>", *map(_reply, replies)], []
        case Number() as number:
            return _number(number)
        case _:
            return _arranged(question)


def _arranged(question: WrittenQuestion) -> Inside:
    match question.answers:
        case Matching() as matching:
            return _matching(matching, question.attributes)
        case Ordering() as ordering:
            return _ordering(ordering)
        case Gaps():
            keys = [gap.key for gap in gaps_of(question.stem)]
            return "cloze", [], list(key_labels(keys, ()))
        case _:
            fields = ["<responseformat>editor</responseformat>", "<responserequired>0</responserequired>"]
            return "essay", [*fields, "<attachments>0</attachments>"], []


def _shuffle(attributes: Mapping[str, str]) -> str:
    return f"<shuffleanswers>{'false' if attributes.get('shuffle') == 'no' else 'true'}</shuffleanswers>"


def _answer(words: str, weight: Decimal | int, feedback: str = "", *, kind: str = "", more: str = "") -> str:
    named = f' format="{kind}"' if kind else ""
    told = f"<text>{_words(words)}</text>{_text('feedback', feedback)}{more}"
    return f'<answer fraction="{Decimal(weight):f}"{named}>{told}</answer>'


def _choices(choices: Choices, attributes: Mapping[str, str]) -> Inside:
    options = choices.options
    weights = shares(options) if choices.several else [Decimal(100 if option.right else 0) for option in options]
    lines = [f"<single>{'false' if choices.several else 'true'}</single>", _shuffle(attributes)]
    lines.append("<answernumbering>none</answernumbering>")
    for option, weight in zip(options, weights, strict=True):
        lines.append(_answer(option.text, weight, option.feedback, kind="markdown"))
    labels = key_labels([option.key for option in options], [option.key for option in options if option.fixed])
    return "multichoice", lines, list(labels)


def _truths(statement: TrueFalse) -> list[str]:
    return [_answer(str(word).lower(), Decimal(100 if word == statement.true else 0)) for word in (True, False)]


def _reply(reply: Reply) -> str:
    """A star would be a pattern."""
    return _answer(reply.text.replace("*", "\\*"), Decimal(100 if reply.right else 0), reply.feedback)


def _number(number: Number) -> Inside:
    low, high = Decimal(number.low), Decimal(number.high)
    tolerance = f"<tolerance>{(high - low) / 2:f}</tolerance>"
    lines = [_answer(f"{(low + high) / 2:f}" if low != high else number.low, Decimal(100), more=tolerance)]
    exact = "<tolerance>0</tolerance>"
    lines += [_answer(reply.text, Decimal(0), reply.feedback, more=exact) for reply in number.wrong]
    labels = [label("number", number.spelling)] if number.spelling else []
    return "numerical", lines, labels


def _matching(matching: Matching, attributes: Mapping[str, str]) -> Inside:
    lines = [_shuffle(attributes)]
    for pair in matching.pairs:
        sides = f"<text>{_words(pair.left)}</text><answer><text>{_words(pair.right)}</text></answer>"
        lines.append(f'<subquestion format="markdown">{sides}</subquestion>')
    return "matching", lines, [*key_labels([pair.key for pair in matching.pairs], ()), *head_labels(matching)]


def _ordering(ordering: Ordering) -> Inside:
    """Graded by what follows on what, as our own ordering is."""
    steps = ordering.steps
    lines = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>", "<selectcount>0</selectcount>"]
    lines += ["<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>", "<showgrading>SHOW</showgrading>"]
    for place, step in enumerate(steps, 1):
        lines.append(_answer(step.text, place, kind="markdown"))
    keys = key_labels([step.key for step in steps], [step.key for step in steps if step.fixed])
    return "ordering", lines, list(keys)
