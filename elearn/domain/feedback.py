"""What people say after an event: three questions with three answers, and what of it is told about a region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from elearn.domain.webinars import State, Webinar, hour_of
from elearn.domain.weeks import FEW, in_fives

# So long after its end an event can be judged.
OPEN_FOR = timedelta(days=60)


class Question(StrEnum):
    USEFUL = "useful"
    FOLLOWED = "followed"
    AGAIN = "again"


class Answer(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


Answers = Mapping[Question, Answer]


@dataclass(frozen=True, slots=True)
class Told:
    """What one region said, in steps of five as all figures that leave a region: FEW answers are told as that alone."""

    ralo: str
    people: str
    counts: Mapping[Question, Mapping[Answer, str]]


def takes_feedback(webinar: Webinar, now: datetime) -> bool:
    """From the hour in which it starts until sixty days after its end; never of one that was cancelled."""
    if webinar.year_only or webinar.why == "cancelled" or webinar.state(hour_of(now)) is State.ANNOUNCED:
        return False
    return now < webinar.span()[1] + OPEN_FOR


def read_answers(said: Mapping[str, str]) -> tuple[dict[Question, Answer], dict[str, str]]:
    """(answers, code by question that has none or another one)."""
    known = {question: said.get(question, "") for question in Question}
    wrong = {question.value: "answer-missing" for question, answer in known.items() if answer not in set(Answer)}
    return {question: Answer(answer) for question, answer in known.items() if question not in wrong}, wrong


def tell(ralo: str, people: int, counts: Mapping[tuple[Question, Answer], int]) -> Told:
    """Nothing under five can be worked out: `people` are who answered, each all three questions."""
    whole = in_fives(people)
    told = {
        question: {answer: in_fives(counts.get((question, answer), 0)) for answer in Answer} for question in Question
    }
    return Told(ralo, whole, {} if whole in (FEW, "0") else told)
