"""What is told about quizzes on their way in and out: each code with what happened and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.cli.terminal import printable
from elearn.domain.written import Problem
from elearn.exchange.quiz_problems import MAX_BYTES, MAX_QUESTIONS, MAX_TEXT

_FILE: Mapping[str, str] = {
    "file-big": f"the file has more than {MAX_BYTES} bytes: export fewer questions, or without their pictures",
    "file-depth": "the XML is nested deeper than {data} levels: this is no quiz that Moodle exported",
    "file-empty": "the file is empty",
    "file-encoding": "byte {data} is no UTF-8: save the file as UTF-8",
    "file-entities": "document types and entities are not read: delete the `<!DOCTYPE …>`, or export again from Moodle",
    "file-lines": "the file has more than {data} lines: export one category at a time",
    "file-nodes": "the XML has more than {data} elements: export one category at a time",
    "file-not-moodle": "this is no Moodle XML: it begins with `<{data}>`, not with `<quiz>`",
    "file-questions": f"more than {MAX_QUESTIONS} questions, or too many problems: export one category at a time",
    "file-tags": "the texts hold more than {data} tags of HTML: export one category at a time",
    "file-utf16": "the file is in UTF-16 or no text: save it as UTF-8",
    "file-xml": "the XML is broken: {data}",
    "too-long": "all questions do not fit into one quiz file; take one category at a time with --category: {data}",
}
_LOST: Mapping[str, str] = {
    "answers-many": "it has more than {data} answers",
    "answers-missing": "there is no {{…}} with answers; text between questions belongs into a lesson",
    "answers-none": "there are no answers",
    "answers-unreadable": "`{data}` cannot be read. Begin each with = or ~ (or write T, F, or a number behind #)",
    "arrow": "`{data}` holds ->, which GIFT has no way to write: export to Moodle XML",
    "brace-open": "the brace {{ is never closed: add a }}",
    "choice-single": "all its answers are right, which this format has no way to write: add a wrong one",
    "compiler": "{data}",
    "gap-backslash": "the backslash in the gap `{data}` cannot be written for Moodle",
    "gap-kind": "gaps of the kind {data} are not known: MULTICHOICE, SHORTANSWER and NUMERICAL are",
    "gap-number": "a gap takes one exact number, no range: ask for the number in a question of its own",
    "gap-open": "the gap {data} is never closed",
    "gap-option": "the answers `{data}` do not fit into a gap: each needs words, and no backslash at its end",
    "gap-words": "`{data}` would be a gap in Moodle: write a space into it",
    "gap-second": "GIFT knows one gap in a question: split the sentence, or use Moodle XML",
    "gap-several": "a gap has one right answer: write it with =",
    "html-deep": "the text is nested too deep: paste it as plain text into the other system and export again",
    "markdown": "its text would be read as something else here: look for headings, lists and ( ) in it",
    "match-arrow": "`{data}` has no arrow: write left -> right",
    "none-right": "no answer is right",
    "number-range": "the range {data} is upside down",
    "number-unreadable": "`{data}` is no number: a decimal point, no spaces, at most 15 digits on each side",
    "numbers-several": "it takes several ranges of numbers: ask once for each",
    "pattern-only": "a pattern with * is no answer here: write every accepted spelling",
    "prompt-none": "it asks nothing: write a sentence in front of the answers, or a title",
    "text-long": f"a text has {{data}} characters and may have {MAX_TEXT}",
    "type": "there is no question of the type *{data}* here",
}
_CHANGED: Mapping[str, str] = {
    "answer-keys": "answers came or went since it was exported, so all have new keys",
    "any-of": "{data} answers were right, each on its own; now all of them are to be ticked",
    "attribute": "`{data}` is not in this course; the question does not lead there any more",
    "case": "capital and small letters were told apart; here they are not",
    "catch-all": "the feedback for every other answer is left out",
    "combined-feedback": "the feedback for right, partly right and wrong results is left out",
    "essay-notes": "notes for those who grade, or a text to begin with, are left out",
    "file": "the file {data} is left out: save it, put it into media/ and show it with ![description](media/…)",
    "gap-feedback": "feedback inside of a gap is left out",
    "hints": "it had {data} hints; they are one now",
    "html-dropped": "<{data}> is left out",
    "html-words": "<{data}> is not kept, its words are",
    "link": "the link to {data} is left out, its words are kept: only https and mailto are allowed",
    "link-inside": "{data} leads nowhere outside of this site",
    "match-feedback": "the feedback of a pair is left out",
    "numbers-typed": "it takes several numbers ({data}); now they are words that must be typed exactly so",
    "partial": "an answer worth {data} counts as wrong; its feedback is kept",
    "pattern": "the pattern {data} is left out: write every accepted spelling",
    "picture": "a picture ({data}) is left out: put it into media/ and show it with ![description](media/…)",
    "points": "{data} points became a whole number from 1 to 100",
    "reply-feedback": "feedback under a right typed answer is shown to nobody, and left out",
    "right-feedback": "what those who were right were told is told to everybody now, in the explanation",
    "step-feedback": "the feedback of a step is left out",
    "true-false-feedback": "what those who were right or wrong were told is told to everybody now, in the explanation",
    "units": "the units ({data}) are left out: write the number as `128 bits`",
    "weights": "answers count as right or wrong here; the weights ({data}) are not kept",
    "wrong-range": "the feedback for the numbers {data} is left out",
    "wrong-words": "the known wrong answer `{data}` is left out: this type has no place for it",
}
_WORDS = {**_FILE, **_LOST, **_CHANGED}


def sentence(problem: Problem, *, lost: str = "not taken", kept: str = "changed") -> str:
    """What happened to which question, and what to do. Fit for a terminal, whatever the file held."""
    text = _WORDS[problem.code].format(data=" ".join(problem.data.split()) or "…")
    name = " ".join(problem.question.split())[:60]
    what = f'"{name}" ' if name else ""
    if problem.code in _FILE:
        return printable(text)
    return printable(f"{what}{lost if problem.lost else kept}: {text}")
