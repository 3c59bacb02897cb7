"""The result of an attempt as its reader sees it: the questions that were asked, in words, with what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from elearn.domain.course import Lesson, pick
from elearn.domain.grading import Outcome, decimal_text
from elearn.domain.questions import Question, QuestionText, QuestionType
from elearn.domain.typed import NumberProblem
from elearn.extensions.words import gettext as _
from elearn.services.attempts import AnsweredQuestion, Attempt
from elearn.services.catalogue import Catalogue, Place
from elearn.web.languages import semicolon
from elearn.web.quiz_view import choice_labels, right_words, spoken_text
from elearn.web.slot_result import SlotResult, numbered_sentence, slot_results
from elearn.web.template_words import article, number


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`slots` are there for pairs, lines and gaps, and `sentence` for gaps; then `given` is empty.

    `feedback` and `explanation` are in `said_language`: of a corrected question they are those of today.
    """

    verdict: str
    language: str
    prompt: str
    given: Markup
    right: Markup
    sentence: Markup
    slots: tuple[SlotResult, ...]
    ordered: bool
    feedback: tuple[str, ...]
    explanation: str
    said_language: str
    corrected_at: datetime | None
    read_address: str
    read_title: str
    read_language: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """`share` is the machine's number (contract §5), everything else is for people."""

    headline: str
    title: str
    title_language: str
    course: str
    course_title: str
    course_language: str
    quiz: str
    share: str
    passed: bool
    pass_mark: float
    advice: str
    newer: bool
    next_address: str
    next_title: str
    next_language: str
    again_address: str
    guest: bool
    answers: tuple[AnswerView, ...]
    submitted_at: datetime
    reference: str


def result_view(
    attempt: Attempt, place: Place | None, books: Catalogue, lang: str, *, seed: int, guest: bool
) -> ResultView:
    """`place` is where the quiz stands today, None when it has been taken out: the result is shown all the same."""
    source = place.course.language if place else "en"
    title, title_language = pick(attempt.quiz.titles, lang, source)
    course_title, course_language = pick(place.course.titles, lang, source) if place else (attempt.course, lang)
    after = place.after if place and attempt.passed else None
    next_title, next_language = pick(after.titles, lang, source) if after else ("", lang)
    points = {"points": number(decimal_text(attempt.points)), "maximum": attempt.maximum}
    won = _("Passed: you got %(points)s of %(maximum)d points", **points)
    return ResultView(
        headline=won if attempt.passed else _("Not passed yet: you got %(points)s of %(maximum)d points", **points),
        title=title,
        title_language=title_language,
        course=attempt.course,
        course_title=course_title,
        course_language=course_language,
        quiz=attempt.quiz.id,
        share=decimal_text(attempt.share),
        passed=attempt.passed,
        pass_mark=attempt.quiz.pass_mark,
        advice=_advice(attempt),
        newer=not attempt.current,
        next_address=f"/{lang}/c/{attempt.course}/{after.id}" if after else "",
        next_title=next_title,
        next_language=next_language,
        again_address=f"/{lang}/c/{attempt.course}/{attempt.quiz.id}" + (f"?seed={seed}" if seed else ""),
        guest=guest,
        answers=tuple(_answer_view(answered, place, books, lang, source) for answered in attempt.questions),
        submitted_at=attempt.submitted_at,
        reference=f"{attempt.uid[:4]}-{attempt.uid[4:8]}",
    )


def _advice(attempt: Attempt) -> str:
    if not attempt.passed:
        return _("Read the parts named below once more, then try again. There is no limit.")
    if attempt.share == 1:
        return _("Every answer was right.")
    return (
        _("This is your best result so far.")
        if attempt.best
        else _("An earlier result of yours was better: it counts.")
    )


