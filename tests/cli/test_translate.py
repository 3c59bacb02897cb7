"""`elearn tr` as translators call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.main import elearn
from tests.content.trees import BASE, LESSON, LESSON_FR, LF, QF, QUIZ_FR, Files


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURSES_PATH", raising=False)
    monkeypatch.delenv("LANGUAGES", raising=False)
    files: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR}
    for name, content in files.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "courses"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(elearn, ("tr", *arguments), catch_exceptions=False)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_many_files_are_accepted_at_once_and_twice_changes_nothing(courses: Path) -> None:
    result = run("accept", f"courses/{LF}", f"courses/{QF}")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "2 of 2 files changed"
    assert read(courses / LF).count(" @") == 3
    assert 'source: "' in read(courses / QF)
    assert run("accept", f"courses/{LF}", f"courses/{QF}").stdout == "0 of 2 files changed\n"


def test_a_folder_stands_for_all_translations_below_it(courses: Path) -> None:
    assert run("accept", "courses").stdout.splitlines()[-1] == "2 of 2 files changed"
    assert read(courses / LF).count(" @") == 3


def test_single_keys_are_accepted(courses: Path) -> None:
    assert run("accept", f"courses/{LF}", "short").exit_code == 0
    assert read(courses / LF).count(" @") == 1
    assert "source:" not in read(courses / LF)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("accept", "courses/nothing.fr.md"), "no such file: courses/nothing.fr.md"),
        (("accept", f"courses/{LF}", "shrot"), "no key `shrot`"),
        (("accept", "courses/ip/course.md"), "there is no translation"),
        (("new", "xx", "courses/ip/course.md"), "`xx` is not a language of this site"),
        (("new", "fr", "courses/ip/addresses/reading.md"), "is there already"),
        (("new", "es", f"courses/{LF}"), "is not a source file"),
        (("status", "nowhere"), "does not exist"),
    ],
)
def test_wrong_use_has_status_2_and_says_what_to_do(courses: Path, arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert read(courses / LF) == LESSON_FR


def test_a_file_with_characters_to_mend_is_not_stamped(courses: Path) -> None:
    (courses / LF).write_text(f"{LESSON_FR}\u202e\n", encoding="utf-8")
    result = run("accept", f"courses/{LF}")
    assert result.exit_code == 1
    assert "has characters to mend first" in result.stderr


def test_a_new_translation_stands_beside_its_source(courses: Path) -> None:
    result = run("new", "es", "courses/ip/addresses/reading.md")
    assert result.exit_code == 0
    text = read(courses / "ip/addresses/reading.es.md")
    assert text.startswith("---\ntranslation: ip-reading\nsource: ")
    assert "## … <!-- #short @" in text
    assert LESSON.splitlines()[0] == "---"


def test_status_counts_words(courses: Path) -> None:
    lines = run("status").stdout.splitlines()
    french = next(line for line in lines if line.startswith("ip fr: "))
    assert french.endswith("0 out of date, " + french.rpartition("out of date, ")[2])
    assert any(line.startswith("ip ru: 0% current, 0 words current") for line in lines)
    assert run("status", f"courses/{LF}").stdout.startswith(f"courses/{LF}: 100% current")
    assert courses.is_dir()
