"""`elearn newsletter new`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from elearn.cli.main import elearn
from elearn.content.compiler import compile_site
from tests.content.test_learning_paths import write
from tests.content.trees import BASE

COMING = """\
---
type: webinar
id: names
lang: en
title: "Names"
summary: "What a name is, in an hour."
starts: 2026-12-03T13:00Z
ends: 2026-12-03T14:00Z
---
"""


def test_an_issue_is_begun_once(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", BASE | {"_webinars/2026-12-03-names.md": COMING})
    asked = ["newsletter", "new", "december", "--issued", "2026-12-01", "--root", str(root)]
    made = CliRunner().invoke(elearn, asked)
    assert made.exit_code == 0, made.output
    text = (root / "_newsletter/2026-12-december.md").read_text(encoding="utf-8")
    assert "id: 2026-12-december\n" in text
    assert "(../ip/course.md)" in text
    line = "- Names: 3 December 2026, 13:00 UTC. [More about it](../_webinars/2026-12-03-names.md)"
    assert line in text
    assert compile_site([root], languages=("en",), today=date(2026, 12, 1)).diagnostics == ()
    assert "is there already" in CliRunner().invoke(elearn, asked).output
    assert CliRunner().invoke(elearn, ["newsletter", "new", "Big News", "--root", str(root)]).exit_code == 2
    for day in ("0001-01-01", "2206-12-01"):
        far = CliRunner().invoke(elearn, ["newsletter", "new", "far", "--issued", day, "--root", str(root)])
        assert (far.exit_code, f"{day} is too far away" in far.output) == (2, True)
    assert [path.name for path in (root / "_newsletter").iterdir()] == ["2026-12-december.md"]
