"""`elearn tr` as translators call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.main import elearn
from tests.content.commits import save
from tests.content.trees import BASE, LESSON, LESSON_FR, LF, QF, QUIZ_FR, Files


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURSES_PATH", raising=False)
    monkeypatch.delenv("LANGUAGES", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
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
        (("carry", "courses/ip/addresses/reading.md"), "is no FILE#KEY: write it like"),
        (("carry", "courses/ip/gone.md#short"), "is no FILE#KEY"),
        (("carry", "courses/ip/addresses/reading.md#shrot"), "no key `shrot`"),
        (("carry", f"courses/{LF}#short"), "is no source file with translations"),
        (("export", "xx"), "`xx` is not a language of this site"),
        (("export", "en"), "there is nothing to put into `en`"),
        (("import",), "Missing argument"),
        (("import", "nowhere.po"), "does not exist"),
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


def test_status_for_programs(courses: Path) -> None:
    found = json.loads(run("status", "--format", "json").stdout)
    french = next(one for one in found["courses"] if (one["course"], one["language"]) == ("ip", "fr"))
    assert sorted(french["words"]) == ["current", "missing", "stale"]
    assert french["share"] == round(french["words"]["current"] / sum(french["words"].values()), 4)
    assert {one["language"] for one in found["courses"]} == {"fr", "es", "pt", "ar", "ru", "zh"}
    assert [one["path"] for one in found["files"]] == [f"courses/{QF}", f"courses/{LF}"]
    one = json.loads(run("status", "--format", "json", f"courses/{LF}").stdout)
    assert (one["courses"], len(one["files"])) == ([], 1)
    assert courses.is_dir()


def mend_a_slip(courses: Path) -> None:
    """All translations current and committed, then a word of the source corrected."""
    run("accept", "courses")
    save(courses)
    path = courses / "ip/addresses/reading.md"
    path.write_text(LESSON.replace("Drop the zeros", "Drop all zeros"), encoding="utf-8")


@pytest.mark.parametrize("committed", [False, True])
def test_a_mended_slip_is_carried_over_once(courses: Path, committed: bool) -> None:
    mend_a_slip(courses)
    if committed:
        save(courses)
    before = read(courses / LF)
    result = run("carry", "courses/ip/addresses/reading.md#short")
    assert result.stdout.splitlines()[0].startswith("short: Making it shorter Drop [-the-] {+all+} zeros")
    assert result.stdout.splitlines()[1:] == [f"courses/{LF}: carried over"]
    after = read(courses / LF)
    assert sum(old != new for old, new in zip(before.splitlines(), after.splitlines(), strict=True)) == 1
    assert "100% current" in run("status", f"courses/{LF}").stdout
    assert run("carry", "courses/ip/addresses/reading.md#short").exit_code == 0
    assert read(courses / LF) == after


def test_what_was_out_of_date_before_is_not_carried(courses: Path) -> None:
    mend_a_slip(courses)
    save(courses)
    path = courses / "ip/addresses/reading.md"
    path.write_text(read(path).replace("## Making", "## Makin"), encoding="utf-8")
    result = run("carry", "courses/ip/addresses/reading.md#short")
    assert result.stdout.splitlines()[-1] == f"courses/{LF}: was out of date before, stays so"


def test_title_and_summary_are_carried_as_source(courses: Path) -> None:
    run("accept", "courses")
    save(courses)
    path = courses / "ip/addresses/reading.md"
    path.write_text(LESSON.replace("What it looks like.", "How it looks."), encoding="utf-8")
    assert "carried over" in run("carry", "courses/ip/addresses/reading.md#source").stdout


def test_without_a_past_nothing_is_carried_and_the_way_out_is_told(courses: Path) -> None:
    run("accept", "courses")
    path = courses / "ip/addresses/reading.md"
    path.write_text(LESSON.replace("Drop the", "Drop all"), encoding="utf-8")
    result = run("carry", "courses/ip/addresses/reading.md#short")
    assert result.exit_code == 1
    assert "no earlier wording of `short` is known: read the translations" in result.stderr


STYLES = [("--po", "fr.po"), ("--xliff", "fr.xlf")]


@pytest.mark.parametrize(("style", "name"), STYLES)
def test_texts_go_out_and_come_back_without_a_change(courses: Path, style: str, name: str) -> None:
    before = {path: path.read_bytes() for path in courses.rglob("*") if path.is_file()}
    result = run("export", "fr", style, "-o", name)
    assert result.exit_code == 0
    assert "texts (" in result.stdout
    back = run("import", name)
    assert back.exit_code == 0
    assert back.stdout.splitlines()[-1].startswith("0 written, 0 confirmed, ")
    assert {path: path.read_bytes() for path in courses.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("style", "name"), STYLES)
def test_a_lost_translation_comes_back_from_the_file(courses: Path, style: str, name: str) -> None:
    run("accept", "courses")
    run("export", "fr", style, "-o", name, "courses/ip/addresses")
    before = read(courses / LF)
    (courses / LF).unlink()
    assert run("import", name, "--dry-run").stdout.splitlines()[0] == f"would change courses/{LF}"
    assert not (courses / LF).exists()
    assert run("import", name).stdout.splitlines()[0] == f"changed courses/{LF}"
    assert read(courses / LF) == before


def test_without_a_file_the_export_goes_to_standard_output(courses: Path) -> None:
    assert run("export", "ar", "courses/ip/course.md").stdout_bytes.startswith(b"# The context")
    assert courses.is_dir()


def test_what_is_not_taken_is_told_by_unit_with_status_1(courses: Path, tmp_path: Path) -> None:
    run("accept", "courses")
    run("export", "fr", "-o", "fr.po")
    po = tmp_path / "fr.po"
    po.write_text(read(po).replace("Plus court", "Bref").replace("Deux longueurs", "Deux tailles"), encoding="utf-8")
    path = courses / "ip/addresses/reading.md"
    path.write_text(LESSON.replace("Drop the", "Drop all"), encoding="utf-8")
    result = run("import", "fr.po")
    assert result.exit_code == 1
    assert "fr.po: ip-reading#short: its source has changed since the export: nothing of it was taken" in result.stderr
    assert "## Plus court" in read(courses / LF)
    assert "## Deux tailles" in read(courses / LF)


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("x.po", "GIF89a", "x.po:1: this is no PO file that can be read"),
        ("x.xlf", "<!DOCTYPE x><xliff/>", "x.xlf:1: a document type or an entity is not taken"),
        ("x.xlf", '<xliff version="2.0"/>', "this is no XLIFF 1.2 (version `2.0`)"),
        ("x.xlf", '<xliff version="1.2"><file target-language="tlh"/></xliff>', "`tlh` is not a language of this site"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    courses: Path, tmp_path: Path, name: str, body: str, sentence: str
) -> None:
    (tmp_path / name).write_text(body, encoding="utf-8")
    result = run("import", name)
    assert result.exit_code in (1, 2)
    assert sentence in result.stderr
    assert read(courses / LF) == LESSON_FR


def test_a_file_cannot_steer_the_terminal(courses: Path, tmp_path: Path) -> None:
    unit = '<trans-unit id="a&#x9b;31m#b:text"><source>a</source><target>b</target></trans-unit>'
    body = f'<xliff version="1.2"><file target-language="fr"><body>{unit}</body></file></xliff>'
    (tmp_path / "x.xlf").write_text(body, encoding="utf-8")
    assert "\x9b" not in run("import", "x.xlf").stderr
    assert courses.is_dir()
