"""Joining a translation to its source by key: which pieces can be shown, which are out of date, which are missing.

Only words come from a translation. Right answers, points, order and draws come from the source; a contradiction is an
error, and an error takes only its own piece back to the source's language.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from elearn.content.diagnostics import Findings, did_you_mean
from elearn.content.hashes import text_hash
from elearn.content.pages import Page
from elearn.content.question_match import fits
from elearn.content.quiz import QuestionDraft
from elearn.content.renames import adopt
from elearn.content.source import Place, Source
from elearn.content.tally import Tally
from elearn.content.units import PLACEHOLDER, Unit
from elearn.content.wording import FRONT, source_texts

__all__ = ["FRONT", "Joined", "Tally", "join", "keys_at", "nothing", "source_hashes"]


@dataclass(slots=True, eq=False)
class Joined:
    """A translation beside its source. `usable` holds the keys whose words may be shown, `stale` those out of date."""

    source: Page
    page: Page
    usable: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)

    @property
    def language(self) -> str:
        return self.page.source.language

    @property
    def front(self) -> bool:
        """Whether title, summary and objectives may be shown."""
        return FRONT in self.usable

    def unit(self, key: str) -> Unit | None:
        return self.page.unit(key) if key in self.usable else None

    def question(self, key: str) -> QuestionDraft | None:
        if key not in self.usable:
            return None
        return next((question for question in self.page.questions() if question.key == key), None)


def source_hashes(page: Page) -> dict[str, str]:
    """The text hash of every unit of a source file by key; of the words in the front matter under the empty key."""
    if not page.hashes:
        page.hashes.update({key: text_hash([text]) for key, text in source_texts(page).items()})
    return page.hashes


def join(source: Page, page: Page, own: Findings) -> Joined:
    """`own` holds everything found in the translation so far and gets what this adds: T001 to T009.

    What stands under a key that the source has renamed gets the new one.
    """
    joined = Joined(source, adopt(source, page))
    _Joiner(joined, source_hashes(source), own).join()
    return joined


def nothing(source: Page) -> Tally:
    """The tally of a source file that has no translation."""
    tally = Tally()
    for words in source.words().values():
        tally.add("missing", words)
    return tally


@dataclass(slots=True)
class _Joiner:
    joined: Joined
    hashes: dict[str, str]
    own: Findings
    unusable: set[str] = field(default_factory=set)

    def join(self) -> None:
        page, source = self.joined.page, self.joined.source
        self._check_name()
        units = {unit.key: unit for unit in reversed(page.units) if unit.key}
        stamped = any(unit.hash for unit in page.units) or "source" in page.meta.words
        if not stamped:
            self._tell(page.meta.place("translation"), "T003", "does not say which source text it translates", _STAMP)
        states = {unit.key: self._unit(unit, units.get(unit.key), stamped=stamped) for unit in source.units}
        self._surplus(units)
        states[FRONT] = self._front(stamped=stamped)
        for key in keys_at(page, {error.line for error in self.own.errors()}):
            if key in states:
                states[key] = "missing"
        self._conclude(states)

    def _conclude(self, states: dict[str, str]) -> None:
        joined = self.joined
        joined.usable = {key for key, state in states.items() if state != "missing"} - self.unusable
        joined.stale = {key for key, state in states.items() if state == "stale"}
        joined.tally.begun = bool(joined.page.units) or not joined.source.units
        for key, words in joined.source.words().items():
            joined.tally.add(states[key], words)

    @property
    def source(self) -> Source:
        return self.joined.page.source

    def _tell(self, place: Place, code: str, message: str, advice: str, notes: tuple[str, ...] = ()) -> None:
        self.own.at(self.source, place, code, message, advice, notes=notes)

    def _check_name(self) -> None:
        word = self.joined.page.meta.words.get("translation")
        if word and word.text != self.joined.source.name:
            message = f"`{word.text}` is not the source of this file"
            advice = f"the file beside it has the id `{self.joined.source.name}`"
            self._tell(word.place, "T008", message, advice)

    def _unit(self, unit: Unit, translated: Unit | None, *, stamped: bool) -> str:
        if translated is None and not self.joined.page.units:
            return "missing"  # only the title is translated so far: said once, by the figures of coverage
        if translated is None or self._is_untouched(unit, translated):
            self._untranslated(unit, translated)
            return "missing"
        stale = bool(translated.hash) and translated.hash != self.hashes[unit.key]
        if stale:
            notes = (f"source changed, {self.joined.source.source.path}:{unit.line}",)
            advice = f"edit it, then run `elearn tr accept {self.source.path} {unit.key}`"
            self._tell(translated.place, "T001", f"`{unit.key}` is out of date", advice, notes)
        elif stamped and not translated.hash:
            self._tell(translated.place, "T003", "does not say which source text it translates", _STAMP)
        self._question(unit.key, stale=stale)
        return "stale" if stale else "current"

    def _question(self, key: str, *, stale: bool) -> None:
        """A question is shown as a whole in one language, or not at all."""
        theirs = next((question for question in self.joined.source.questions() if question.key == key), None)
        ours = next((question for question in self.joined.page.questions() if question.key == key), None)
        if theirs and ours and not fits(theirs, self.source, ours, self.own, stale=stale):
            self.unusable.add(key)

    def _is_untouched(self, unit: Unit, translated: Unit) -> bool:
        """True for what `elearn tr new` leaves to be filled in, and for a section without its text."""
        if translated.title == PLACEHOLDER:
            return True
        return self.joined.source.type != "quiz" and translated.is_empty() and not unit.is_empty()

    def _untranslated(self, unit: Unit, translated: Unit | None) -> None:
        where = f"{self.joined.source.source.path.rpartition('/')[2]}:{unit.line}"
        language = self.joined.source.meta.text("lang", "en")
        advice = f"learners see the {language} text here; copy it from {where}"
        place = self.source.end if translated is None else translated.place
        self._tell(place, "T002", f"`{unit.key}` is not translated yet", advice)

    def _front(self, *, stamped: bool) -> str:
        meta = self.joined.page.meta
        if meta.text("title", PLACEHOLDER) == PLACEHOLDER:
            self._tell(meta.place("translation"), "T002", "`title` is not translated yet", 'add title: "…"')
            return "missing"
        self._objectives()
        stamp = meta.text("source")
        if not stamp:
            if stamped:
                message = "title and summary do not say which source text they translate"
                self._tell(meta.place("translation"), "T003", message, _STAMP)
            return "current"
        if stamp == self.hashes[FRONT]:
            return "current"
        notes = (f"source changed, {self.joined.source.source.path}:1",)
        advice = f"edit them, then run `elearn tr accept {self.source.path} source`"
        self._tell(meta.words["source"].place, "T001", "title, summary or objectives are out of date", advice, notes)
        return "stale"

    def _objectives(self) -> None:
        theirs, ours = self.joined.source.meta.objectives, self.joined.page.meta.objectives
        for key, word in ours.items():
            if key not in theirs:
                advice = did_you_mean(key, theirs, "delete it")
                self._tell(word.place, "T007", f"objective `{key}` does not exist in the source", advice)
        for key in theirs:
            if key not in ours:
                place = self.joined.page.meta.place("objectives")
                message = f"objective `{key}` is not translated yet"
                self._tell(place, "T002", message, f"add {key}: under objectives")

    def _surplus(self, units: dict[str, Unit]) -> None:
        known = self.joined.source.unit_keys()
        for key, unit in units.items():
            if key not in known:
                advice = did_you_mean(key, known - units.keys(), "delete it, or write it into the source first")
                self._tell(unit.place, "T007", f"`{key}` does not exist in the source", advice)


_STAMP = "when it renders the text of today, run `elearn tr accept` on this file"


def keys_at(page: Page, lines: Iterable[int]) -> set[str]:
    """The keys of the units in which these lines stand; the empty key for the front matter."""
    starts = [0, *(min(unit.line, unit.place.line) for unit in page.units)]
    keys = [FRONT, *(unit.key for unit in page.units)]
    return {FRONT if line < page.front.body else keys[bisect_right(starts, line) - 1] for line in lines}
