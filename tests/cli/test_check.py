"""`elearn check`, `fmt` and `explain` as people call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sarif_kit.validate import validation_errors

from elearn.cli.main import elearn
from tests.content.commits import save
from tests.content.trees import BASE, LESSON, LESSON_FR, LF, QUIZ, Files


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURSES_PATH", raising=False)
    monkeypatch.delenv("LANGUAGES", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return write(tmp_path / "courses", BASE)


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(elearn, arguments, catch_exceptions=False)


def test_good_courses_have_status_0(courses: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout == "6 files: 0 errors, 0 warnings, 0 hints\n".replace("6", "5")
    assert courses.is_dir()


def test_an_error_has_status_1_and_is_shown_with_its_line(courses: Path) -> None:
    (courses / "ip/addresses/reading.md").write_text(LESSON.replace(" <!-- #short -->", ""), encoding="utf-8")
    result = run("check", "courses")
    assert result.exit_code == 1
    assert "courses/ip/addresses/reading.md:21:21: K001 [error] heading has no key" in result.stdout
    assert (
        "   = help: run `elearn fmt`, or add it yourself: ## Making it shorter <!-- #making-it-shorter -->"
        in result.stdout
    )


def test_warnings_and_hints_have_status_0(courses: Path) -> None:
    write(courses, {LF: LESSON_FR, "ip/addresses/quiz.md": QUIZ.replace("  > Only half of it.\n", "")})
    result = run("check")
    assert result.exit_code == 0
    assert "T003 [warning]" in result.stdout
    assert "Q101" not in result.stdout
    assert "Q101 [hint]" in run("check", "--hints").stdout


def test_a_part_can_be_checked_against_everything(courses: Path) -> None:
    write(
        courses,
        {
            "ip/addresses/reading.md": LESSON.replace("#short", "#Short"),
            "ip/addresses/quiz.md": QUIZ.replace("(x)", "( )"),
        },
    )
    result = run("check", "courses/ip/addresses/quiz.md")
    assert "Q004" in result.stdout
    assert "K002" not in result.stdout
    assert "L001" not in result.stdout
    assert "1 files: 1 errors" in result.stdout
    assert "4 files: 2 errors" in run("check", "courses/ip").stdout


def test_codes_can_be_selected(courses: Path) -> None:
    write(courses, {LF: LESSON_FR, "ip/addresses/quiz.md": QUIZ.replace("(x)", "( )")})
    result = run("check", "--select", "t,K003")
    assert result.exit_code == 0
    assert "T003" in result.stdout
    assert "Q004" not in result.stdout
    assert run("check", "--select", "Q").exit_code == 1
    assert run("check", "--select", "Z9").exit_code == 2


def test_json_and_annotations(courses: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(courses, {"ip/addresses/quiz.md": QUIZ.replace("(x)", "( )")})
    result = run("check", "--format", "json")
    assert [found["code"] for found in json.loads(result.stdout)["diagnostics"]] == ["Q004"]
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert run("check", "--format", "github").stdout.startswith("::error file=courses/ip/addresses/quiz.md,line=10,")
    assert "| error | Q004 |" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_sarif_has_every_problem_of_the_tree(courses: Path) -> None:
    write(courses, {LF: LESSON_FR, "ip/addresses/quiz.md": QUIZ.replace("(x)", "( )")})
    result = run("check", "--format", "sarif")
    assert result.exit_code == 1
    log = json.loads(result.stdout)
    assert validation_errors(log) == []
    assert log["runs"][0]["results"][0]["ruleId"] == "Q004"
    assert "T003" in {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}


def test_out_of_date_says_what_has_changed_since_the_last_commit(courses: Path) -> None:
    write(courses, {LF: LESSON_FR})
    assert run("tr", "accept", f"courses/{LF}").exit_code == 0
    save(courses)
    write(courses, {"ip/addresses/reading.md": LESSON.replace("Drop the zeros", "Drop all zeros")})
    result = run("check", "--format", "json")
    notes = json.loads(result.stdout)["diagnostics"][0]["notes"]
    assert notes[1] == "was → is: Making it shorter Drop [-the-] {+all+} zeros at the front: 2001:db8::1."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("check", "--format", "xml"), "'xml' is not one of"),
        (("check", "nowhere"), "'nowhere' does not exist"),
        (("explain", "Q999"), "there is no code `Q999`"),
        (("fmt", "nowhere"), "'nowhere' does not exist"),
    ],
)
def test_wrong_use_has_status_2_and_says_what_to_do(courses: Path, arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)
    assert courses.is_dir()
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_files_elsewhere_are_checked_with_the_course_around_them(courses: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere/site", {**BASE, "ip/addresses/quiz.md": QUIZ.replace("(x)", "( )")})
    for path in ("elsewhere/site", "elsewhere/site/ip", "elsewhere/site/ip/addresses/quiz.md"):
        result = run("check", path)
        assert result.exit_code == 1
        assert "elsewhere/site/ip/addresses/quiz.md:10:1: Q004" in result.stdout
    assert courses.is_dir()


def test_the_private_folder_of_courses_path_is_read(
    courses: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "private", {"ip/addresses/final.md": QUIZ})
    monkeypatch.setenv("COURSES_PATH", "courses:private")
    result = run("check")
    assert "private/ip/addresses/final.md:3:5: K010" in result.stdout
    assert courses.is_dir()


def test_fmt_writes_keys_and_the_ledger_once(courses: Path) -> None:
    path = courses / "ip/addresses/reading.md"
    path.write_text(LESSON.replace(" <!-- #short -->", ""), encoding="utf-8")
    assert run("fmt", "--check").exit_code == 1
    assert "#making-it-shorter" not in path.read_text(encoding="utf-8")
    result = run("fmt")
    assert result.exit_code == 0
    assert result.stdout == ("changed courses/ip/addresses/reading.md\nchanged courses/ip/.keys\n2 files changed\n")
    assert "## Making it shorter <!-- #making-it-shorter -->" in path.read_text(encoding="utf-8")
    assert "ip-reading#making-it-shorter" in (courses / "ip/.keys").read_text(encoding="utf-8")
    assert run("fmt", "--check").exit_code == 0
    assert run("fmt").stdout == "0 files changed\n"
    assert run("check").exit_code == 0


def test_fmt_of_one_file_leaves_the_others(courses: Path) -> None:
    write(courses, {"ip/addresses/quiz.md": QUIZ.replace("- (x)", "-(x)"), "ip/addresses/reading.md": LESSON + "\n\n"})
    assert "changed courses/ip/addresses/quiz.md" in run("fmt", "courses/ip/addresses/quiz.md").stdout
    assert (courses / "ip/addresses/reading.md").read_text(encoding="utf-8") == LESSON + "\n\n"
    assert (courses / "ip/addresses/quiz.md").read_text(encoding="utf-8") == QUIZ


def test_explain_prints_the_rule_with_an_example() -> None:
    result = run("explain", "q002")
    assert result.exit_code == 0
    assert result.stdout.startswith("Q002 [error] single-choice question has several right answers")
    assert "Before:" in result.stdout
    assert "T001 [warning] out of date" in run("explain").stdout
