"""`elearn new`: from an empty folder to files that pass the check."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.main import elearn
from tests.content.trees import BASE, LESSON, LESSON_FR, LF, QF, QUIZ, QUIZ_FR, Files, L, Q


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("COURSES_PATH", "LANGUAGES", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    return tmp_path


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(elearn, arguments, catch_exceptions=False)


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh"])
def test_from_nothing_to_a_course_without_problems(folder: Path, language: str) -> None:
    title = 'DNS: the "basics" # 1'
    assert done("new", "course", "courses/dns", "--title", title, "--lang", language) == (
        "made courses/dns/course.md\nnext: elearn new module courses/dns/basics\n"
    )
    assert done("new", "module", "courses/dns/basics") == (
        "made courses/dns/basics/module.md\nlisted in courses/dns/course.md\n"
        "next: elearn new lesson courses/dns/basics/first-lesson\n"
    )
    done("new", "lesson", "courses/dns/basics/what-is-dns")
    done("new", "quiz", "courses/dns/basics/dns-quiz")
    assert "lessons: [what-is-dns, dns-quiz]" in (folder / "courses/dns/basics/module.md").read_text(encoding="utf-8")
    assert done("check", "--hints") == "4 files: 0 errors, 0 warnings, 0 hints\n"
    assert done("fmt", "courses/dns/basics/dns-quiz.md") == "changed courses/dns/.keys\n1 files changed\n"


def test_every_step_says_what_has_to_come_before(folder: Path) -> None:
    for arguments, sentence in (
        (("lesson", "courses/dns/basics/one"), "has no module.md: run `elearn new module courses/dns/basics` first"),
        (("module", "courses/dns/basics"), "has no course.md: run `elearn new course courses/dns` first"),
        (("course", "courses/My_DNS"), "`my-dns`, for example"),
        (("course", "courses/dns", "--lang", "tlh"), "`tlh` is not a language of this site"),
        (("exam", "courses/dns"), "'exam' is not one of"),
    ):
        result = run("new", *arguments)
        assert result.exit_code == 2
        assert sentence in result.stderr
    assert not list(folder.rglob("*.md"))


def test_nothing_is_written_over_and_a_broken_list_is_not_touched(folder: Path) -> None:
    write(folder, BASE)
    result = run("new", "lesson", "courses/ip/addresses/reading.md")
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert (folder / "courses" / L).read_text(encoding="utf-8") == LESSON
    module = folder / "courses/ip/addresses/module.md"
    module.write_text("---\ntitle: [\n---\n", encoding="utf-8")
    result = run("new", "lesson", "courses/ip/addresses/more")
    assert result.exit_code == 1
    assert "module.md cannot be read" in result.stderr
    assert not (folder / "courses/ip/addresses/more.md").exists()


def test_ids_are_fresh_also_where_only_the_ledger_remembers(folder: Path) -> None:
    write(folder, {**BASE, "ip/.keys": "ip-more#one 2026-01-01\n"})
    done("new", "lesson", "courses/ip/addresses/more")
    assert "id: ip-more-2\n" in (folder / "courses/ip/addresses/more.md").read_text(encoding="utf-8")
    assert "0 errors" in done("check")


def test_a_copied_lesson_has_an_id_of_its_own_and_brings_its_translations(folder: Path) -> None:
    write(folder, {**BASE, LF: LESSON_FR, L: LESSON.replace("#short", "#short was=shorter")})
    done("tr", "accept", f"courses/{LF}")
    done("new", "module", "courses/ip/more")
    done("new", "lesson", "courses/ip/more/again", "--from", f"courses/{L}", "--title", "Again")
    text = (folder / "courses/ip/more/again.md").read_text(encoding="utf-8")
    assert 'id: ip-again\ntitle: "Again"' in text
    assert "was=" not in text
    assert "](../addresses/media/rulers.svg)" in text
    french = (folder / "courses/ip/more/again.fr.md").read_text(encoding="utf-8")
    assert "translation: ip-again\n" in french
    assert "0 errors" in done("check")
    assert "is out of date" not in run("check", "courses/ip/more/again.fr.md", "--select", "T").stdout.partition("#")[0]


def test_a_copied_module_leads_to_its_own_lessons_and_pictures(folder: Path) -> None:
    write(folder, {**BASE, LF: LESSON_FR, QF: QUIZ_FR})
    done("fmt")
    done("new", "module", "courses/ip/more", "--from", "courses/ip/addresses")
    quiz = (folder / "courses/ip/more/quiz.md").read_text(encoding="utf-8")
    assert "read=ip-reading-2#lengths" in quiz
    assert "](media/rulers.svg)" in (folder / "courses/ip/more/reading.md").read_text(encoding="utf-8")
    assert (folder / "courses/ip/more/media/rulers.svg").is_file()
    assert "modules: [addresses, more]" in (folder / "courses/ip/course.md").read_text(encoding="utf-8")
    assert "0 errors" in done("check")
    assert (folder / "courses" / Q).read_text(encoding="utf-8") == QUIZ


def test_a_copied_course_stands_on_its_own(folder: Path) -> None:
    write(folder, {**BASE, LF: LESSON_FR, QF: QUIZ_FR})
    done("new", "course", "courses/copy", "--from", "courses/ip/course.md", "--title", "A copy")
    assert "0 errors" in done("check")
    assert 'title: "A copy"' in (folder / "courses/copy/course.md").read_text(encoding="utf-8")
    assert not (folder / "courses/copy/.keys").exists()


def test_a_pattern_must_be_of_the_same_kind(folder: Path) -> None:
    write(folder, BASE)
    for kind, pattern in (("lesson", Q), ("quiz", L), ("module", "ip"), ("course", "ip/addresses"), ("lesson", "ip")):
        place = "courses/new" if kind == "course" else "courses/ip/new"
        place = place if kind in ("course", "module") else "courses/ip/addresses/new"
        result = run("new", kind, place, "--from", f"courses/{pattern}")
        assert result.exit_code == 2, kind
        assert f"is no {kind}" in result.stderr
