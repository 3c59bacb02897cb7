"""From pages and their translations to the values that are published: lessons and their texts in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from elearn.content.document import plain
from elearn.content.mentions import Lexicon
from elearn.content.pages import Page
from elearn.content.renames import former_keys
from elearn.content.render import Rendering
from elearn.content.targets import Targets
from elearn.content.translation import Joined
from elearn.content.units import INTRO, Unit
from elearn.content.words import count_tokens, minutes
from elearn.domain.course import Lesson, Objective, Section, SectionText, Texts


@dataclass(slots=True, eq=False)
class Rendered:
    """One source file with its translations, and how to render each."""

    page: Page
    language: str
    joined: Mapping[str, Joined]
    targets: Mapping[str, Targets]
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)

    def given(self) -> tuple[object, ...]:
        """All that its pieces are made of: for the memory."""
        return self.page, self.language, self.joined, self.targets, self.lexicons

    def rendering(self, language: str, *, terms: bool) -> Rendering:
        """`terms` marks the mentions of terms: for lessons, whose pages define them."""
        targets = self.targets[language]
        return Rendering(
            language,
            targets.href,
            lambda written: targets.shown(written, language),
            targets.insert,
            self.lexicons.get(language, Lexicon({})) if terms else None,
            automatic=self.page.meta.text("glossary", "on") == "on",
        )

    def words(self, key: str) -> Texts:
        """`title` or `summary` in every language that has it."""
        texts = {self.language: self.page.meta.text(key)}
        for language, joined in self.joined.items():
            if joined.front and joined.page.meta.text(key):
                texts[language] = joined.page.meta.text(key)
        return texts

    def objectives(self) -> tuple[Objective, ...]:
        return tuple(
            Objective(
                key,
                {self.language: word.text}
                | {
                    language: joined.page.meta.objectives[key].text
                    for language, joined in self.joined.items()
                    if joined.front and key in joined.page.meta.objectives
                },
            )
            for key, word in self.page.meta.objectives.items()
        )

    def drafts(self) -> frozenset[str]:
        """Languages whose text nobody has reviewed yet."""
        return frozenset(
            language for language, joined in self.joined.items() if joined.page.meta.text("status") == "draft"
        )

    def units(self, unit: Unit) -> Iterable[tuple[str, Unit, bool]]:
        """A unit in every language that can show it, with whether it is out of date."""
        yield self.language, unit, False
        for language, joined in self.joined.items():
            translated = joined.unit(unit.key)
            if translated:
                yield language, translated, unit.key in joined.stale


def make_lesson(rendered: Rendered, included: Mapping[str, Sequence[Section]]) -> Lesson:
    """The lesson of an error-free page; `included` are the sections of shared texts that follow one of its own."""
    meta = rendered.page.meta
    sections = tuple(
        section
        for unit in rendered.page.units
        for section in (make_section(rendered, unit), *included.get(unit.key, ()))
    )
    words = sum(section.texts[rendered.language].words for section in sections if not section.facilitator)
    return Lesson(
        id=meta.id,
        titles=rendered.words("title"),
        summaries=rendered.words("summary"),
        minutes=int(meta.text("minutes")) if meta.text("minutes") else minutes(words),
        sections=sections,
        objectives=rendered.objectives(),
        facts=tuple(meta.facts),
        reviewed=meta.text("reviewed"),
        draft_languages=rendered.drafts(),
    )


def make_section(rendered: Rendered, unit: Unit, key: str = "") -> Section:
    """A unit in every language that can show it; `key` is the one it has on the page, when that is another."""
    texts: dict[str, SectionText] = {}
    for language, written, stale in rendered.units(unit):
        html, terms = rendered.rendering(language, terms=True).section(written.tokens)
        texts[language] = SectionText(written.title, html, count_tokens(written.tokens), stale, terms)
    facilitator = bool(unit.marker and "facilitator" in unit.marker.attributes)
    return Section(key or unit.key, texts, facilitator, former_keys(unit.marker))


def make_intro(rendered: Rendered) -> Texts:
    """What a course page says below its title."""
    unit = rendered.page.unit(INTRO)
    if unit is None:
        return {}
    return {
        language: rendered.rendering(language, terms=False).block(written.tokens)
        for language, written, _ in rendered.units(unit)
    }


def pool_titles(rendered: Rendered, unit: Unit | None) -> Texts:
    """The title of a pool; empty for questions without one."""
    if unit is None:
        return {rendered.language: ""}
    return {
        language: plain(written.heading) if written.heading else "" for language, written, _ in rendered.units(unit)
    }
