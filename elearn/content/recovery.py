"""`elearn fmt --recover`: lost keys back to the sections, questions and answers that they stood at.

Whoever pastes a text from a word processor loses every comment. Which key stood where is found by the words: a text
that is at least four fifths the old one is taken for it, for anything less a human is asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from elearn.content.answers import Answer
from elearn.content.fmt import heading_line, marked
from elearn.content.hashes import KINDS, canonical, join_parts, unit_parts
from elearn.content.markers import Marker, is_key
from elearn.content.pages import Page
from elearn.content.renames import former_of
from elearn.content.slugs import new_key
from elearn.content.units import INTRO, Unit

SURE = 0.8
WORTH_ASKING = 0.5
# Two candidates that are this close are for a human to tell apart.
CLOSE = 0.02
# From here on words are compared and not letters.
LONG = 400
_BLOCKS = frozenset({*KINDS.values(), *(f"h{level}" for level in range(1, 7))})
_FOLDED = str.maketrans("‘’“”–—\u00a0\u202f", "''\"\"--  ")


@dataclass(frozen=True, slots=True)
class Lost:
    """A key that a file had, with the words that it stood at. `comment` is how it was written, without `<!--`.

    Where only the ledger remembers it there are no words. `level` is that of its heading, 0 for the introduction and
    -1 where it is not known. `answers` are those of a question.
    """

    key: str
    text: str = ""
    comment: str = ""
    level: int = -1
    above: bool = False
    answers: Mapping[str, Lost] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """A place in a file that has no key: `line` is where it is written, `title` what stands there."""

    line: int
    title: str
    text: str
    level: int = -1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """`share` says how alike the texts are, from 0 to 1; `sure` that nobody need be asked."""

    home: Home
    lost: Lost
    share: float
    sure: bool = True


def remember(pages: Iterable[Page]) -> dict[str, Lost]:
    """Every key of earlier states of a file, the newest first, with the words that it had last."""
    known: dict[str, Lost] = {}
    for page in pages:
        for lost in _keys_of(page):
            known.setdefault(lost.key, lost)
    return known


def _keys_of(page: Page) -> Iterator[Lost]:
    questions = {question.key: question for question in page.questions()}
    for unit in page.units:
        if unit.marker is None:
            continue
        question = questions.get(unit.key)
        answers = [answer for answer in question.choices() if answer.marker] if question else []
        yield Lost(
            unit.key,
            text_of(page, unit),
            _comment(page, unit.marker),
            unit.level,
            unit.marker.line < unit.line,
            {one.key: Lost(one.key, _answer_text(one), _comment(page, one.marker)) for one in answers if one.marker},
        )


def _comment(page: Page, marker: Marker) -> str:
    return page.source.lines[marker.line - 1][marker.start + 4 : marker.end - 3].strip()


def text_of(page: Page, unit: Unit) -> str:
    """As its hash sees it, without the keys of answers, in the order of the file."""
    question = next((question for question in page.questions() if question.unit is unit), None)
    if question is None:
        return join_parts(unit_parts(unit))
    answers = [_answer_text(answer) for answer in question.choices()]
    before = [unit.title, canonical(question.stem), canonical(question.hint), canonical(question.columns)]
    return join_parts([*before, *answers, canonical(question.explanation)])


def _answer_text(answer: Answer) -> str:
    return canonical([*answer.tokens, *(answer.beside or answer.feedback)])


def from_texts(texts: Mapping[str, str]) -> dict[str, Lost]:
    """The same from the words that a release keeps, by key. How a key was written beyond itself is not known there."""
    known = {}
    for key, text in texts.items():
        answers = dict(_answers_in(text))
        keyless = "\n".join(line for line in text.split("\n") if line not in answers)
        known[key] = Lost(key, keyless if answers else text, f"#{key}", answers=answers)
    return {key: lost for key, lost in known.items() if key}


def _answers_in(text: str) -> Iterator[tuple[str, Lost]]:
    """Behind prompt, stem and hint; each begins with its key on a line of its own."""
    for part in text.split("\n\n")[3:]:
        key, _, words = part.strip("\n").partition("\n")
        if words and is_key(key) and key not in _BLOCKS:
            yield key, Lost(key, words, f"#{key}")


def from_ledger(keys: Iterable[str]) -> dict[str, Lost]:
    """The same from the bare keys of a ledger, `question.answer` for answers."""
    known: dict[str, dict[str, Lost]] = {}
    for name in keys:
        key, _, answer = name.partition(".")
        answers = known.setdefault(key, {})
        if answer:
            answers[answer] = Lost(answer, "", f"#{answer}")
    return {key: Lost(key, "", f"#{key}", answers=answers) for key, answers in known.items()}


def is_missing_keys(page: Page) -> bool:
    """Whether a heading or an answer has none."""
    answers = (answer for question in page.questions() for answer in question.choices())
    return any(unit.marker is None and _has_place(page, unit) for unit in page.units) or any(
        answer.marker is None for answer in answers
    )


def guess_units(page: Page, known: Mapping[str, Lost]) -> list[Guess]:
    """For every heading without a key the lost key that it had. Best first; no key and no place twice."""
    taken = {unit.key for unit in page.units if unit.marker} | former_of(page).keys()
    lost = [one for key, one in known.items() if key not in taken]
    return _pair([_home(page, unit) for unit in page.units if unit.marker is None and _has_place(page, unit)], lost)


def guess_answers(page: Page, known: Mapping[str, Lost]) -> list[Guess]:
    """The same for the answers of every question whose own key is known."""
    guesses: list[Guess] = []
    for question in page.questions():
        had = known.get(question.key)
        taken = {answer.key for answer in question.choices()}
        homes = [
            Home(answer.last_line, answer.text, _answer_text(answer))
            for answer in question.choices()
            if answer.marker is None
        ]
        guesses += _pair(homes, [one for key, one in had.answers.items() if key not in taken] if had else [])
    return guesses


def _has_place(page: Page, unit: Unit) -> bool:
    return unit.level > 0 or page.type in ("lesson", "course")


def _home(page: Page, unit: Unit) -> Home:
    if unit.level:
        return Home(heading_line(unit), unit.title, text_of(page, unit), unit.level, heading=True)
    first = next((token.map[0] + 1 for token in unit.tokens if token.map and token.type != "html_block"), 1)
    return Home(first, "the introduction", text_of(page, unit), 0)


def _pair(homes: Sequence[Home], lost: Sequence[Lost]) -> list[Guess]:
    pairs = [Guess(home, one, _share(home, one)) for home in homes for one in lost if _same_kind(home, one)]
    pairs = sorted((pair for pair in pairs if pair.share >= WORTH_ASKING), key=lambda pair: -pair.share)
    chosen: list[Guess] = []
    for pair in pairs:
        if any(pair.home is other.home or pair.lost is other.lost for other in chosen):
            continue
        sure = pair.share >= SURE and not _rivals(pair, pairs, chosen)
        chosen.append(Guess(pair.home, pair.lost, pair.share, sure))
    return chosen


def _rivals(pair: Guess, pairs: Sequence[Guess], chosen: Sequence[Guess]) -> bool:
    """Another one, not yet chosen, that is nearly as good for the same key or the same place."""
    done = [(guess.home, guess.lost) for guess in chosen if guess.sure]
    return any(
        (other.home is pair.home) != (other.lost is pair.lost)
        and other.share > pair.share - CLOSE
        and not any(other.home is home or other.lost is lost for home, lost in done)
        for other in pairs
    )


def _same_kind(home: Home, lost: Lost) -> bool:
    if home.level == 0 or lost.key == INTRO:
        return home.level == 0 and lost.key == INTRO
    return -1 in (home.level, lost.level) or home.level == lost.level


def _share(home: Home, lost: Lost) -> float:
    """Length of the common text, twice, through the length of both. Without words the name of the key must do."""
    if home.level == 0 and lost.key == INTRO:
        return 1.0
    if not lost.text:
        return 1.0 if home.heading and new_key(home.title, "", ()) == lost.key else 0.0
    before, after = _words(lost.text), _words(home.text)
    long = len(before) + len(after) > LONG
    matcher = SequenceMatcher(
        None, before.split() if long else before, after.split() if long else after, autojunk=False
    )
    return matcher.ratio() if matcher.real_quick_ratio() >= WORTH_ASKING else 0.0


def _words(text: str) -> str:
    """Without the kinds of blocks; quotes and dashes may be those of a word processor."""
    lines = [line for line in text.split("\n") if line and line not in _BLOCKS]
    return " ".join(unicodedata.normalize("NFKC", " ".join(lines)).translate(_FOLDED).casefold().split())


def put_back(page: Page, guesses: Iterable[Guess]) -> str:
    """The text with these keys at their places, as they were written. Single lines change or are added."""
    lines = list(page.source.lines)
    for guess in sorted(guesses, key=lambda guess: -guess.home.line):
        comment = f"<!-- {guess.lost.comment or f'#{guess.lost.key}'} -->"
        index = guess.home.line - 1
        if guess.home.level == 0 or (guess.home.heading and guess.lost.above):
            lines.insert(index, comment)
        else:
            lines[index] = marked(lines[index], comment, heading=guess.home.heading)
    return "\n".join(lines) + "\n"


def line_to_type(page: Page, guess: Guess) -> str:
    """What somebody types who says yes."""
    comment = f"<!-- {guess.lost.comment or f'#{guess.lost.key}'} -->"
    return marked(page.source.lines[guess.home.line - 1], comment, heading=guess.home.heading).strip()
