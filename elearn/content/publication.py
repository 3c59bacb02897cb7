"""The site that can be published: every module without errors, in every language that has something of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from elearn.content.assembly import Rendered, make_intro, make_lesson
from elearn.content.attachments import Attachment
from elearn.content.diagnostics import Findings
from elearn.content.glossary import TermDraft, lexicon_of, read_terms
from elearn.content.includes import included_pages, make_included
from elearn.content.learning_paths import make_path
from elearn.content.library import Library
from elearn.content.mentions import Lexicon
from elearn.content.moves import successors_of
from elearn.content.outline import SOURCE_LANGUAGE, CourseDraft, ModuleDraft
from elearn.content.pages import Page
from elearn.content.pictures import Picture
from elearn.content.quizmaking import make_quiz
from elearn.content.recordings import make_recording
from elearn.content.targets import Targets, pictures_of
from elearn.content.translation import Joined, nothing
from elearn.content.wording import source_texts
from elearn.domain.course import Course, Coverage, LearningPath, Lesson, Module, Quiz, Section, Site, Term, TermText
from elearn.domain.recordings import Recording


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
    return _Publisher(library, tuple(languages), {error.path for error in findings.errors()}).publish()


@dataclass(slots=True)
class _Publisher:
    library: Library
    languages: tuple[str, ...]
    faulty: set[str]
    lexicons: dict[str, Lexicon] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    media: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def publish(self) -> Publication:
        self.lexicons = self._all_lexicons()
        courses = [course for draft in self.library.courses if (course := self._course(draft))]
        courses.sort(key=lambda course: (course.order, course.id))
        site = Site(tuple(courses), self._terms(), dict(sorted(self.addresses.items())), self._paths())
        broken = {course: frozenset(modules) for course, modules in self.broken.items()}
        faulty = frozenset(page.name for page in self._path_pages() if page.source.path in self.faulty)
        return Publication(site, self.media, broken, faulty, self.texts)

    def _path_pages(self) -> list[Page]:
        return [page for page in self.library.pages.values() if page.type == "path" and not page.meta.draft]

    def _paths(self) -> tuple[LearningPath, ...]:
        sound = [page for page in self._path_pages() if page.source.path not in self.faulty]
        paths = [make_path(self._rendered(page.meta.text("lang", SOURCE_LANGUAGE), page)) for page in sound]
        return tuple(sorted(paths, key=lambda path: (path.order, path.id)))

    def _all_lexicons(self) -> dict[str, Lexicon]:
        source = self.library.terms
        lexicons = {}
        for language in self.languages:
            drafts = self._term_drafts(language)
            lexicons[language] = lexicon_of([drafts.get(key, term) for key, term in source.items()])
        return lexicons

    def _term_drafts(self, language: str) -> dict[str, TermDraft]:
        glossary = self.library.glossary
        joined = self.library.joined.get(glossary.source.inside, {}).get(language) if glossary else None
        if joined is None:
            return {}
        return {key: term for key, term in read_terms(joined.page).items() if key in joined.usable}

    def _course(self, draft: CourseDraft) -> Course | None:
        if draft.page.meta.draft:
            return None
        if draft.page.source.path in self.faulty or draft.language not in self.languages:
            self.broken.setdefault(draft.id, set()).add("")
            return None
        modules = []
        for module in draft.modules:
            if module.page.meta.draft:
                continue
            if self._is_faulty(module):
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

    def _is_faulty(self, module: ModuleDraft) -> bool:
        pages = [module.page, *module.parts, *module.recordings]
        pages += [other for page in module.parts for _, other in included_pages(page, self.library.pages)]
        paths = {page.source.path for page in pages}
        for page in pages:
            paths.update(self.library.atlas.picture_path(page, written) for written in pictures_of(page))
            paths.update(file for _, targets in self._targets(page) for file in targets.paths())
        for page in module.recordings:
            paths |= self.library.recordings[page.source.inside].paths
        return not paths.isdisjoint(self.faulty)

    def _targets(self, page: Page) -> Iterable[tuple[str, Targets]]:
        return self.library.targets.get(page.source.inside, {}).items()

    def _module(self, draft: CourseDraft, module: ModuleDraft) -> Module:
        rendered = self._rendered(draft.language, module.page)
        parts: list[Lesson | Quiz] = []
        for page in module.parts:
            self._collect_files(draft.language, page)
            part = self._rendered(draft.language, page)
            if page.type == "quiz":
                parts.append(make_quiz(part, self.library.solutions[page.source.inside]))
            else:
                parts.append(make_lesson(part, self._included(draft, page)))
        titles, summaries = rendered.words("title"), rendered.words("summary")
        moved = successors_of(module, self.library.courses)
        recordings = tuple(self._recording(draft, page) for page in module.recordings)
        return Module(module.page.meta.id, titles, summaries, tuple(parts), moved, recordings)

    def _included(self, draft: CourseDraft, page: Page) -> dict[str, tuple[Section, ...]]:
        included = {}
        for key, other in included_pages(page, self.library.pages):
            self._collect_files(draft.language, other)
            included[key] = make_included(self._rendered(draft.language, other))
        return included

    def _recording(self, draft: CourseDraft, page: Page) -> Recording:
        files = self.library.recordings[page.source.inside]
        self._collect_files(draft.language, page)
        self._keep(draft.id, files.attachments())
        return make_recording(self._rendered(draft.language, page), files, draft.id)

    def _keep(self, shelf: str, files: Iterable[Attachment]) -> None:
        for file in files:
            self.addresses[file.address(shelf)] = file.hash
            self.media[file.hash] = file.data

    def _rendered(self, language: str, page: Page) -> Rendered:
        inside = page.source.inside
        joined = dict(sorted(self.library.joined.get(inside, {}).items()))
        self.texts |= {f"{page.name}#{key}": text for key, text in source_texts(page).items()}
        return Rendered(page, language, joined, self.library.targets[inside], self.lexicons)

    def _collect_files(self, source: str, page: Page) -> None:
        """The pictures that a page shows and the files that it gives out, in every language."""
        joined = self.library.joined.get(page.source.inside, {})
        targets = dict(self._targets(page))
        shown = [(source, page), *((language, one.page) for language, one in joined.items())]
        for language, version in shown:
            for written in pictures_of(version):
                picture = self.library.atlas.picture(page, written, language)
                if isinstance(picture, Picture):
                    self.addresses[picture.address(targets[source].course)] = picture.hash
                    self.media[picture.hash] = picture.data
            self._keep(targets[language].course, targets[language].files())

    def _coverage(self, draft: CourseDraft, language: str) -> Coverage:
        words = {"current": 0, "stale": 0, "missing": 0}
        shared = {id(other): other for page in draft.parts() for _, other in included_pages(page, self.library.pages)}
        for page in [*draft.pages(), *shared.values()]:
            joined: Joined | None = self.library.joined.get(page.source.inside, {}).get(language)
            tally = joined.tally if joined else nothing(page)
            if language == draft.language:
                words["current"] += tally.words["missing"]
                continue
            for state, count in tally.words.items():
                words[state] += count
        return Coverage(**words)

    def _terms(self) -> dict[str, Term]:
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
