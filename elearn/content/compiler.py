"""The course compiler: a tree of Markdown files in, immutable values and every problem of every file out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from elearn.content.diagnostics import Diagnostic, Findings
from elearn.content.files import Tree, open_texts, read_tree
from elearn.content.library import Library, read_library
from elearn.content.memory import Memory
from elearn.content.publication import Publication, publish
from elearn.content.translation import Tally
from elearn.domain.course import Site


@dataclass(frozen=True, slots=True)
class Compiled:
    """`site` holds only modules without errors. `media` maps the SHA-256 of a picture to its bytes.

    `broken` maps a course id to the ids of its modules left out; the empty id says the whole course was.
    `broken_paths`, `broken_webinars` and `broken_issues` (of the newsletter) are the ids of those left out.
    `texts` maps `part#key` to the words behind a text hash.
    """

    site: Site
    media: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    broken: Mapping[str, frozenset[str]]
    broken_paths: frozenset[str] = frozenset()
    broken_webinars: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    broken_issues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """The pages that were read, and every problem of every file, by path and line."""

    library: Library
    diagnostics: tuple[Diagnostic, ...]

    @property
    def tallies(self) -> dict[str, Tally]:
        """How much of its source each translation renders, by its path."""
        return {joined.page.source.path: joined.tally for joined in self.library.all_joined()}


def compile_site(roots: Sequence[Path], *, languages: Sequence[str], today: date) -> Compiled:
    """Compiles every course below the roots; a later root may add to the courses of an earlier one.

    Never raises for what authors write. The same files give the same site, byte for byte, on every machine; `today`
    decides warnings only. An error leaves out its module, an error in course.md its course, an error in a translation
    the piece it stands in.
    """
    return compile_tree(read_tree(roots), languages=languages, today=today)


def check_tree(tree: Tree, *, languages: Sequence[str], today: date, memory: Memory | None = None) -> Checked:
    """Everything that is wrong, without rendering a page: for `elearn check` and the editor.

    With the memory of an earlier run the answer is the same, and comes sooner: see workbench.py.
    """
    findings, memory = Findings(), memory or Memory()
    library = read_library(open_texts(tree, languages, findings, memory), tree, today, findings, memory)
    return Checked(library, findings.sorted())


def compile_tree(tree: Tree, *, languages: Sequence[str], today: date, memory: Memory | None = None) -> Compiled:
    """The same for files in memory. Without a memory that is given, nothing of the pages stays."""
    findings, steps = Findings(), memory or Memory()
    sources = open_texts(tree, languages, findings, steps)
    library: Library = read_library(sources, tree, today, findings, steps)
    publication: Publication = publish(library, languages, findings)
    if memory is None:
        steps.forget()
    return Compiled(
        publication.site,
        publication.media,
        findings.sorted(),
        publication.broken,
        publication.broken_paths,
        publication.broken_webinars,
        publication.texts,
        broken_issues=publication.broken_issues,
    )
