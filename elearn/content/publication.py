"""The site that can be published: every module without errors, in every language that has something of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from elearn.content.assembly import Rendered, make_intro, make_lesson
from elearn.content.attachments import Attachment
from elearn.content.diagnostics import Findings
from elearn.content.glossary import TermDraft, lexicon_of, read_terms
from elearn.content.includes import included_pages, make_included
from elearn.content.learning_paths import make_path
from elearn.content.library import Library, shelf_of, source_language
from elearn.content.mentions import Lexicon
from elearn.content.moves import successors_of
from elearn.content.newsletter import make_issues
from elearn.content.outline import SOURCE_LANGUAGE, CourseDraft, ModuleDraft
from elearn.content.pages import Page
from elearn.content.quizmaking import make_quiz
from elearn.content.recordings import make_recording
from elearn.content.targets import Targets
from elearn.content.translation import Joined, nothing
from elearn.content.webinars import make_webinar
from elearn.content.wording import source_texts
from elearn.domain.course import Course, Coverage, LearningPath, Lesson, Module, Quiz, Site, Term, TermText
from elearn.domain.recordings import Recording
from elearn.domain.webinars import Webinar


@dataclass(slots=True)
class Publication:
    site: Site
    media: Mapping[str, bytes]
    broken: Mapping[str, frozenset[str]]
    broken_paths: frozenset[str]
    broken_webinars: frozenset[str]
    texts: Mapping[str, str]
    broken_issues: frozenset[str] = frozenset()


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
        terms, paths, webinars = self.terms(), self._paths(), self._webinars()
        issues, faulty_issues = make_issues(self.library.pages.values(), self.faulty, self._rendered)
        addresses = dict(sorted(self.addresses.items()))
        site = Site(tuple(courses), terms, addresses, paths, webinars, issues=issues)
        broken = {course: frozenset(modules) for course, modules in self.broken.items()}
        faulty = frozenset(page.name for page in self._path_pages() if page.source.path in self.faulty)
        events = frozenset(page.name for page in self._events() if self._is_faulty_event(page))
        return Publication(site, self.media, broken, faulty, events, self.texts, faulty_issues)

    def _path_pages(self) -> list[Page]:
        return [page for page in self.library.pages.values() if page.type == "path" and not page.meta.draft]

    def _paths(self) -> tuple[LearningPath, ...]:
        sound = [page for page in self._path_pages() if page.source.path not in self.faulty]
        paths = [make_path(self._rendered(page.meta.text("lang", SOURCE_LANGUAGE), page)) for page in sound]
        return tuple(sorted(paths, key=lambda path: (path.order, path.id)))

    def _events(self) -> list[Page]:
        return [page for page in self.library.pages.values() if page.type == "webinar" and not page.meta.draft]

    def _is_faulty_event(self, page: Page) -> bool:
        paths = {page.source.path} | self.library.recordings[page.source.inside].paths
        paths |= {path for targets in self._targets(page).values() for path in targets.paths()}
        return not paths.isdisjoint(self.faulty)

    def _webinars(self) -> tuple[Webinar, ...]:
        """Webinars and other events, by their id."""
        made = []
        for page in self._events():
            if self._is_faulty_event(page):
                continue
            rendered = self._rendered(page.meta.text("lang", SOURCE_LANGUAGE), page)
            files, shelf = self.library.recordings[page.source.inside], shelf_of(page)
            self._collect_files(page)
            self._keep(shelf, files.attachments())
            made.append(make_webinar(rendered, files, shelf, self.library.pages))
        return tuple(sorted(made, key=lambda webinar: webinar.id))

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
        pages = [module.page, *module.parts, *module.recordings]
        pages += [other for page in module.parts for _, other in self._shared(draft, page)]
        paths = {page.source.path for page in pages}
        for page in pages:
            looked = self._targets(page)[draft.language].looked
            paths.update(self.library.atlas.gallery.path_of(place) for place, _ in looked)
            paths.update(file for targets in self._targets(page).values() for file in targets.paths())
        for page in module.recordings:
            paths |= self.library.recordings[page.source.inside].paths
        return not paths.isdisjoint(self.faulty)

    def _targets(self, page: Page) -> Mapping[str, Targets]:
        return self.library.targets.get(page.source.inside, {})

    def _module(self, draft: CourseDraft, module: ModuleDraft) -> Module:
        rendered = self._rendered(draft.language, module.page)
        parts = tuple(self.part(draft, page) for page in module.parts)
        recordings = tuple(self.recording(draft, page) for page in module.recordings)
        titles, summaries = rendered.words("title"), rendered.words("summary")
        moved = successors_of(module, self.library.courses)
        return Module(module.page.meta.id, titles, summaries, parts, moved, recordings)

    def _shared(self, draft: CourseDraft, page: Page) -> list[tuple[str, Page]]:
        """The shared texts of a lesson; one in another language than the course is an error of the lesson."""
        found = included_pages(self.library.includes[page.source.inside], self.library.pages)
        return [
            (key, other)
            for key, other in found
            if not self.is_hidden(other) and source_language(self.library, other) == draft.language
        ]

    def _keep(self, shelf: str, files: Iterable[Attachment]) -> None:
        for file in files:
            self.addresses[file.address(shelf)] = file.hash
            self.media[file.hash] = file.data

    def is_hidden(self, page: Page) -> bool:
        """A course, module or shared text that its authors keep to themselves."""
        return page.meta.draft

    def part(self, draft: CourseDraft, page: Page) -> Lesson | Quiz:
        """The lesson or quiz of an error-free page."""
        self._collect_files(page)
        rendered, inside = self._rendered(draft.language, page), page.source.inside
        solutions = self.library.solutions.get(inside)
        included = [] if solutions is not None else self._shared(draft, page)
        shared = {key: self._rendered(draft.language, other) for key, other in included}
        for _, other in included:
            self._collect_files(other)

        def make(_: Findings) -> Lesson | Quiz:
            if solutions is not None:
                return make_quiz(rendered, solutions)
            return make_lesson(rendered, {key: make_included(other) for key, other in shared.items()})

        given = (*rendered.given(), solutions, [(key, *other.given()) for key, other in shared.items()])
        return self.library.memory.recall(("part", inside), given, make, Findings())

    def recording(self, draft: CourseDraft, page: Page) -> Recording:
        """The page of a recording, without errors."""
        inside = page.source.inside
        rendered, files = self._rendered(draft.language, page), self.library.recordings[inside]
        self._collect_files(page)
        self._keep(draft.id, files.attachments())

        def make(_: Findings) -> Recording:
            return make_recording(rendered, files, draft.id)

        given = (*rendered.given(), files, draft.id)
        return self.library.memory.recall(("part", inside), given, make, Findings())

    def _rendered(self, language: str, page: Page) -> Rendered:
        inside = page.source.inside
        joined = dict(sorted(self.library.joined.get(inside, {}).items()))
        self.texts |= {f"{page.name}#{key}": text for key, text in source_texts(page).items()}
        return Rendered(page, language, joined, self.library.targets[inside], self.lexicons)

    def _collect_files(self, page: Page) -> None:
        """The pictures that a page shows and the files that it gives out, in every language."""
        for targets in self._targets(page).values():
            for place, language in targets.looked:
                picture = self.library.atlas.gallery.find(place, language)
                if picture:
                    self.addresses[picture.address(targets.course)] = picture.hash
                    self.media[picture.hash] = picture.data
            self._keep(targets.course, targets.files())

    def _coverage(self, draft: CourseDraft, language: str) -> Coverage:
        words = {"current": 0, "stale": 0, "missing": 0}
        shared = {id(other): other for page in draft.parts() for _, other in self._shared(draft, page)}
        for page in [*draft.pages(), *shared.values()]:
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
