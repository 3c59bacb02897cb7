"""The small course with a French translation that is current in everything, and a memory of what it said before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from elearn.content.history import Wording, names_of, told_once
from elearn.content.pages import Page
from elearn.content.stamps import stamp
from elearn.content.translation import Joined
from elearn.content.wording import source_texts
from tests.content.trees import LESSON_FR, LF, QF, QUIZ, QUIZ_FR, Files, L, Q, changed, check

TYPED = """
## In which year was the pool empty? <!-- #year -->

- = 2011
- ! 1999
  > That was earlier.

> On 3 February.
"""
TYPED_FR = """
## En quelle année le stock était-il vide ? <!-- #year -->

- ! 1998
  > C'était plus tôt.

> Le 3 février.
"""


def stamped(files: Files) -> Files:
    """The same files with every translation stamped."""
    done = dict(files)
    for joined in check(files).library.all_joined():
        done[joined.page.source.inside] = stamp(joined.source, joined.page)
    return done


def joined_of(files: Files, path: str, language: str = "fr") -> Joined:
    """The translation of the source file at this path."""
    return check(files).library.joined[path][language]


STAMPED = stamped(
    {
        **changed(L, "needs an address", "needs *an* address, café"),
        Q: QUIZ + TYPED,
        LF: LESSON_FR,
        QF: QUIZ_FR + TYPED_FR,
    }
)


@dataclass(slots=True)
class Versions:
    """A memory made of earlier trees, the newest first, each with the name of the change that brought it."""

    trees: dict[str, Files]

    def wordings(self, page: Page, key: str) -> Iterator[Wording]:
        return told_once(self._wordings(page, key))

    def _wordings(self, page: Page, key: str) -> Iterator[Wording]:
        yield Wording(source_texts(page)[key])
        for change, files in self.trees.items():
            texts = source_texts(check(files).library.pages[page.source.inside])
            for name in names_of(page, key):
                if name in texts:
                    yield Wording(texts[name], change, "2026-11-18", "Olivia")
                    break
