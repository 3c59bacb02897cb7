"""What a quiz file of another system holds that cannot be taken as it is: by line, with a code for the words."""

from __future__ import annotations

from dataclasses import dataclass, field

from elearn.domain.written import Problem, WrittenQuiz

# More than a course ever needs; what is larger is a whole question bank, or an attack.
MAX_BYTES = 5_000_000
MAX_QUESTIONS = 2_000
MAX_LINES = 200_000
MAX_TAGS = 25_000
MAX_TEXT = 20_000
MAX_ANSWERS = 200
MAX_PROBLEMS = 5_000


@dataclass(frozen=True, slots=True)
class Taken:
    """`quiz` is None when the file as a whole was refused; then there is exactly one problem."""

    quiz: WrittenQuiz | None = None
    problems: tuple[Problem, ...] = ()


class Untaken(Exception):
    """This question cannot be taken. Without a line the question's own is meant."""

    def __init__(self, code: str, data: str = "", line: int = 0, column: int = 1) -> None:
        super().__init__(code)
        self.code, self.data, self.line, self.column = code, data, line, column


class Refused(Exception):
    """The whole file cannot be read."""

    def __init__(self, code: str, data: str = "", line: int = 1, column: int = 1) -> None:
        super().__init__(code)
        self.problem = Problem(line, column, code, data[:200], lost=True)


@dataclass(slots=True)
class Notes:
    """Collects what is told about one question; the same thing at the same place is told once.

    `question` is what reports call it, `name` its title, which may be empty.
    """

    line: int
    column: int = 1
    question: str = ""
    name: str = ""
    found: dict[Problem, None] = field(default_factory=dict)

    def add(self, code: str, data: str = "", line: int = 0, column: int = 1) -> None:
        """Something of this question is not kept. Without a line the question's own is meant."""
        place = (line, column) if line else (self.line, self.column)
        self.found[Problem(*place, code, data[:200], self.question[:80])] = None

    def lose(self, error: Untaken) -> None:
        """The question is not taken, for this reason; what else was told about it does not matter any more."""
        place = (error.line, error.column) if error.line else (self.line, self.column)
        self.found = {Problem(*place, error.code, error.data[:200], self.question[:80], lost=True): None}
