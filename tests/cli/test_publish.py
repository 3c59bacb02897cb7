"""`elearn publish` when the right answer of a question has changed: what it prints, what it asks, what it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.cli.corrections import effect_line
from elearn.domain.corrections import Effect
from elearn.storage.corrections import CorrectionRow
from elearn.storage.releases import Release
from tests.cli.conftest import Run
from tests.content.trees import Q
from tests.published import send, uid

BITS = "ip-quiz#bits"


@pytest.fixture
def courses(site: Session, tmp_path: Path) -> Path:
    """Three answers, one of them right; then another one becomes right."""
    for who, key in (("amina", "b"), ("ben", "a"), ("cleo", "c")):
        send(site, {"bits": key}, revision=None, learner=uid(who))
    quiz = tmp_path / "courses" / Q
    text = quiz.read_text(encoding="utf-8")
    quiz.write_text(text.replace("- (x) 128", "- ( ) 128").replace("- ( ) 32", "- (x) 32"), encoding="utf-8")
    return tmp_path / "courses"


def releases(site: Session) -> int:
    site.rollback()
    return len(site.scalars(select(Release.id)).all())


@pytest.mark.usefixtures("courses")
def test_it_stops_and_prints_the_line_for_each_way(site: Session, run: Run) -> None:
    done = run("publish")
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert lines[0] == f"{BITS}: other answers are right now, and 3 attempts were made before"
    assert [line.strip() for line in lines[1:-1]] == [
        f"elearn publish --correct {BITS}=both",
        "1 attempt changes, 1 now passes: what was right before and what is right now",
        f"elearn publish --correct {BITS}=full",
        "2 attempts change, 2 now pass: everybody gets the points",
        f"elearn publish --correct {BITS}=new",
        "1 attempt changes, 1 now passes: what is right now; nobody loses points",
        f"elearn publish --correct {BITS}=new --may-lower",
        "2 attempts change, 1 now passes, 1 no longer passes: what is right now, also for those who lose points by it",
        f"elearn publish --correct {BITS}=none",
        "0 attempts change, 0 now pass: the answers stay as they were judged",
    ]
    assert lines[-1] == "Nothing was published. Type one of these lines."
    assert releases(site) == 1


@pytest.mark.usefixtures("courses")
def test_a_dry_run_prints_the_same_and_publishes_nothing(site: Session, run: Run) -> None:
    done = run("publish", "--dry-run", "--correct", f"{BITS}=both")
    assert done.exit_code == 0
    assert "2 attempts change, 2 now pass: everybody gets the points" in done.stdout
    assert releases(site) == 1


@pytest.mark.usefixtures("courses")
def test_a_decision_lets_it_go_on(site: Session, run: Run) -> None:
    done = run("publish", "--correct", f"{BITS}=both")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["Corrected: 1 attempt changes, 1 now passes", "Release 2 is new (1 courses)"]
    again = run("publish", "--correct", f"{BITS}=both")
    assert again.stdout.splitlines() == ["Release 2 was in force already: nothing has changed (1 courses)"]
    assert run("publish", "--dry-run").stdout == "No question that was answered has other right answers now\n"
    assert [row.way for row in site.scalars(select(CorrectionRow))] == ["both"]


@pytest.mark.usefixtures("courses")
def test_a_start_goes_on_with_the_last_release(site: Session, run: Run) -> None:
    done = run("prepare")
    assert done.exit_code == 0
    assert f"elearn publish --correct {BITS}=both" in done.stderr
    assert releases(site) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["ip-quiz=both"], "write QUIZ#QUESTION=WAY, where WAY is one of both, full, new, none"),
        ([f"{BITS}=all"], "write QUIZ#QUESTION=WAY, where WAY is one of both, full, new, none"),
        ([f"{BITS}=new", f"{BITS}=full"], "is decided twice: keep one of the two"),
        (["ip-quiz#bit=new"], "no quiz of the courses has the question ip-quiz#bit"),
    ],
)
@pytest.mark.usefixtures("courses")
def test_a_slip_is_told_and_changes_nothing(site: Session, run: Run, words: list[str], sentence: str) -> None:
    done = run("publish", *(part for word in words for part in ("--correct", word)))
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert releases(site) == 1


@pytest.mark.parametrize(
    ("effect", "line"),
    [
        (Effect(12, 3), "12 attempts change, 3 now pass"),
        (Effect(1, 1), "1 attempt changes, 1 now passes"),
        (Effect(5, 0, 2), "5 attempts change, 0 now pass, 2 no longer pass"),
    ],
)
def test_the_line(effect: Effect, line: str) -> None:
    assert effect_line(effect) == line
