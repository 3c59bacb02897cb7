"""`elearn import` and `elearn export` as an author calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.cli.exchange_words import sentence
from elearn.domain.written import Problem
from tests.cli.conftest import Run
from tests.content.trees import BASE, QUIZ

EXAMPLES = Path(__file__).resolve().parents[1] / "exchange/examples"
GIFT = "::A:: Is it so? {T}\n\n::B:: What is it? {=a thing ~nothing}\n\nOnly words.\n"


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "courses"
    for name, content in BASE.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setenv("COURSES_PATH", str(root))
    monkeypatch.chdir(tmp_path)
    return root


def write(courses: Path, text: str, name: str = "First evening.gift") -> str:
    path = courses.parent / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_import_writes_a_quiz_that_check_accepts(courses: Path, run: Run) -> None:
    file = write(courses, GIFT.partition("Only")[0])
    result = run("import", file, "--to", "courses/ip/addresses")
    made = courses / "ip/addresses/first-evening-quiz.md"
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "2 questions taken, 0 not taken: courses/ip/addresses/first-evening-quiz.md",
        "learners see it when you add `first-evening-quiz` to `lessons:` in module.md",
    ]
    assert made.read_text(encoding="utf-8").startswith(
        '---\ntype: quiz\nid: ip-first-evening-quiz\ntitle: "First evening"'
    )
    assert run("check", str(made)).exit_code == 0
    assert run("fmt", str(made), "--check").stdout.splitlines()[0] == "would change courses/ip/.keys"


def test_what_is_not_taken_is_told_by_line_with_status_1(courses: Path, run: Run) -> None:
    file = write(courses, GIFT)
    result = run("import", file, "--to", "courses/ip/addresses")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:2] == [
        f'{file}:5:1: "Only words." not taken: there is no {{…}} with answers; text between questions belongs into a '
        "lesson",
        "2 questions taken, 1 not taken: courses/ip/addresses/first-evening-quiz.md",
    ]


def test_a_dry_run_prints_and_writes_nothing(courses: Path, run: Run) -> None:
    before = sorted(courses.rglob("*"))
    result = run("import", write(courses, GIFT), "--to", "courses/ip/addresses", "--dry-run", "--title", "Mine")
    assert 'title: "Mine"\n' in result.stdout
    assert "- (x) a thing <!-- #a -->\n" in result.stdout
    assert "(not written)" in result.stderr
    assert sorted(courses.rglob("*")) == before


def test_a_file_that_is_there_is_kept_without_force(courses: Path, run: Run) -> None:
    file, made = write(courses, GIFT), courses / "ip/addresses/quiz.md"
    result = run("import", file, "--to", "courses/ip/addresses", "--name", "quiz")
    assert result.exit_code == 2
    assert made.read_text(encoding="utf-8") == QUIZ
    run("import", file, "--to", "courses/ip/addresses", "--name", "quiz", "--force")
    assert "id: ip-quiz\n" in made.read_text(encoding="utf-8")


def test_one_category_can_be_taken(courses: Path, run: Run) -> None:
    file = write(courses, "$CATEGORY: One\n\nFirst {T}\n\n$CATEGORY: top/Two\n\nSecond {F}\n")
    result = run("import", file, "--to", "courses/ip/addresses", "--category", "two", "--dry-run")
    assert "## Second" in result.stdout
    assert "## First" not in result.stdout
    assert run("import", file, "--to", "courses/ip/addresses", "--category", "three").exit_code == 2


def test_a_folder_that_is_no_module_is_wrong_use(courses: Path, run: Run) -> None:
    assert run("import", write(courses, GIFT), "--to", "courses/ip").exit_code == 2


def test_a_file_that_cannot_be_read_writes_nothing(courses: Path, run: Run) -> None:
    file = write(courses, "<quiz><question></quiz>", "bank.xml")
    result = run("import", file, "--to", "courses/ip/addresses")
    assert result.exit_code == 1
    assert result.stderr == f"{file}:1:19: the XML is broken: mismatched tag\n"
    assert not (courses / "ip/addresses/bank-quiz.md").exists()


def test_no_question_no_file(courses: Path, run: Run) -> None:
    result = run("import", write(courses, "Only words."), "--to", "courses/ip/addresses")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "nothing was written"


@pytest.mark.usefixtures("courses")
@pytest.mark.parametrize("name", ["mixed.gift", "mixed.xml"])
def test_the_examples_become_quizzes_that_check_accepts(run: Run, name: str) -> None:
    assert run("import", str(EXAMPLES / name), "--to", "courses/ip/addresses").exit_code == 1
    assert run("check", "courses/ip/addresses/mixed-quiz.md").exit_code == 0


@pytest.mark.parametrize("style", ["gift", "moodle-xml"])
def test_what_is_exported_comes_back_as_it_was(courses: Path, run: Run, style: str) -> None:
    made = courses / "ip/addresses/quiz.md"
    out = courses.parent / "out.txt"
    assert run("export", "quiz", str(made), "--format", style, "-o", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8") == run("export", "quiz", str(made), "--format", style).stdout
    assert run("import", str(out), "--to", "courses/ip/addresses", "--name", "quiz", "--force").exit_code == 0
    assert made.read_text(encoding="utf-8") == QUIZ
    assert run("export", "quiz", str(made), "--format", style, "-o", str(out)).exit_code == 2


def test_an_export_says_what_it_cannot_write_and_what_leads_nowhere(courses: Path, run: Run) -> None:
    made = courses / "ip/addresses/quiz.md"
    text = "## Fill it in, see [RIR](gloss:rir). <!-- #fill -->\n\n[[a: =1]] and [[b: =2]]\n"
    made.write_text(f"{QUIZ}\n{text}", encoding="utf-8")
    result = run("export", "quiz", str(made), "--format", "gift")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f'{made}:20:1: "Fill it in, see RIR." not written: GIFT knows one gap in a question: split the sentence, or '
        "use Moodle XML",
        f'{made}:20:1: "Fill it in, see RIR." written, but: gloss:rir leads nowhere outside of this site',
    ]
    assert run("export", "quiz", str(made), "--format", "moodle-xml").exit_code == 0


@pytest.mark.parametrize("file", ["ip/addresses/reading.md", "ip/addresses/quiz.fr.md"])
def test_only_a_quiz_in_its_source_language_is_exported(courses: Path, run: Run, file: str) -> None:
    (courses / "ip/addresses/quiz.fr.md").write_text('---\ntranslation: ip-quiz\ntitle: "Q"\n---\n', encoding="utf-8")
    assert run("export", "quiz", str(courses / file), "--format", "gift").exit_code == 2


def test_a_quiz_with_errors_is_not_exported(courses: Path, run: Run) -> None:
    made = courses / "ip/addresses/quiz.md"
    made.write_text(QUIZ.replace("(x)", "( )"), encoding="utf-8")
    assert run("export", "quiz", str(made), "--format", "gift").exit_code == 2


def test_what_a_file_holds_does_not_steer_the_terminal() -> None:
    told = sentence(Problem(1, 1, "type", "\x1b[2J", "\x1b]0;gone\x07", lost=True))
    assert told == '"\\x1b]0;gone\\x07" not taken: there is no question of the type *\\x1b[2J* here'
