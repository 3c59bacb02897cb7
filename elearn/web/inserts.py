"""What stands between two pieces of a lesson's text: the card of a recording, a question to check oneself."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from elearn.content.placeholders import QUESTION, Block, split_blocks
from elearn.domain.course import Quiz, pick
from elearn.domain.questions import Question, QuestionType
from elearn.services.catalogue import Catalogue
from elearn.services.recordings import Offer, find_recording, offers_of
from elearn.web.languages import reader_language
from elearn.web.quiz_view import QuestionView, question_view, spoken_text

TICKED = frozenset({QuestionType.ONE, QuestionType.SEVERAL, QuestionType.TRUE_FALSE})


@dataclass(frozen=True, slots=True)
class CardView:
    """The way to a recording, and what it costs. `words` is the size of its transcript in bytes, 0 without one."""

    address: str
    title: str
    language: str
    minutes: int
    words: int
    offers: tuple[Offer, ...]
    template: str = "recordings/card.html"
    paper: str = "recordings/card.html"
    packed: str = "recordings/card.html"


@dataclass(frozen=True, slots=True)
class CheckView:
    """A question with its answer folded away; nobody is asked, nothing is sent, nothing is kept.

    `said` are, for an answer to tick, its words, whether it is right, and its feedback; else it is empty and
    `answer` holds the right one and `feedback` what is said about answers that are known to be wrong.
    """

    asked: QuestionView
    said: tuple[tuple[str, bool, str], ...]
    answer: str
    feedback: tuple[tuple[str, str], ...]
    explanation: str
    graded: bool = True
    template: str = "attempts/check.html"
    paper: str = "attempts/check_paper.html"

    @property
    def packed(self) -> str:
        """In a pack nobody finds the key of a graded quiz."""
        return self.paper if self.graded else self.template


InsertView = CardView | CheckView


def inserts(html: str) -> list[tuple[str, InsertView | None]]:
    """Pieces of a section's HTML, each with what follows it. What the release has no more is left out."""
    pieces = split_blocks(html)
    if len(pieces) == 1:
        return [(html, None)]
    books: Catalogue = current_app.extensions["elearn.published"].catalogue()
    language = reader_language().code
    return [(piece, _view(books, block, language) if block else None) for piece, block in pieces]


def _view(books: Catalogue, block: Block, language: str) -> InsertView | None:
    if block.kind == QUESTION:
        return _check(books, block, language)
    place = find_recording(books, block.course, block.part)
    if place is None:
        return None
    title, spoken = pick(place.part.titles, language, place.course.language)
    transcripts = place.part.transcripts
    words = transcripts.get(language) or next(iter(transcripts.values()), None)
    address = f"/{language}/c/{block.course}/{block.part}"
    offers = offers_of(place.part, language)
    return CardView(address, title, spoken, place.part.minutes, words.size if words else 0, offers)


def _check(books: Catalogue, block: Block, language: str) -> CheckView | None:
    place = books.places.get((block.course, block.part))
    quiz = place.part if place else None
    question = quiz.question(block.key) if isinstance(quiz, Quiz) else None
    if place is None or not isinstance(quiz, Quiz) or question is None:
        return None
    return check_view(quiz, question, place.course.language, language)


def check_view(quiz: Quiz, question: Question, source: str, language: str) -> CheckView:
    """A question of a quiz as it stands in a lesson: the first of its orders, so the same for everybody."""
    text, spoken = spoken_text(question, language, source)
    asked = question_view(quiz, question, 0, text, spoken)
    right = {choice.key for choice in question.choices if choice.right} | {str(question.true).lower()}
    ticked = question.type in TICKED
    said = [(choice.html, choice.key in right, text.feedback.get(choice.key, "")) for choice in asked.choices]
    wrong = [
        (known.typed, pick(known.feedback, language, next(iter(known.feedback)))[0])
        for known in question.known_wrong
        if known.feedback
    ]
    return CheckView(
        asked=asked,
        said=tuple(said) if ticked else (),
        answer="" if ticked else asked.right,
        feedback=tuple(wrong),
        explanation=text.explanation,
        graded=quiz.graded,
    )