def _answer_view(
    answered: AnsweredQuestion, place: Place | None, books: Catalogue, lang: str, source: str
) -> AnswerView:
    question, grade = answered.question, answered.grade
    text, spoken = spoken_text(question, lang, source if source in question.texts else next(iter(question.texts)))
    now = answered.now or question
    said, said_language = spoken_text(now, lang, source if source in now.texts else next(iter(now.texts)))
    kept = question.type is QuestionType.OPEN
    wrong = grade.outcome.value != "right" and not kept
    read = _read_again(question.read, place, books, lang) if wrong else ("", "", lang)
    return AnswerView(
        verdict="kept" if kept else grade.outcome.value,
        language=spoken,
        prompt=text.prompt,
        given=_given(answered, text),
        right=_right(now, said) if wrong and not question.slots else Markup(""),
        sentence=numbered_sentence(question, text),
        slots=slot_results(answered, text),
        ordered=question.type is QuestionType.ORDERING,
        feedback=_feedback(answered, said, lang),
        explanation=said.explanation,
        said_language=said_language,
        corrected_at=answered.corrected_at,
        read_address=read[0],
        read_title=read[1],
        read_language=read[2],
    )


def _bold(words: Markup | str) -> Markup:
    return Markup("<b><bdi>{}</bdi></b>").format(words)


def _right(question: Question, text: QuestionText) -> Markup:
    return escape(_("Right is: %(answer)s")) % {"answer": _bold(article(right_words(question, text)))}


def _given(answered: AnsweredQuestion, text: QuestionText) -> Markup:
    """What was answered, in the words of the question; typed text as typed, isolated and escaped."""
    if not answered.answer or answered.grade.outcome is Outcome.UNANSWERED:
        return escape(_("You left this question out."))
    if answered.question.slots:
        return Markup("")
    if answered.question.type is QuestionType.OPEN:
        lines = Markup("<br>").join(str(answered.answer).split("\n"))
        return Markup("{}<br><bdi>{}</bdi>").format(_("Your answer"), lines)
    if answered.question.type in (QuestionType.NUMBER, QuestionType.TEXT):
        words = _bold(str(answered.answer))
    else:
        labels = choice_labels(answered.question, text)
        chosen = [article(labels[mark.key]) for mark in answered.grade.marks if mark.ticked and mark.key in labels]
        words = _bold(escape(semicolon()).join(chosen))
    return escape(_("You answered %(answer)s.")) % {"answer": words}


def _feedback(answered: AnsweredQuestion, text: QuestionText, lang: str) -> tuple[str, ...]:
    """The author's words on what was chosen; for numbers also how the typed text was read."""
    grade = answered.grade
    chosen = [mark.key for mark in grade.marks if mark.ticked]
    said = [_named(text, key, among=len(chosen)) for key in chosen if key in text.feedback]
    said += [text.feedback[mark.key] for mark in grade.slots if mark.right is False and mark.key in text.feedback]
    if grade.known_wrong is not None and grade.known_wrong.feedback:
        said.append(pick(grade.known_wrong.feedback, lang, next(iter(grade.known_wrong.feedback)))[0])
    if grade.problem is not None:
        said.append(str(escape(_number_words(grade.problem))))
    elif grade.number is not None and str(grade.number) != str(answered.answer):
        said.append(str(escape(_("It was read as the number %(number)s.", number=f"{grade.number:f}"))))
    return tuple(said)


def _named(text: QuestionText, key: str, *, among: int) -> str:
    """The author's words on a choice; where several were ticked, under the words of that choice."""
    return text.feedback[key] if among == 1 else f"<p><b>{text.choices[key]}</b></p>{text.feedback[key]}"


def _number_words(problem: NumberProblem) -> str:
    if problem is NumberProblem.SEPARATORS:
        return _("The number has several separators: write it with one decimal point, such as 1234.5.")
    return _("This could not be read as a number. Write digits, such as 12 or 3.5.")


def _read_again(read: str, place: Place | None, books: Catalogue, lang: str) -> tuple[str, str, str]:
    """(address, title, language of the title) of the part to read again; empty when it is not there any more."""
    lesson_id, _hash, key = read.partition("#")
    target = books.places.get((place.course.id, lesson_id)) if place else None
    if target is None or not isinstance(target.part, Lesson):
        return "", "", lang
    source = target.course.language
    section = next((section for section in target.part.sections if key in (section.key, *section.was)), None)
    if section is not None:
        spoken = lang if lang in section.texts else source
        heading = section.texts[spoken].heading
        if heading:
            return f"/{lang}/c/{target.course.id}/{lesson_id}#{section.key}", heading, spoken
    title, spoken = pick(target.part.titles, lang, source)
    return f"/{lang}/c/{target.course.id}/{lesson_id}", title, spoken
