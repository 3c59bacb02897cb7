"""What a source file said before: from git, or from wherever else older wordings are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from elearn.content.diagnostics import Findings
from elearn.content.git import Silent, ask_git, is_outside
from elearn.content.hashes import text_hash
from elearn.content.pages import NO_DAY, Page, read_page
from elearn.content.renames import former_keys
from elearn.content.source import read_source
from elearn.content.wording import source_texts

MOST_COMMITS = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """What a unit said from a change on. `change` names it (`3207b9f`, `release 12`); empty when not saved yet."""

    text: str
    change: str = ""
    day: str = ""
    author: str = ""

    @property
    def hash(self) -> str:
        return text_hash([self.text])


class Past(Protocol):
    """A memory of wordings."""

    def wordings(self, page: Page, key: str) -> Iterator[Wording]:
        """What a unit of a source file says now and said before, the newest first, each once in a row."""


def names_of(page: Page, key: str) -> tuple[str, ...]:
    """The key with those that it had before."""
    unit = page.unit(key)
    return (key, *(former_keys(unit.marker) if unit else ()))


def told_once(wordings: Iterator[Wording]) -> Iterator[Wording]:
    """Of equal ones in a row the oldest: the change that brought the words, not one that left them alone."""
    kept: Wording | None = None
    for wording in wordings:
        if kept is not None and kept.text != wording.text:
            yield kept
        kept = wording
    if kept is not None:
        yield kept


@dataclass(slots=True)
class GitPast:
    """The commits of each file, also under former names. Without git, or outside a repository, only the present.

    `file` finds the file behind a path as diagnostics show it. `sure` is False once git did not answer in time.
    """

    file: Callable[[str], Path]
    kept: dict[str, list[_Version]] = field(default_factory=dict)
    sure: bool = True

    def wordings(self, page: Page, key: str) -> Iterator[Wording]:
        return told_once(self._wordings(page, key))

    def pages(self, page: Page) -> Iterator[Page]:
        """The file as earlier commits left it, the newest first."""
        now = page.source
        for version in _read_versions(self.file(now.path)):
            source = read_source(now.path, version.data, slug=now.slug, language=now.language, inside=now.inside)
            yield read_page(source, NO_DAY, Findings(), kind=page.type)

    def _wordings(self, page: Page, key: str) -> Iterator[Wording]:
        yield Wording(source_texts(page)[key])
        path = page.source.path
        if path not in self.kept:
            self.kept[path] = self._versions(path)
        names = names_of(page, key)
        for version in self.kept[path]:
            texts = version.read(page)
            text = next((texts[name] for name in names if name in texts), None)
            if text is not None:
                yield replace(version.wording, text=text)

    def _versions(self, path: str) -> list[_Version]:
        try:
            return _read_versions(self.file(path))
        except Silent:
            self.sure = False
            return []


@dataclass(slots=True)
class _Version:
    """A file as one commit left it; read when it is asked for."""

    wording: Wording
    data: bytes
    texts: dict[str, str] = field(default_factory=dict)

    def read(self, page: Page) -> dict[str, str]:
        if not self.texts:
            now = page.source
            source = read_source(now.path, self.data, slug=now.slug, inside=now.inside)
            self.texts = source_texts(read_page(source, NO_DAY, Findings(), kind=page.type))
        return self.texts


def _read_versions(file: Path) -> list[_Version]:
    if is_outside(file.parent):
        return []
    shape = ("-z", "--name-only", "--no-show-signature", "--format=%x01%h%x00%as%x00%an")
    log = ask_git(file.parent, "log", "--follow", f"-n{MOST_COMMITS}", *shape, "--", file.name)
    commits = [entry.split("\0") for entry in log.decode(errors="replace").split("\1") if entry]
    named = [(commit[:3], commit[3].strip()) for commit in commits if len(commit) > 3]
    wanted = "".join(f"{commit[0]}:{name}\n" for commit, name in named)
    answer = ask_git(file.parent, "cat-file", "--batch", given=wanted.encode())
    versions: list[_Version] = []
    for (change, day, author), _ in named:
        head, _newline, answer = answer.partition(b"\n")
        words = head.split()
        if len(words) == 3 and words[1] == b"blob":
            size = int(words[2])
            versions.append(_Version(Wording("", change, day, author), answer[:size]))
            answer = answer[size + 1 :]
    return versions
