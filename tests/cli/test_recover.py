"""`elearn fmt --recover` over git, over a release, over a ledger alone, with and without somebody to ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from elearn.cli import recovery
from elearn.cli.main import elearn
from tests.content.commits import save
from tests.content.test_recovery import pasted
from tests.content.trees import BASE, LESSON, LESSON_FR, LF, QUIZ, L, Q

REWRITTEN = pasted(LESSON).replace("Drop the zeros at the front", "Of each group the zeros at its start may go")


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("COURSES_PATH", "LANGUAGES", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    root = tmp_path / "courses"
    for name, content in {**BASE, LF: LESSON_FR}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(elearn, arguments, input=given, catch_exceptions=False)


def read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def test_a_paste_over_everything_is_undone_key_by_key(courses: Path) -> None:
    run("fmt")
    run("tr", "accept", f"courses/{LF}")
    save(courses)
    wanted = {name: read(courses, name) for name in (L, Q, LF)}
    for name, text in wanted.items():
        (courses / name).write_text(pasted(text), encoding="utf-8")
    assert "K001" in run("check").stdout
    result = run("fmt", "--recover")
    assert result.exit_code == 0, result.output
    assert ": #lengths (100% the same text)" in result.stdout
    assert result.stdout.endswith("11 keys put back, 0 left to you; then run `elearn fmt`\n")
    for name, text in wanted.items():
        assert read(courses, name).replace("\u00a0", " ").replace("’", "'") == text
    again = run("fmt", "--recover")
    assert again.stdout == "0 keys put back, 0 left to you; then run `elearn fmt`\n"
    assert "0 errors" in run("check").stdout
    assert "T001" not in run("check").stdout


def test_what_is_less_alike_is_listed_with_what_to_type(courses: Path) -> None:
    save(courses)
    (courses / L).write_text(REWRITTEN, encoding="utf-8")
    result = run("fmt", "--recover")
    assert result.exit_code == 1
    assert "% of `short`. If it is that, type: ## Making it shorter <!-- #short -->" in result.stdout
    assert "2 keys put back, 1 left to you" in result.stdout
    assert "#short" not in read(courses, L)


@pytest.mark.parametrize(("answer", "there"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_somebody_at_the_terminal_is_asked(
    courses: Path, monkeypatch: pytest.MonkeyPatch, answer: str, there: bool
) -> None:
    monkeypatch.setattr(recovery, "may_ask", lambda: True)
    save(courses)
    (courses / L).write_text(REWRITTEN, encoding="utf-8")
    result = run("fmt", "--recover", given=answer)
    assert "is `Making it shorter` what had the key `short`?" in result.stdout
    assert result.exit_code == 0
    assert ("## Making it shorter <!-- #short -->" in read(courses, L)) is there


def test_only_the_named_files_are_touched_and_retired_keys_stay_away(courses: Path) -> None:
    (courses / "ip/.keys").write_text("ip-reading#short 2026-01-01\nip-reading#lengths\n", encoding="utf-8")
    save(courses)
    for name, text in ((L, LESSON), (Q, QUIZ)):
        (courses / name).write_text(pasted(text), encoding="utf-8")
    run("fmt", "--recover", f"courses/{L}")
    assert "#lengths" in read(courses, L)
    assert "#short" not in read(courses, L)
    assert read(courses, Q) == pasted(QUIZ)


def test_without_git_the_ledger_knows_what_a_heading_is_called(courses: Path) -> None:
    (courses / "ip/.keys").write_text("ip-reading#making-it-shorter\nip-reading#two-lengths\n", encoding="utf-8")
    (courses / L).write_text(pasted(LESSON), encoding="utf-8")
    assert run("fmt", "--recover", f"courses/{L}").exit_code == 0
    assert "## Making it shorter <!-- #making-it-shorter -->" in read(courses, L)


def test_a_release_remembers_where_there_is_no_git(site: Session, tmp_path: Path) -> None:
    assert site is not None
    root = tmp_path / "courses"
    for name, text in ((L, LESSON), (Q, QUIZ)):
        (root / name).write_text(pasted(text), encoding="utf-8")
    result = run("fmt", "--recover", str(root))
    assert result.exit_code == 0, result.output
    assert "## Making it shorter <!-- #short -->" in read(root, L)
    assert "- (x) 128 <!-- #b -->" in read(root, Q)


def test_check_and_recover_do_not_go_together(courses: Path) -> None:
    assert courses.is_dir()
    assert run("fmt", "--recover", "--check").exit_code == 2
