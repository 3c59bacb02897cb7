"""Finding the files of a course tree and reading their names: `<slug>[.<language>].md`, and what stands beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from elearn.content.attachments import EXTENSIONS as ATTACHED
from elearn.content.attachments import MAX_BYTES as MAX_ATTACHED
from elearn.content.captions import EXTENSION as CAPTIONS
from elearn.content.diagnostics import Findings
from elearn.content.memory import Memory
from elearn.content.pictures import EXTENSIONS, MAX_BYTES
from elearn.content.slugs import first_words
from elearn.content.source import ISSUES, PATHS, SHARED, WEBINARS, File, Source, read_source
from elearn.content.source import MAX_BYTES as MAX_TEXT

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LEDGER = ".keys"
Entry = os.DirEntry[str]
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

    def beside(self) -> dict[str, File]:
        """Every file that stands beside the texts, by its place below the root."""
        return {**self.pictures, **self.attachments, **self.captions}

    def names(self) -> frozenset[str]:
        """Every file that a page may name."""
        return frozenset([*(file.inside for file in self.texts), *self.beside()])

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


def read_tree(roots: Sequence[Path], read: Callable[[Entry], bytes] | None = None) -> Tree:
    """Every file of courses, paths and shared texts. What else begins with `_` or `.` is left out; links are not
    followed.

    `read` gives the bytes of a file, at most one more than the largest that is taken; else they come from the disk.
    """
    tree = Tree()
    for entry, shown, inside in list_files(roots):
        tree.add(read_file(entry, shown, inside, read))
    return tree


def list_files(roots: Sequence[Path]) -> Iterator[tuple[Entry, str, str]]:
    """Every file that a tree is made of: its entry, its path as people write it, its path below the root."""
    taken: set[str] = set()
    for root in roots:
        name = shown_root(root)
        name = root.as_posix() if name in taken else name
        taken.add(name)
        for inside, entry in _walk(str(root), ""):
            yield entry, f"{name}/{inside}", inside


def read_file(entry: Entry, shown: str, inside: str, read: Callable[[Entry], bytes] | None = None) -> File:
    """A link is not followed. Raises OSError for a file that is gone by now."""
    link = entry.is_symlink()
    return File(shown, inside, b"" if link else (read or read_entry)(entry), link)


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


def _walk(folder: str, inside: str) -> Iterator[tuple[str, Entry]]:
    """Files with their place below the root: of a folder first its own, then those of its folders, by name."""
    folders: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                folders += [] if entry.is_symlink() else [entry.name]
            # A pipe that is named like a lesson would be waited for without end.
            elif _is_wanted(entry.name) and (entry.is_symlink() or entry.is_file()):
                yield f"{inside}{entry.name}", entry
    for name in folders:
        if not name.startswith(("_", ".")) or f"{inside}{name}/" in (ISSUES, PATHS, SHARED, WEBINARS):
            yield from _walk(f"{folder}{os.sep}{name}", f"{inside}{name}/")


def _is_wanted(name: str) -> bool:
    return name == LEDGER or (name.endswith(KINDS) and not name.startswith(("_", ".")))


def read_entry(entry: Entry) -> bytes:
    """At most one byte more than the largest file that is taken: enough to see that it is too large."""
    with Path(entry.path).open("rb") as file:
        return file.read((MAX_ATTACHED if entry.name.endswith(ATTACHED) else MAX_BYTES) + 1)


def open_texts(tree: Tree, languages: Sequence[str], findings: Findings, memory: Memory | None = None) -> list[Source]:
    """Every text whose name can be read, as a Source. Reports N001, N002, N007, F012 and slips of characters."""
    for path in tree.links:
        findings.file(path, "N007", "a symbolic link is not read", "put the file itself here")
    memory = memory or Memory()
    sources: list[Source] = []
    for file in tree.texts:
        name = file.path.rpartition("/")[2].removesuffix(".md")
        slug, _, language = name.partition(".")
        if _good_name(file.path, slug, language, languages, findings):
            opened = partial(_open, file, slug, language)
            sources.append(memory.recall(("text", file.path), (file,), opened, findings))
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
