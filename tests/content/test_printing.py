"""Diagnostics for people, programs and GitHub."""

from __future__ import annotations

import json

import pytest

from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.printing import (
    as_github,
    as_json,
    as_table,
    as_text,
    count_line,
    explain,
    format_one,
    utf16_columns,
)


def one(code: str = "K001", **changes: object) -> Diagnostic:
    values: dict[str, object] = {
        "path": "courses/ip/x.md",
        "line": 7,
        "column": 3,
        "code": code,
        "message": "heading has no key",
        "advice": "run `elearn fmt`",
        "excerpt": "## A",
        "width": 2,
    }
    return Diagnostic(**{**values, **changes})  # type: ignore[arg-type]  # the fields come as one mapping of mixed types


EXCERPTS: list[tuple[str, int, int, str]] = [
    ("abc", 2, 1, "  |  ^"),
    ("abc", 1, 3, "  | ^^^"),
    ("abc", 4, 1, "  |    ^"),
    ("中文 x", 4, 1, "  |      ^"),
    ("中文", 2, 1, "  |   ^^"),
    ("e\u0301 x", 4, 1, "  |   ^"),
    ("\tx", 2, 1, "  | \t^"),
]


@pytest.mark.parametrize(("excerpt", "column", "width", "carets"), EXCERPTS)
def test_the_spot_is_underlined_whatever_the_script(excerpt: str, column: int, width: int, carets: str) -> None:
    lines = format_one(one(excerpt=excerpt, column=column, width=width)).split("\n")
    assert lines[2] == f"7 | {excerpt}"
    assert lines[3] == carets


def test_a_place_without_a_line_has_no_excerpt() -> None:
    assert format_one(one(excerpt="", line=12)) == (
        "courses/ip/x.md:12:3: K001 [error] heading has no key\n   = help: run `elearn fmt`"
    )


def test_the_summary_counts() -> None:
    found = [one(), one("T001"), one("T002"), one("G002")]
    assert count_line(found) == "1 errors, 2 warnings, 1 hints"
    assert as_text([], 3, {}) == "3 files: 0 errors, 0 warnings, 0 hints"


def test_json_is_complete() -> None:
    entry = json.loads(as_json([one(notes=("a note",))], 2))
    assert entry["files"] == 2
    assert entry["diagnostics"] == [
        {
            "path": "courses/ip/x.md",
            "line": 7,
            "column": 3,
            "end_column": 5,
            "utf16": {"column": 3, "end_column": 5},
            "code": "K001",
            "severity": "error",
            "message": "heading has no key",
            "notes": ["a note"],
            "help": "run `elearn fmt`",
        }
    ]


COLUMNS: list[tuple[str, int, int, tuple[int, int]]] = [
    ("## A", 1, 2, (1, 3)),
    ("😀 😀x", 4, 1, (6, 7)),
    ("a 😀", 3, 1, (3, 5)),
    ("中文 x", 4, 1, (4, 5)),
    ("short", 9, 1, (9, 10)),
    ("", 1, 1, (1, 2)),
]


@pytest.mark.parametrize(("excerpt", "column", "width", "columns"), COLUMNS)
def test_editors_get_columns_in_utf_16(excerpt: str, column: int, width: int, columns: tuple[int, int]) -> None:
    assert utf16_columns(one(excerpt=excerpt, column=column, width=width)) == columns


def test_annotations_come_errors_first_and_the_rest_in_the_log() -> None:
    found = [one("T001", path=f"w{n}.md") for n in range(12)] + [one(path=f"e{n}.md") for n in range(11)]
    lines = as_github(found, 23).split("\n")
    assert lines[0] == "::error file=e0.md,line=7,col=3,endColumn=5,title=K001::heading has no key%0Arun `elearn fmt`"
    assert sum(line.startswith("::error") for line in lines) == 10
    assert sum(line.startswith("::warning") for line in lines) == 10
    assert "3 more in the log:" in lines
    assert lines[-1] == "23 files: 11 errors, 12 warnings, 0 hints"


def test_a_line_of_a_course_cannot_forge_a_command() -> None:
    line = as_github([one(message="a\n::error::b %0A", path="a,b:c.md")], 1).split("\n")[0]
    assert line.startswith("::error file=a%2Cb%3Ac.md,")
    assert "a%0A::error::b %250A" in line


def test_the_table_has_everything_errors_first() -> None:
    found = [one("T001", path=f"w{n}.md") for n in range(30)] + [one(path=f"e{n}.md") for n in range(30)]
    rows = [line.split(" | ")[0] for line in as_table(found).splitlines()[2:]]
    assert rows == ["| error"] * 30 + ["| warning"] * 30


def test_a_table_that_a_summary_page_cannot_hold_says_how_many_are_left() -> None:
    table = as_table([one(message="x" * 1000, path=f"{n}.md") for n in range(1500)])
    assert len(table.encode()) < 1_000_000
    shown = table.count("| K001 |")
    assert f"\n\n{1500 - shown} more in the log\n" in table


def test_the_table_escapes_what_would_break_it() -> None:
    assert "a \\| b &lt;x>" in as_table([one(message="a | b\n<x>")])


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    text = explain(code)
    assert text.startswith(f"{code} [{CODES[code].severity}] ")
    row = CODES[code]
    assert len(row.why) > 20
    assert row.why.endswith((".", "?"))
    assert not row.title.endswith(".")
    assert bool(row.before) or not row.after
