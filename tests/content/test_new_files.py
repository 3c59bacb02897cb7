"""Where a new name goes in the lists of course.md and module.md: one line, whatever the list looks like."""

from __future__ import annotations

import difflib

import pytest

from elearn.content.copies import Move, copy_file
from elearn.content.new_files import add_to_list, free_id, quoted
from elearn.content.source import read_source

LISTS: list[tuple[str, str]] = [
    ("lessons: [a, b]", "lessons: [a, b, new]"),
    ("lessons: [a, b] # in this order", "lessons: [a, b, new] # in this order"),
    ('lessons: [a, "b"]', 'lessons: [a, "b", new]'),
    ("lessons: []", "lessons: [new]"),
    ("lessons:", "lessons: [new]"),
    ("lessons:\n  - a\n  - b", "lessons:\n  - a\n  - b\n  - new"),
    ("lessons:\n- a", "lessons:\n- a\n- new"),
    ("lessons: [a,\n  b]", "lessons: [a,\n  b, new]"),
    ("lessons: [a, new]", "lessons: [a, new]"),
    ("id: m", "id: m\nlessons: [new]"),
]


@pytest.mark.parametrize(("before", "after"), LISTS)
def test_one_line_changes(before: str, after: str) -> None:
    start, end = "---\ntitle: M\n", "\n---\n\nText: kept   \n"
    source = read_source("courses/c/m/module.md", (start + before + end).encode())
    text = add_to_list(source, "lessons", "new")
    assert text == start + after + end
    lines = [line for line in difflib.ndiff((start + before + end).split("\n"), text.split("\n")) if line[0] in "+-"]
    assert len(lines) <= 2


@pytest.mark.parametrize("front", ["title: [", "no front matter", "title: a: b\nlessons: []"])
def test_a_list_that_cannot_be_read_is_left_alone(front: str) -> None:
    assert add_to_list(read_source("m.md", f"---\n{front}\n---\n".encode()), "lessons", "new") is None


def test_an_id_is_free_for_ever() -> None:
    assert free_id("dns/basics/names.md", "names", ()) == "dns-names"
    assert free_id("dns/basics/names.md", "names", {"dns-names", "dns-names-2"}) == "dns-names-3"
    assert len(free_id(f"d/b/{'n' * 90}.md", "n" * 90, {f"d-{'n' * 62}"})) <= 64


@pytest.mark.parametrize("title", ['"DNS": the *basics* # 1', "a\\b", "two\n lines", "¿Qué: cómo?", "中文", "'l'eau'"])
def test_a_title_stays_text(title: str) -> None:
    source = read_source("courses/c/m/l.md", f"---\ntype: lesson\nid: l\ntitle: {quoted('x')}\n---\n".encode())
    text = copy_file(source, Move({}, {"courses/c/m/l.md": "c/m/n.md"}, ()), title=title)
    assert text.startswith(f"---\ntype: lesson\nid: l\ntitle: {quoted(title)}\n")


LINES: list[tuple[str, str]] = [
    ("## One <!-- #one was=uno -->", "## One <!-- #one -->"),
    ("## One <!-- #one was=uno,un points=2 -->", "## One <!-- #one points=2 -->"),
    ("## One <!-- #one read=old#bits -->", "## One <!-- #one read=new#bits -->"),
    ("## One <!-- #one read=other#bits -->", "## One <!-- #one read=other#bits -->"),
    ("![a](media/a.svg) and [b](b.md#x)", "![a](../m/media/a.svg) and [b](../m/b.md#x)"),
    ("[c](https://example.org/b.md) `[b](b.md)`", "[c](https://example.org/b.md) `[b](b.md)`"),
    ("[g](../../glossary.md#rir)", "[g](../../glossary.md#rir)"),
    ("trailing  ", "trailing  "),
]


@pytest.mark.parametrize(("before", "after"), LINES)
def test_a_copy_in_another_folder(before: str, after: str) -> None:
    front = "---\nid: old\nmoved:\n  gone: old\n---\n\n"
    source = read_source("courses/c/m/l.md", f"{front}{before}\n".encode(), inside="c/m/l.md")
    known = {"c/m/media/a.svg", "c/m/b.md", "glossary.md"}
    copy = copy_file(source, Move({"old": "new"}, {"c/m/l.md": "c/n/l.md"}, known))
    assert copy == f"---\nid: new\n---\n\n{after}\n"
