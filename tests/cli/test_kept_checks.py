"""`elearn check` looks up what it said of the same files, and says the same as if it had not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from time_machine import travel

from elearn.cli import checking
from elearn.cli.check import Asked
from elearn.cli.main import elearn
from tests.content.commits import git, save
from tests.content.trees import BASE, GLOSSARY, LESSON, LESSON_FR, LF, QUIZ, SVG, Files

L, Q = "ip/addresses/reading.md", "ip/addresses/quiz.md"


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("COURSES_PATH", "LANGUAGES", "DATABASE_URL", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    return write(tmp_path / "courses", {**BASE, LF: LESSON_FR, Q: QUIZ.replace("(x)", "( )")})


@pytest.fixture
def afresh(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A mark for each check that was made from the beginning."""
    made: list[str] = []
    check_afresh = checking.check_afresh

    def counted(asked: Asked, *others: object) -> object:
        made.append(asked.day.isoformat())
        return check_afresh(asked, *others)  # type: ignore[arg-type]  # passes on whatever it is given

    monkeypatch.setattr(checking, "check_afresh", counted)
    return made


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(elearn, ["check", *arguments], catch_exceptions=False)


def same(*arguments: str) -> Result:
    """The answer of a check, which is that of one without a cache."""
    kept, plain = run(*arguments), run("--no-cache", *arguments)
    assert (kept.stdout, kept.stderr, kept.exit_code) == (plain.stdout, plain.stderr, plain.exit_code)
    return kept


ASKED: tuple[tuple[str, ...], ...] = (
    (),
    ("--hints",),
    ("--select", "T"),
    ("--format", "json"),
    ("--format", "sarif"),
    ("--format", "github"),
    (f"courses/{Q}",),
    ("courses/ip",),
)


def test_one_check_answers_every_question_about_the_same_files(courses: Path, afresh: list[str], cache: Path) -> None:
    first = run()
    assert first.exit_code == 1
    assert len(afresh) == 1
    for arguments in ASKED:
        run(*arguments)
    assert len(afresh) == 1
    for arguments in ASKED:
        same(*arguments)
    assert len(afresh) == 1 + len(ASKED)  # those without a cache
    assert courses.is_dir()
    assert cache.is_dir()


CHANGES: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("a lesson", lambda root: write(root, {L: LESSON.replace("Every", "Each")})),
    ("a translation", lambda root: write(root, {LF: LESSON_FR.replace("32", "33")})),
    ("a translation gone", lambda root: (root / LF).unlink()),
    ("a new file", lambda root: write(root, {"ip/addresses/other-quiz.md": QUIZ})),
    ("the glossary", lambda root: write(root, {"glossary.md": GLOSSARY.replace(" keep", "")})),
    ("a picture", lambda root: write(root, {"ip/addresses/media/rulers.svg": SVG.replace("<path", "<script/><path")})),
    ("the ledger", lambda root: write(root, {"ip/.keys": "ip-reading#gone\n"})),
    ("a link", lambda root: (root / "ip/link.md").symlink_to(root / L)),
)


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[what for what, _ in CHANGES])
def test_after_a_change_files_are_checked_again(
    courses: Path, afresh: list[str], what: str, change: Callable[[Path], object]
) -> None:
    run()
    change(courses)
    run()
    assert len(afresh) == 2, what
    same()


def test_tomorrow_and_in_other_languages_it_is_another_question(
    courses: Path, afresh: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(courses, {L: LESSON.replace("2026-11", "2024-11")})
    with travel("2026-11-30", tick=False):
        assert "F010" not in same().stdout
    with travel("2026-12-01", tick=False):
        assert "F010" in same().stdout
        monkeypatch.setenv("LANGUAGES", "en")
        assert "N002" in same().stdout
    assert len(afresh) == 6


def test_what_git_knows_is_kept_until_there_is_another_commit(courses: Path, afresh: list[str]) -> None:
    stamped = CliRunner().invoke(elearn, ["tr", "accept", f"courses/{LF}"], catch_exceptions=False)
    assert stamped.exit_code == 0
    save(courses)
    write(courses, {L: LESSON.replace("Drop the zeros", "Drop all zeros")})
    first = run("--select", "T001")
    assert "[-the-] {+all+}" in first.stdout
    assert "what is not committed yet" in first.stdout
    assert run("--select", "T001").stdout == first.stdout
    assert len(afresh) == 1
    commit = save(courses)
    second = run("--select", "T001")
    assert f"source changed in {commit}" in second.stdout
    assert len(afresh) == 2
    same("--select", "T001")
    git(courses, "checkout", "-q", "HEAD~1")
    write(courses, {L: LESSON.replace("Drop the zeros", "Drop all zeros")})
    assert same("--select", "T001").stdout == first.stdout


def test_notes_of_one_part_serve_no_other(courses: Path, afresh: list[str]) -> None:
    twin = "ip/addresses/twin"
    write(courses, {f"{twin}.md": LESSON.replace("ip-reading", "ip-twin").replace("size:", "twin-size:")})
    write(courses, {f"{twin}.fr.md": LESSON_FR.replace("ip-reading", "ip-twin").replace("size:", "twin-size:")})
    for name in (LF, f"{twin}.fr.md"):
        CliRunner().invoke(elearn, ["tr", "accept", f"courses/{name}"], catch_exceptions=False)
    save(courses)
    for name in (L, f"{twin}.md"):
        path = courses / name
        path.write_text(path.read_text("utf-8").replace("Drop the zeros", "Drop all zeros"), encoding="utf-8")
    one = same(f"courses/{LF}")
    assert one.stdout.count("was → is") == 1
    assert same("--select", "T001").stdout.count("was → is") == 2
    made = len(afresh)
    assert run(f"courses/{LF}").stdout == one.stdout
    assert len(afresh) == made


def test_without_a_place_to_write_checks_go_on(courses: Path, cache: Path, afresh: list[str]) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be", encoding="ascii")
    assert run().stdout == run().stdout
    assert len(afresh) == 2
    assert courses.is_dir()


def test_a_damaged_cache_is_made_anew(courses: Path, cache: Path, afresh: list[str]) -> None:
    first = run()
    for path in cache.iterdir():
        path.write_bytes(b"elearn verdict 1\nnonsense")
    assert run().stdout == first.stdout
    assert run().stdout == first.stdout
    assert len(afresh) == 2
    shutil.rmtree(cache)
    assert run().stdout == first.stdout
    assert courses.is_dir()


def test_no_cache_leaves_nothing_behind(courses: Path, cache: Path) -> None:
    run("--no-cache")
    assert not cache.exists()
    assert courses.is_dir()
