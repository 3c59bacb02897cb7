"""`elearn check --fix`: what needs no decision is mended, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.main import elearn
from tests.content.trees import BASE, LESSON, LESSON_FR, LF, Files, L, M, Q

LINKED = LESSON.replace(
    "Every device needs an address.",
    "Every [device](https://example.org/device) needs [an address](quiz.md), also `[a](b.md)`.",
)
LINKED_FR = LESSON_FR.replace(
    "Chaque appareil a besoin d'une adresse.",
    "Chaque [appareil](https://example.org/device) a besoin d'[une adresse](quiz.md), aussi `[a](b.md)`.",
)


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("COURSES_PATH", "LANGUAGES", "DATABASE_URL", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    return write(tmp_path / "courses", {**BASE, L: LINKED, LF: LINKED_FR})


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(elearn, arguments, catch_exceptions=False)


def read(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def begin(root: Path) -> None:
    """Formatted and translated: nothing to mend."""
    run("fmt")
    run("tr", "accept", f"courses/{LF}")
    assert run("check").stdout == "6 files: 0 errors, 0 warnings, 0 hints\n"
    assert root.is_dir()


def test_where_nothing_is_wrong_nothing_changes(courses: Path) -> None:
    begin(courses)
    before = {path: path.stat().st_mtime_ns for path in courses.rglob("*")}
    result = run("check", "--fix")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in courses.rglob("*")} == before


QUOTES: list[tuple[str, str]] = [
    ("title: DNS: the basics", 'title: "DNS: the basics"'),
    ("title: C # and you", 'title: "C # and you"'),
    ("title: [draft] Rules", 'title: "[draft] Rules"'),
    ("title: *star*", 'title: "*star*"'),
    ("title: @home", 'title: "@home"'),
    ("title: 'l'eau'", 'title: "l\'eau"'),
    ('title: "a" b', 'title: "\\"a\\" b"'),
    ("title: %x", 'title: "%x"'),
]


@pytest.mark.parametrize(("before", "after"), QUOTES)
def test_a_value_that_is_no_yaml_is_put_in_quotes(courses: Path, before: str, after: str) -> None:
    begin(courses)
    write(courses, {M: str(BASE[M]).replace('title: "Addresses"', before)})
    assert "F003" in run("check").stdout
    result = run("check", "--fix")
    assert result.exit_code == 0, result.stdout
    assert result.stderr == "mended courses/ip/addresses/module.md\n"
    assert read(courses, M) == str(BASE[M]).replace('title: "Addresses"', after)


LINKS: list[tuple[str, str, bool]] = [
    ("](https://example.org/device)", "](https://example.org/appareil)", True),
    ("](quiz.md)", "](reading.md)", True),
    ("](media/rulers.svg)", "](media/regles.svg)", True),
    ("[une adresse](quiz.md)", "une adresse", False),
    ("[une adresse](quiz.md)", "[une](quiz.md) [adresse](quiz.md)", False),
]


@pytest.mark.parametrize(("right", "wrong", "mended"), LINKS)
def test_links_of_a_translation_are_copied_when_it_is_clear_which(
    courses: Path, right: str, wrong: str, mended: bool
) -> None:
    begin(courses)
    good = read(courses, LF)
    bad = good.replace(right, wrong)
    write(courses, {LF: bad})
    assert re.search(r"L00[14]", run("check").stdout)
    result = run("check", "--fix")
    assert ("L00" not in result.stdout) is mended
    assert read(courses, LF) == (good if mended else bad)
    assert result.stderr == ("mended courses/ip/addresses/reading.fr.md: links as in the source\n" if mended else "")


def test_keys_and_answers_are_written_as_fmt_does(courses: Path) -> None:
    begin(courses)
    quiz = read(courses, Q)
    write(courses, {Q: quiz.replace("- (x) 128", "-(X) 128") + "\n## Another?\n\n-() no\n- (x) yes\n"})
    result = run("check", "--fix", "courses/ip/addresses/quiz.md")
    assert result.exit_code == 0
    assert read(courses, Q) == quiz + "\n## Another? <!-- #another -->\n\n- ( ) no <!-- #a -->\n- (x) yes <!-- #b -->\n"
    assert "ip-quiz#another.b" in read(courses, "ip/.keys")


def test_a_file_that_lost_its_keys_is_left_for_recovery(courses: Path) -> None:
    begin(courses)
    ledger = read(courses, "ip/.keys")
    bare = read(courses, L).replace(" <!-- #short -->", "")
    write(courses, {L: bare})
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert "left alone courses/ip/addresses/reading.md: keys disappeared, run `elearn fmt --recover`" in result.stderr
    assert read(courses, L) == bare
    assert read(courses, "ip/.keys") == ledger


def test_reports_for_machines_stay_readable(courses: Path) -> None:
    begin(courses)
    write(courses, {M: str(BASE[M]).replace('title: "Addresses"', "title: a: b")})
    result = run("check", "--fix", "--format", "json")
    assert json.loads(result.stdout)["diagnostics"] == []
