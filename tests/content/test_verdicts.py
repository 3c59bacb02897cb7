"""What is kept of a check: found again when it is whole and ours, and else as if it had never been."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from elearn.content.compiler import check_tree
from elearn.content.files import memory_tree
from elearn.content.fingerprint import verdict_name
from elearn.content.verdicts import KEPT, Explanations, Verdict, Verdicts, cache_folder
from tests.content.trees import BASE, LANGUAGES, LESSON, LESSON_FR, LF, TODAY, Files, L

FILES: Files = {**BASE, LF: LESSON_FR, L: LESSON.replace(" <!-- #short -->", "")}


def verdict() -> Verdict:
    checked = check_tree(memory_tree(FILES), languages=LANGUAGES, today=TODAY)
    assert checked.diagnostics
    assert checked.tallies
    return Verdict(checked.diagnostics, checked.tallies)


@pytest.fixture
def verdicts(tmp_path: Path) -> Verdicts:
    return Verdicts(tmp_path / "cache/elearn")


def only_file(verdicts: Verdicts) -> Path:
    assert verdicts.folder
    (path,) = verdicts.folder.iterdir()
    return path


def test_a_verdict_is_found_under_its_name_and_no_other(verdicts: Verdicts) -> None:
    assert verdicts.find("name") is None
    verdicts.keep("name", verdict())
    assert verdicts.find("name") == verdict()
    assert verdicts.find("nam") is None
    assert verdicts.find_explanations("name") is None


def test_notes_are_kept_too(verdicts: Verdicts) -> None:
    notes = Explanations({"a.md:1:1": ("was → is",)}, frozenset({"b.md:2:1"}))
    verdicts.keep("name", notes)
    assert verdicts.find_explanations("name") == notes
    assert verdicts.find("name") is None


DAMAGE: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("empty", lambda _: b""),
    ("half written", lambda data: data[: len(data) // 2]),
    ("one byte less", lambda data: data[:-1]),
    ("one byte more", lambda data: data + b"\0"),
    ("another version", lambda data: data.replace(b"verdict 1", b"verdict 0")),
    ("one bit turned", lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]),
    ("no record at all", lambda _: b"cos\nsystem\n(S'true'\ntR."),
)


@pytest.mark.parametrize(("how", "damage"), DAMAGE, ids=[how for how, _ in DAMAGE])
def test_a_damaged_record_counts_as_absent_and_is_written_anew(
    verdicts: Verdicts, how: str, damage: Callable[[bytes], bytes]
) -> None:
    verdicts.keep("name", verdict())
    path = only_file(verdicts)
    path.write_bytes(damage(path.read_bytes()))
    assert verdicts.find("name") is None, how
    verdicts.keep("name", verdict())
    assert verdicts.find("name") == verdict()


def test_a_record_of_another_name_is_not_taken(verdicts: Verdicts) -> None:
    verdicts.keep("one", verdict())
    stolen = only_file(verdicts)
    stolen_bytes = stolen.read_bytes()
    stolen.unlink()
    verdicts.keep("two", Verdict((), {}))
    only_file(verdicts).write_bytes(stolen_bytes)
    assert verdicts.find("two") is None


@pytest.mark.parametrize("place", ["folder", "file"])
def test_what_others_can_write_to_is_not_trusted(verdicts: Verdicts, place: str) -> None:
    verdicts.keep("name", verdict())
    path = only_file(verdicts)
    target = path.parent if place == "folder" else path
    target.chmod(target.stat().st_mode | 0o020)
    assert verdicts.find("name") is None


def test_a_link_in_place_of_a_record_is_not_followed(verdicts: Verdicts, tmp_path: Path) -> None:
    verdicts.keep("name", verdict())
    path = only_file(verdicts)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert verdicts.find("name") is None


def test_a_pipe_in_place_of_a_record_is_not_waited_for(verdicts: Verdicts) -> None:
    verdicts.keep("name", verdict())
    path = only_file(verdicts)
    path.unlink()
    os.mkfifo(path)
    assert verdicts.find("name") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    for folder in (tmp_path / "file/cache", tmp_path / "file", None):
        nowhere = Verdicts(folder)
        nowhere.keep("name", verdict())
        assert nowhere.find("name") is None


def test_the_newest_records_stay_and_no_draft(verdicts: Verdicts) -> None:
    assert verdicts.folder
    for number in range(KEPT + 3):
        verdicts.keep(str(number), verdict())
        for path in verdicts.folder.iterdir():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
    assert len(list(verdicts.folder.iterdir())) == KEPT
    assert [verdicts.find(str(number)) is not None for number in (0, 2, 3, KEPT + 2)] == [False, False, True, True]


NAMES: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("home", {"HOME": "/home/a"}, "linux", "/home/a/.cache/elearn"),
    ("named", {"HOME": "/home/a", "XDG_CACHE_HOME": "/var/cache/a"}, "linux", "/var/cache/a/elearn"),
    ("not absolute", {"HOME": "/home/a", "XDG_CACHE_HOME": "cache"}, "linux", "/home/a/.cache/elearn"),
    ("macOS", {"HOME": "/Users/a"}, "darwin", "/Users/a/Library/Caches/elearn"),
    ("no home", {}, "linux", ""),
)


@pytest.mark.parametrize(("name", "environment", "platform", "folder"), NAMES, ids=[row[0] for row in NAMES])
def test_the_place_is_the_one_of_the_system(name: str, environment: dict[str, str], platform: str, folder: str) -> None:
    assert cache_folder(environment, platform) == (Path(folder) if folder else None), name


def name_of(files: Files, day: date = TODAY, languages: tuple[str, ...] = LANGUAGES, root: str = "courses") -> str:
    return verdict_name(memory_tree(files, root), languages=languages, today=day)


def test_everything_that_a_verdict_depends_on_is_in_its_name() -> None:
    names = [
        name_of(FILES),
        name_of(FILES, TODAY + timedelta(days=1)),
        name_of(FILES, languages=("en", "fr")),
        name_of(FILES, root="lessons"),
        name_of({**FILES, L: LESSON}),
        name_of({**FILES, "ip/.keys": "ip-reading#short\n"}),
        name_of({**FILES, "ip/addresses/media/unused.svg": "<svg/>"}),
        name_of({name: text for name, text in FILES.items() if name != LF}),
    ]
    assert len(set(names)) == len(names)
    assert name_of(dict(FILES)) == names[0]
