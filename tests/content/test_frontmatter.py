"""YAML that people write: every scalar is text, every slip has its place, and a broken line is still read."""

from __future__ import annotations

import pytest

from elearn.content.diagnostics import Findings
from elearn.content.frontmatter import Fields, Items, Node, Scalar, read_front_matter
from elearn.content.source import read_source


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(value) for value in node.values]
    return {key: plain(value) for key, value in node.values.items()}


def read(text: str) -> tuple[Fields, list[str], dict[int, str]]:
    findings = Findings()
    front = read_front_matter(read_source("x.md", f"---\n{text}\n---\nbody\n".encode()), findings)
    return front.fields, [found.code for found in findings.sorted()], front.quoted


VALUES: list[tuple[str, object]] = [
    ("lang: no", {"lang": "no"}),
    ("time: 22:30", {"time": "22:30"}),
    ("version: 1.10", {"version": "1.10"}),
    ("sha: 0123456", {"sha": "0123456"}),
    ("sha: 12e45678", {"sha": "12e45678"}),
    ("on: true", {"on": "true"}),
    ("k: =", {"k": "="}),
    ("k: ~", {"k": "~"}),
    ("k:", {"k": ""}),
    ("k: 'it''s'", {"k": "it's"}),
    ('k: "a\\tb"', {"k": "a\tb"}),
    ("k: |\n  one\n  two", {"k": "one\ntwo\n"}),
    ("k: [a, b c]", {"k": ["a", "b c"]}),
    ("k:\n  - a\n  - b", {"k": ["a", "b"]}),
    ("k: {a: 1}", {"k": {"a": "1"}}),
    ("k:\n  a: 1\n  b: 2", {"k": {"a": "1", "b": "2"}}),
    ("k: v  # a comment", {"k": "v"}),
    ("# only a comment\nk: v", {"k": "v"}),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_every_scalar_is_text(text: str, expected: object) -> None:
    fields, codes, _ = read(text)
    assert plain(fields) == expected
    assert codes == []


RESCUED: list[tuple[str, str]] = [
    ("title: DNS: the basics", "DNS: the basics"),
    ("title: [draft] Rules", "[draft] Rules"),
    ("title: @home", "@home"),
    ("title: 'l'eau'", "l'eau"),
    ("title: ¿Qué: cómo?", "¿Qué: cómo?"),
    ('title: "a" b', '"a" b'),
    ('title: "say "hello" to all"', 'say "hello" to all'),
    ("title: %x", "%x"),
    ("title: `code`", "`code`"),
    ("title: C # and you", "C # and you"),
    ("title: a\\b: c", "a\\b: c"),
    ('title: "\\q"', "\\q"),
]


@pytest.mark.parametrize(("line", "value"), RESCUED)
def test_a_broken_line_is_told_and_read_as_a_quoted_value(line: str, value: str) -> None:
    fields, codes, quoted = read(f"type: lesson\n{line}\nminutes: 5")
    assert codes == ["F003"]
    again, none, _ = read(f"type: lesson\n{quoted[3]}\nminutes: 5")
    assert none == []
    assert plain(again) == {"type": "lesson", "title": value, "minutes": "5"}
    assert fields.keys["type"].line == 2


def test_all_broken_lines_are_told() -> None:
    _, codes, quoted = read("a: x: y\nb: z\nc: @home\nd: [")
    assert codes == ["F003", "F003", "F003"]
    assert set(quoted) == {2, 4, 5}


@pytest.mark.parametrize("text", ["a: *b", "a: &b c", "a: !!str c", "a: !x c", "a: [&x 1, *x]"])
def test_what_can_expand_is_refused_where_it_stands(text: str) -> None:
    assert read(text)[1] == ["F005"]


def test_the_first_of_two_equal_keys_counts() -> None:
    fields, codes, _ = read("a: 1\nb: 2\na: 3")
    assert plain(fields) == {"a": "1", "b": "2"}
    assert codes == ["F004"]


@pytest.mark.parametrize("text", ["- a\n- b", "just text", '"quoted"'])
def test_front_matter_is_made_of_keys(text: str) -> None:
    assert read(text)[1] == ["F003"]


def test_front_matter_may_be_empty() -> None:
    assert read("")[1] == []


def test_the_body_begins_behind_the_second_line_of_dashes() -> None:
    front = read_front_matter(read_source("x.md", b"---\na: 1\n---\nbody\n---\n"), Findings())
    assert front.body == 4
