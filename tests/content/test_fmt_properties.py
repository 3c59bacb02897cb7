"""What `elearn fmt` promises for every file: nothing re-flowed, no word changed, nothing left for a second run."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.diagnostics import Findings
from elearn.content.fmt import format_source
from elearn.content.pages import Page, read_page
from elearn.content.recovery import text_of
from elearn.content.sketch import origins
from elearn.content.source import Source, read_source
from tests.content.trees import TODAY

WORDS = [
    "IPv6",
    "l'été",
    "e\u0301te\u0301",
    "عنوان",
    "地址",
    "two  spaces",
    "a\u00a0b",
    "`-(x) code`",
    "*x*",
    "a <b",
    "C#",
]
LINE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
PARAGRAPH = st.lists(st.tuples(LINE, st.sampled_from(["", "  ", " \t"])).map("".join), min_size=1, max_size=3).map(
    "\n".join
)
KEPT = st.sampled_from(
    [
        "```\n-(x) not an answer\n## no heading\n```",
        "    - () indented code",
        "~~~\n<!-- #no-key -->\n~~~",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "* one\n* two\n  continued\n\n  and on",
        "> [!NOTE]\n> quoted\n>\n> twice",
        "1. first\n2. second",
        "- [a link](https://example.org)",
        "---",
        "",
        "<!-- a remark -->",
    ]
)
KEY = st.sampled_from(["", " <!-- #one -->", " <!-- #two was=old -->", " ##", "   "])
HEADING = st.tuples(st.sampled_from(["## ", "##  "]), LINE, KEY).map("".join)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["- ( ) ", "- (x) "]),
        LINE,
        st.sampled_from(["", " <!-- #a -->", " <!-- #c -->"]),
        st.sampled_from(["", "\n  > Feedback on it.", "\n  continued here"]),
    ).map("".join),
    min_size=1,
    max_size=4,
).map("\n".join)
QUESTION = st.tuples(HEADING, PARAGRAPH, ANSWERS).map("\n\n".join)
FRONT = st.sampled_from(
    [
        "---\ntype: {kind}\nid: x\ntitle: T\n---",
        "---\ntype: {kind}\ntitle: T\n---",
        "---\ntitle: a: b\nsummary:   'spaces'\ntype: {kind}\n---",
        "---\nlang: ar\ntype: {kind}\nid: x\n# a remark\ntitle: T\n---",
    ]
)
ENDS = st.sampled_from(["", "\n", "\n\n\n"])


def files(kind: str) -> st.SearchStrategy[str]:
    block = st.one_of(PARAGRAPH, KEPT, HEADING) if kind == "lesson" else QUESTION
    blocks = st.lists(block, max_size=5).map("\n\n".join)
    return st.tuples(FRONT, blocks, ENDS).map(lambda parts: parts[0].format(kind=kind) + "\n\n" + parts[1] + parts[2])


def source_of(text: str, kind: str) -> Source:
    return read_source(f"courses/ip/m/{kind}.md", text.encode(), slug=kind, inside=f"ip/m/{kind}.md")


def page_of(text: str, kind: str) -> Page:
    return read_page(source_of(text, kind), TODAY, Findings())


MARKER = re.compile(r"\s*<!-- #[a-z0-9_-]+ -->")
KINDS = st.sampled_from(["lesson", "quiz"]).flatmap(lambda kind: st.tuples(st.just(kind), files(kind)))


@settings(max_examples=250)
@given(KINDS)
def test_a_second_run_has_nothing_to_do(case: tuple[str, str]) -> None:
    kind, text = case
    once = format_source(source_of(text, kind))
    assert format_source(source_of(once, kind)) == once


@settings(max_examples=250)
@given(KINDS)
def test_lines_stay_where_and_as_they_are_but_for_keys_at_their_ends(case: tuple[str, str]) -> None:
    kind, text = case
    before = unicodedata.normalize("NFC", text).rstrip("\n").split("\n")
    while before and not before[-1].strip():
        before.pop()
    after = format_source(source_of(text, kind)).removesuffix("\n").split("\n")
    seen: set[int] = set()
    for line, number in zip(after, origins(before, after), strict=True):
        if number in seen or (number == 1 and line != before[0]) or line.startswith(("<!-- #", "id: ")):
            assert line in before or re.fullmatch(r"<!-- #[a-z0-9_-]+ -->|id: [a-z0-9-]+", line)
            continue
        seen.add(number)
        old = before[number - 1]
        if line != old and not line.startswith(("title: ", "summary: ")):
            assert re.match(r"#|- \(", old) or number in _last_lines(before), f"{old!r} became {line!r}"
            assert MARKER.sub("", line).rstrip() == MARKER.sub("", old).rstrip(), f"{old!r} became {line!r}"
    assert len(seen | {1}) >= len([line for line in before if not line.startswith(("<!-- #", "id: "))]) - 1


def _last_lines(lines: list[str]) -> set[int]:
    """Numbers of lines that an answer or a heading may end on: the second line of one, or words above dashes."""
    ends = {n for n, line in enumerate(lines, 1) if line.startswith("  ")}
    return ends | {n for n, line in enumerate(lines[1:], 1) if set(line.strip()) in ({"-"}, {"="})}


@settings(max_examples=250)
@given(KINDS)
def test_no_unit_says_anything_else_afterwards(case: tuple[str, str]) -> None:
    kind, text = case
    before, after = page_of(text, kind), page_of(format_source(source_of(text, kind)), kind)
    assert [text_of(before, unit) for unit in before.units] == [text_of(after, unit) for unit in after.units]
    kept = {unit.key: unit.title for unit in before.units if unit.marker}
    assert kept.items() <= {unit.key: unit.title for unit in after.units}.items()


@settings(max_examples=100)
@given(KINDS, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_and_a_byte_order_mark_change_nothing_else(case: tuple[str, str], end: str) -> None:
    kind, text = case
    foreign = "\ufeff" + text.replace("\n", end)
    assert format_source(source_of(foreign, kind)) == format_source(source_of(text, kind))
