"""Older wordings, asked from a real git repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.content.compiler import check_tree
from elearn.content.files import read_tree
from elearn.content.history import GitPast, Wording
from elearn.content.pages import Page
from tests.content.commits import git, save
from tests.content.trees import BASE, LANGUAGES, LESSON, TODAY, L


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small course as files."""
    for name, content in BASE.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "courses"


def wordings(root: Path, path: str, key: str) -> list[Wording]:
    page: Page = check_tree(read_tree([root]), languages=LANGUAGES, today=TODAY).library.pages[path]
    return list(GitPast(lambda shown: root / shown.partition("/")[2]).wordings(page, key))


def edit(root: Path, old: str, new: str, path: str = L) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def test_every_wording_is_told_with_the_commit_that_brought_it(root: Path) -> None:
    first = save(root)
    edit(root, "minutes: 5", "minutes: 6")
    save(root)
    edit(root, "Drop the zeros", "Drop all zeros")
    third = save(root)
    found = wordings(root, L, "short")
    assert [(one.change, one.day, one.author) for one in found] == [
        (third, "2026-11-18", "Olivia"),
        (first, "2026-11-18", "Olivia"),
    ]
    assert "Drop the zeros" in found[1].text


def test_what_is_not_committed_comes_first_and_has_no_name(root: Path) -> None:
    first = save(root)
    edit(root, "Drop the zeros", "Drop all zeros")
    assert [one.change for one in wordings(root, L, "short")] == ["", first]


def test_a_renamed_file_and_a_renamed_key_are_followed(root: Path) -> None:
    first = save(root)
    git(root, "mv", L, "ip/addresses/shorter.md")
    edit(root, "reading, quiz", "shorter, quiz", "ip/addresses/module.md")
    save(root)
    edit(root, "#short", "#brief was=short", "ip/addresses/shorter.md")
    edit(root, "Drop the zeros", "Drop all zeros", "ip/addresses/shorter.md")
    third = save(root)
    assert [one.change for one in wordings(root, "ip/addresses/shorter.md", "brief")] == [third, first]


def test_without_a_repository_only_the_present_is_known(root: Path) -> None:
    assert [one.change for one in wordings(root, L, "short")] == [""]


def test_without_git_only_the_present_is_known(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(root)
    edit(root, "Drop the zeros", "Drop all zeros")
    monkeypatch.setenv("PATH", "/nowhere")
    assert [one.change for one in wordings(root, L, "short")] == [""]


def test_a_version_that_was_no_course_file_is_passed_over(root: Path) -> None:
    (root / L).write_bytes(b"\xff\xfe\x00not a lesson")
    save(root)
    (root / L).write_text(LESSON, encoding="utf-8")
    second = save(root)
    assert [one.change for one in wordings(root, L, "short")] == [second]
