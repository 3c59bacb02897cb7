"""The site that can be published: every module without errors, in every language that has something of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from elearn.content.assembly import Rendered, make_intro, make_lesson
from elearn.content.diagnostics import Findings
from elearn.content.glossary import TermDraft, lexicon_of, read_terms
from elearn.content.learning_paths import make_path
from elearn.content.library import Library
from elearn.content.mentions import Lexicon
from elearn.content.moves import successors_of
from elearn.content.outline import SOURCE_LANGUAGE, CourseDraft, ModuleDraft
from elearn.content.pages import Page
from elearn.content.quizmaking import make_quiz
from elearn.content.translation import Joined, nothing
from elearn.content.wording import source_texts
from elearn.domain.course import Course, Coverage, LearningPath, Lesson, Module, Quiz, Site, Term, TermText


@dataclass(slots=True)
class Publication:
    site: Site
    media: Mapping[str, bytes]
    broken: Mapping[str, frozenset[str]]
    broken_paths: frozenset[str]
    texts: Mapping[str, str]


def publish(library: Library, languages: Sequence[str], findings: Findings) -> Publication:
    """Leaves out what has errors. Pictures are published when a published page shows them.

    `texts` are the words of every published unit in its source language, by `part#key`.
    """
    return Publisher(library, tuple(languages), {error.path for error in findings.errors()}).publish()


@dataclass(slots=True)
class Publisher:
    """Makes the values of the site from its pages; `faulty` are the paths of files with errors."""

    library: Library
    languages: tuple[str, ...]
    faulty: set[str]
    lexicons: dict[str, Lexicon] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    media: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def publish(self) -> Publication:
        self.lexicons = self.all_lexicons()
        courses = [course for draft in self.library.courses if (course := self.course(draft))]
        courses.sort(key=lambda course: (course.order, course.id))
        site = Site(tuple(courses), self.terms(), dict(sorted(self.addresses.items())), self._paths())
        broken = {course: frozenset(modules) for course, modules in self.broken.items()}
        faulty = frozenset(page.name for page in self._path_pages() if page.source.path in self.faulty)
        return Publication(site, self.media, broken, faulty, self.texts)

    def _path_pages(self) -> list[Page]:
        return [page for page in self.library.pages.values() if page.type == "path" and not page.meta.draft]

    def _paths(self) -> tuple[LearningPath, ...]:
        sound = [page for page in self._path_pages() if page.source.path not in self.faulty]
        paths = [make_path(self._rendered(page.meta.text("lang", SOURCE_LANGUAGE), page)) for page in sound]
        return tuple(sorted(paths, key=lambda path: (path.order, path.id)))

    def all_lexicons(self) -> dict[str, Lexicon]:
        """The terms that each language mentions by its own words, the source's where it has none."""
        return {
            language: self.library.memory.recall(
                ("lexicon", language),
                (self.library.terms, self._joined_glossary(language)),
                partial(self._lexicon, language),
                Findings(),
            )
            for language in self.languages
        }

    def _lexicon(self, language: str, _: Findings) -> Lexicon:
        drafts = self._term_drafts(language)
        return lexicon_of([drafts.get(key, term) for key, term in self.library.terms.items()])

    def _term_drafts(self, language: str) -> dict[str, TermDraft]:
        joined = self._joined_glossary(language)
        if joined is None:
            return {}
        return {key: term for key, term in read_terms(joined.page).items() if key in joined.usable}

    def _joined_glossary(self, language: str) -> Joined | None:
        glossary = self.library.glossary
        return self.library.joined.get(glossary.source.inside, {}).get(language) if glossary else None

    def course(self, draft: CourseDraft) -> Course | None:
        """None for one that is not published: a draft, or an error in its own file."""
        if self.is_hidden(draft.page):
            return None
        if draft.page.source.path in self.faulty or draft.language not in self.languages:
            self.broken.setdefault(draft.id, set()).add("")
            return None
        modules = []
        for module in draft.modules:
            if self.is_hidden(module.page):
                continue
            if self._is_faulty(draft, module):
                self.broken.setdefault(draft.id, set()).add(module.page.name)
            else:
                modules.append(self._module(draft, module))
        rendered = self._rendered(draft.language, draft.page)
        return Course(
            id=draft.id,
            language=draft.language,
            titles=rendered.words("title"),
            summaries=rendered.words("summary"),
            modules=tuple(modules),
            objectives=rendered.objectives(),
            intro=make_intro(rendered),
            coverage={language: self._coverage(draft, language) for language in self.languages},
            order=int(draft.page.meta.text("order", "999")),
        )

    def _is_faulty(self, draft: CourseDraft, module: ModuleDraft) -> bool:
        paths = {page.source.path for page in (module.page, *module.parts)}
        for page in module.parts:
            targets = self.library.targets[page.source.inside][draft.language]
            paths.update(self.library.atlas.gallery.path_of(place) for place, _ in targets.looked)
        return not paths.isdisjoint(self.faulty)

    def _module(self, draft: CourseDraft, module: ModuleDraft) -> Module:
        rendered = self._rendered(draft.language, module.page)
        parts: list[Lesson | Quiz] = []
        for page in module.parts:
            self._collect_pictures(draft, page)
            parts.append(self.part(draft, page))
        titles, summaries = rendered.words("title"), rendered.words("summary")
        moved = successors_of(module, self.library.courses)
        return Module(module.page.meta.id, titles, summaries, tuple(parts), moved)

    def is_hidden(self, page: Page) -> bool:
        """A course or module that its authors keep to themselves."""
        return page.meta.draft

    def part(self, draft: CourseDraft, page: Page) -> Lesson | Quiz:
        """The lesson or quiz of an error-free page."""
        rendered = self._rendered(draft.language, page)
        inside = page.source.inside
        solutions = self.library.solutions.get(inside)
        given = (page, rendered.language, rendered.joined, rendered.targets, rendered.lexicons, solutions)
        return self.library.memory.recall(
            ("part", inside),
            given,
            lambda _: make_lesson(rendered) if solutions is None else make_quiz(rendered, solutions),
            Findings(),
        )

    def _rendered(self, language: str, page: Page) -> Rendered:
        inside = page.source.inside
        joined = dict(sorted(self.library.joined.get(inside, {}).items()))
        self.texts |= {f"{page.name}#{key}": text for key, text in source_texts(page).items()}
        return Rendered(page, language, joined, self.library.targets[inside], self.lexicons)

    def _collect_pictures(self, draft: CourseDraft, page: Page) -> None:
        for targets in self.library.targets[page.source.inside].values():
            for place, language in targets.looked:
                picture = self.library.atlas.gallery.find(place, language)
                if picture:
                    self.addresses[picture.address(draft.id)] = picture.hash
                    self.media[picture.hash] = picture.data

    def _coverage(self, draft: CourseDraft, language: str) -> Coverage:
        words = {"current": 0, "stale": 0, "missing": 0}
        for page in draft.pages():
            joined: Joined | None = self.library.joined.get(page.source.inside, {}).get(language)
            tally = joined.tally if joined else nothing(page)
            if language == draft.language:
                words["current"] += tally.words["missing"]
                continue
            for state, count in tally.words.items():
                words[state] += count
        return Coverage(**words)

    def terms(self) -> dict[str, Term]:
        """The glossary, by key."""
        glossary = self.library.glossary
        if glossary is None:
            return {}
        language = glossary.meta.text("lang", "en")
        self.texts |= {f"{glossary.name}#{key}": text for key, text in source_texts(glossary).items()}
        rendered = Rendered(
            glossary,
            language,
            self.library.joined.get(glossary.source.inside, {}),
            self.library.targets[glossary.source.inside],
        )
        by_language = {language: self.library.terms} | {code: self._term_drafts(code) for code in rendered.joined}
        terms = {}
        for key, term in sorted(self.library.terms.items()):
            texts = {
                code: _term_text(rendered, code, drafts[key]) for code, drafts in by_language.items() if key in drafts
            }
            terms[key] = Term(key, texts, term.keep)
        return terms


def _term_text(rendered: Rendered, language: str, draft: TermDraft) -> TermText:
    definition = rendered.rendering(language, terms=False).inline(draft.definition)
    return TermText(draft.term, draft.expansion, definition, draft.forms)
