"""Finding the files of a course tree and reading their names: `<slug>[.<language>].md`, and what stands beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from elearn.content.attachments import EXTENSIONS as ATTACHED
from elearn.content.attachments import MAX_BYTES as MAX_ATTACHED
from elearn.content.captions import EXTENSION as CAPTIONS
from elearn.content.diagnostics import Findings
from elearn.content.pictures import EXTENSIONS, MAX_BYTES
from elearn.content.slugs import first_words
from elearn.content.source import MAX_BYTES as MAX_TEXT
from elearn.content.source import PATHS, SHARED, File, Source, read_source

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LEDGER = ".keys"
KINDS = (".md", CAPTIONS, *EXTENSIONS, *ATTACHED)
# Files for people who look at the repository, not for learners.
SKIPPED = frozenset({"README.md"})


@dataclass(slots=True)
class Tree:
    """All files of all roots by their place below the root, a later root wins: texts, pictures, files to give out,
    captions, and ledgers of keys.
    """

    texts: list[File] = field(default_factory=list)
    pictures: dict[str, File] = field(default_factory=dict)
    attachments: dict[str, File] = field(default_factory=dict)
    captions: dict[str, File] = field(default_factory=dict)
    ledgers: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)

    def names(self) -> frozenset[str]:
        """Every file that a page may name."""
        texts = (file.inside for file in self.texts)
        return frozenset([*texts, *self.pictures, *self.attachments, *self.captions])

    def add(self, file: File) -> None:
        """Sorts a file into its kind; other kinds of files are not looked at."""
        name = file.path.rpartition("/")[2]
        if file.link:
            self.links.append(file.path)
        elif name == LEDGER:
            self.ledgers[file.inside] = file.data.decode("utf-8", errors="replace")
        elif name.endswith(".md") and name not in SKIPPED:
            self.texts.append(file)
        elif name.endswith(EXTENSIONS):
            self.pictures[file.inside] = file
        elif name.endswith(ATTACHED):
            self.attachments[file.inside] = file
        elif name.endswith(CAPTIONS):
            self.captions[file.inside] = file


def read_tree(roots: Sequence[Path]) -> Tree:
    """Every file of courses, paths and shared texts. What else begins with `_` or `.` is left out; links are not
    followed.
    """
    tree = Tree()
    taken: set[str] = set()
    for root in roots:
        shown = shown_root(root)
        shown = root.as_posix() if shown in taken else shown
        taken.add(shown)
        for path in _walk(root):
            inside = path.relative_to(root).as_posix()
            link = path.is_symlink()
            tree.add(File(f"{shown}/{inside}", inside, b"" if link else _read(path), link))
    return tree


def memory_tree(files: Mapping[str, str | bytes], root: str = "courses") -> Tree:
    """The same from memory: paths below the root -> content. For the editor's preview and for tests."""
    tree = Tree()
    for inside, content in sorted(files.items()):
        data = content.encode() if isinstance(content, str) else content
        tree.add(File(f"{root}/{inside}", inside, data))
    return tree


def shown_root(root: Path) -> str:
    """The root as people write it: from the current folder when it is below it, else by its name."""
    try:
        return root.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return root.resolve().name


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        below = folder == str(root)
        folders[:] = sorted(
            name for name in folders if not name.startswith(("_", ".")) or (below and f"{name}/" in (PATHS, SHARED))
        )
        for name in sorted(names):
            wanted = name == LEDGER or (name.endswith(KINDS) and not name.startswith(("_", ".")))
            # A pipe that is named like a lesson would be waited for without end.
            if wanted and (path := Path(folder, name)) and (path.is_file() or path.is_symlink()):
                yield path


def _read(path: Path) -> bytes:
    """At most one byte more than the largest file that is taken: enough to see that it is too large."""
    with path.open("rb") as file:
        return file.read((MAX_ATTACHED if path.name.endswith(ATTACHED) else MAX_BYTES) + 1)


def open_texts(tree: Tree, languages: Sequence[str], findings: Findings) -> list[Source]:
    """Every text whose name can be read, as a Source. Reports N001, N002, N007, F012 and slips of characters."""
    for path in tree.links:
        findings.file(path, "N007", "a symbolic link is not read", "put the file itself here")
    sources: list[Source] = []
    for file in tree.texts:
        name = file.path.rpartition("/")[2].removesuffix(".md")
        slug, _, language = name.partition(".")
        if _good_name(file.path, slug, language, languages, findings):
            sources.append(_open(file, slug, language, findings))
    return sources


def _good_name(path: str, slug: str, language: str, languages: Sequence[str], findings: Findings) -> bool:
    if language and language not in languages:
        message = f"`.{language}` is not a language of this site ({', '.join(languages)})"
        better = f"{slug}-{first_words(language)}".strip("-")
        findings.file(path, "N002", message, f"use `{better}.md`, or one of these languages")
        return False
    if not NAME.fullmatch(slug):
        better = first_words(slug, count=8) or "lesson"
        suffix = f".{language}" if language else ""
        message = "file name has characters other than a-z, 0-9, hyphen"
        findings.file(path, "N001", message, f"rename to `{better}{suffix}.md`")
        return False
    return True


def _open(file: File, slug: str, language: str, findings: Findings) -> Source:
    data = file.data
    if len(data) > MAX_TEXT:
        findings.file(file.path, "F012", f"file is larger than {MAX_TEXT // 1024} KiB", "split it into two")
        data = data[:MAX_TEXT].decode("utf-8", errors="ignore").encode()
    source = read_source(file.path, data, slug=slug, language=language, inside=file.inside)
    for slip in source.slips:
        findings.at(source, slip.place, slip.code, slip.message, slip.advice)
    return source
