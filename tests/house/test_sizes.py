"""Sizes that keep the house liveable (architecture.md): files, functions, templates."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "elearn").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "elearn/templates").rglob("*.html"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_file_has_at_most_300_lines_and_its_functions_40(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300, "split it by noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= 40, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_has_at_most_80_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=relative)
def test_a_suppression_carries_its_reason(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for mark in ("# noqa", "# type: ignore"):
            if mark in line and path != Path(__file__).resolve():
                reason = line.split(mark, 1)[1]
                assert any(word in reason for word in (" - ", "] # ", "]  # ")), (
                    f"line {number}: {mark} without a reason"
                )


@pytest.mark.parametrize("path", sorted((ROOT / "elearn/static/css").rglob("*.css")), ids=relative)
def test_stylesheets_know_no_left_and_right(path: Path) -> None:
    """Logical properties only: every page is right in Arabic."""
    text = path.read_text(encoding="utf-8").replace("/*", "\n/*")
    for word in ("margin-left", "margin-right", "padding-left", "padding-right", "text-align:left", "text-align:right"):
        assert word not in text
    for line in text.splitlines():
        assert not any(f"{{{side}:" in line or f";{side}:" in line for side in ("left", "right")), line
