"""Categories of other systems as pools: `$course$/top/Title of the quiz/Title of the pool`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from elearn.domain.written import WrittenPool, WrittenQuestion, WrittenQuiz
from elearn.exchange.quiz_labels import PREFIX, SETTINGS, label, read_labels
from elearn.exchange.quiz_prose import escape_words, one_line

QUIZ_LABEL = f"{PREFIX}quiz"
POOL_LABEL = f"{PREFIX}pool"
# A single slash parts categories, a doubled one is a slash of a title.
_SLASH = re.compile(r"(?<!/)/(?!/)")
_ROOT = re.compile(r"\$\w+\$|top|")


@dataclass(frozen=True, slots=True)
class Category:
    """`key` and `labels` are empty in files that we did not write. The last of `titles` names the pool."""

    titles: tuple[str, ...]
    key: str = ""
    labels: tuple[str, ...] = ()

    @property
    def ours(self) -> bool:
        return QUIZ_LABEL in self.labels or POOL_LABEL in self.labels

    @property
    def title(self) -> str:
        """As Markdown. Ours was Markdown before; the words of others are plain."""
        last = self.titles[-1] if self.titles else ""
        return last if self.ours else escape_words(one_line(last))


def read_category(path: str, key: str, labels: Sequence[str]) -> Category:
    parts = [" ".join(part.replace("//", "/").split()) for part in _SLASH.split(path.strip())]
    return Category(tuple(part for part in parts if not _ROOT.fullmatch(part)), key, tuple(labels))


def write_path(*titles: str) -> str:
    return "/".join(["$course$", "top", *(title.replace("/", "//") for title in titles)])


@dataclass(slots=True)
class Shelves:
    """Questions in the order of the file, under the category in force."""

    settings: dict[str, str] = field(default_factory=dict)
    pools: list[tuple[Category, list[WrittenQuestion]]] = field(default_factory=list)

    def open(self, category: Category) -> None:
        """What comes next belongs there. A category that comes again goes on."""
        if QUIZ_LABEL in category.labels:
            self._set(category)
            category = Category(())
        for known, questions in self.pools:
            if known == category:
                self.pools.remove((known, questions))
                self.pools.append((known, questions))
                return
        self.pools.append((category, []))

    def _set(self, category: Category) -> None:
        words = read_labels(category.labels).words
        titles = {"title": category.titles[-1]} if category.titles else {}
        found = {"id": category.key, **titles, **{name: value for name, value in words.items() if name in SETTINGS}}
        self.settings.update({name: value for name, value in found.items() if value})

    def add(self, question: WrittenQuestion) -> None:
        if not self.pools:
            self.open(Category(()))
        self.pools[-1][1].append(question)

    def quiz(self) -> WrittenQuiz:
        """The pools that hold a question. Questions without a category come first: they need no heading."""
        filled = [(category, questions) for category, questions in self.pools if questions]
        filled.sort(key=lambda pool: bool(pool[0].title))
        return WrittenQuiz(self.settings, tuple(_pool(category, questions) for category, questions in filled))


def _pool(category: Category, questions: list[WrittenQuestion]) -> WrittenPool:
    attributes = read_labels(category.labels).attributes if category.ours else {}
    pool = {name: value for name, value in attributes.items() if name in ("draw", "points", "was")}
    own = tuple(_without(question, pool.get("points", "")) for question in questions)
    return WrittenPool(own, category.title, category.key if category.ours else "", pool)


def _without(question: WrittenQuestion, points: str) -> WrittenQuestion:
    """Points that the pool gives need not be said again."""
    if not points or question.attributes.get("points") != points:
        return question
    kept = {name: value for name, value in question.attributes.items() if name != "points"}
    return replace(question, attributes=kept)


def setting_labels(settings: Mapping[str, str]) -> list[str]:
    """What the quiz as a whole says, for the label of its own category; title and id have places of their own."""
    return [QUIZ_LABEL, *(label(name, value) for name, value in settings.items() if name in SETTINGS)]
