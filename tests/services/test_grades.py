"""What was judged before is judged alike, and a text is never taken for something else that reads like it."""

from __future__ import annotations

import pytest

from elearn.domain.grading import grade_quiz
from elearn.services import grades
from tests.published import REV, ip_quiz

ANSWERS: list[dict[str, object]] = [
    {},
    {"bits": "a", "forms": ["a", "b"], "year": "2011", "dual": "dual stack"},
    {"bits": ["a"], "forms": '["a","b"]', "year": "", "dual": None},
    {"bits": "b", "forms": ("a", "b"), "year": "2012", "dual": "x" * 500},
]


@pytest.mark.parametrize("kept", [1, 8192])
def test_grading_twice_is_grading_once(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    monkeypatch.setattr(grades, "KEPT_GRADES", kept)
    quiz = ip_quiz(REV)
    for answers in ANSWERS * 2:
        assert grades.grade_text("f" * 64, quiz, 0, answers) == grade_quiz(quiz, 0, answers)
