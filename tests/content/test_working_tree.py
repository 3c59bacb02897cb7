"""Files that somebody is writing in: only what changed is read, and nothing that an editor does is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from elearn.content import working_tree
from elearn.content.files import Entry, read_tree
from elearn.content.source import File
from elearn.content.working_tree import WorkingTree
from tests.content.trees import BASE, LESSON, L


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in BASE.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "courses"


def test_the_tree_is_the_one_that_is_checked(root: Path) -> None:
    working = WorkingTree([root])
    assert working.look()
    assert working.tree() == read_tree([root])
    assert not working.look()


def test_only_the_file_that_changed_is_read_again(root: Path) -> None:
    working = WorkingTree([root])
    working.look()
    assert working.read == len(BASE)
    (root / L).write_text(LESSON + "\nMore.\n", encoding="utf-8")
    assert working.look()
    assert working.read == len(BASE) + 1
    assert working.tree() == read_tree([root])


def test_the_same_size_at_the_same_time_under_another_inode_is_seen(root: Path) -> None:
    """How most editors save: a new file renamed over the old one."""
    working = WorkingTree([root])
    working.look()
    before = (root / L).stat()
    draft = root / "ip/addresses/4913"
    draft.write_text(LESSON.replace("32 bits", "33 bits"), encoding="utf-8")
    os.utime(draft, ns=(before.st_atime_ns, before.st_mtime_ns))
    draft.replace(root / L)
    assert working.look()
    assert any("33 bits" in file.data.decode() for file in working.tree().texts)


def test_touching_a_file_is_noticed_and_swap_files_are_not(root: Path) -> None:
    working = WorkingTree([root])
    working.look()
    for name in (".reading.md.swp", "reading.md~", "#reading.md#", "4913", ".#reading.md"):
        (root / "ip/addresses" / name).write_bytes(b"\x00half")
    assert not working.look()


def test_a_file_that_is_gone_between_the_list_and_the_reading_is_not_there(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(entry: Entry, shown: str, inside: str) -> File:
        if inside == L:
            Path(entry.path).unlink()
        return File(shown, inside, Path(entry.path).read_bytes())

    monkeypatch.setattr(working_tree, "read_file", read)
    working = WorkingTree([root])
    assert working.look()
    assert L not in {file.inside for file in working.tree().texts}


def test_a_folder_that_vanishes_and_comes_back(root: Path) -> None:
    working = WorkingTree([root])
    working.look()
    root.rename(root.with_name("away"))
    assert working.look()
    assert working.tree().texts == []
    root.with_name("away").rename(root)
    assert working.look()
    assert working.tree() == read_tree([root])


def test_a_folder_that_may_not_be_read_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    working = WorkingTree([root])
    working.look()

    def refuse(_roots: object) -> object:
        raise PermissionError

    monkeypatch.setattr(working_tree, "list_files", refuse)
    assert not working.look()
    assert len(working.tree().texts) == 5
