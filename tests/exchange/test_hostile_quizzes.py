"""Files that were made to hurt: refused with a place, or read as what little they are. Nothing ever raises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.written import Problem
from elearn.exchange.gift import read_gift
from elearn.exchange.moodle_xml import read_moodle_xml
from elearn.exchange.quiz_problems import MAX_BYTES, MAX_QUESTIONS, MAX_TEXT, Taken

EXAMPLES = Path(__file__).parent / "examples"
READERS: dict[str, Callable[[bytes], Taken]] = {"gift": read_gift, "xml": read_moodle_xml}
HEAD = '<?xml version="1.0"?>\n'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ESSAY = '<question type="essay"><questiontext><text>{}</text></questiontext></question>'


def refusal(read: Callable[[bytes], Taken], body: bytes) -> Problem:
    """The one reason for which nothing of the file was taken."""
    taken = read(body)
    assert taken.quiz is None
    (problem,) = taken.problems
    assert problem.lost
    return problem


@pytest.mark.parametrize(
    ("body", "line", "column", "code"),
    [
        ("", 1, 1, "file-empty"),
        (" \n", 1, 1, "file-empty"),
        ("no xml", 1, 1, "file-xml"),
        (f"{HEAD}<quiz>\n <question>\n</quiz>", 4, 3, "file-xml"),
        (f"{HEAD}<quiz>&nbsp;</quiz>", 2, 7, "file-xml"),
        (f"{HEAD}<quiz>\x00</quiz>", 2, 7, "file-xml"),
        (f"{HEAD}<html></html>", 2, 1, "file-not-moodle"),
        (f'{HEAD}<!DOCTYPE q [<!ENTITY l0 "ha">{LAUGHS}]>\n<quiz>&l9;</quiz>', 2, 13, "file-entities"),
        (f'{HEAD}<!DOCTYPE q SYSTEM "file:///etc/passwd">\n<quiz/>', 2, 40, "file-entities"),
        (f'{HEAD}<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<quiz>&x;</quiz>', 2, 13, "file-entities"),
        (f"{HEAD}<quiz>{'<a>' * 100_000}", 2, 76, "file-depth"),
        (f"{HEAD}<quiz>{'<a/>' * 400_000}", 2, 400_003, "file-nodes"),
        (f"{HEAD}<quiz>{ESSAY.format('Q') * (MAX_QUESTIONS + 1)}</quiz>", 2, 154_007, "file-questions"),
        (f"{HEAD}<quiz>\n{'&lt;p>' * 25_001}</quiz>", 3, 150_001, "file-tags"),
        ('<?xml version="1.0" encoding="utf-7"?><quiz/>', 1, 31, "file-xml"),
        ('<?xml version="1.0" encoding="nonsense"?><quiz/>', 1, 31, "file-xml"),
    ],
)
def test_xml_is_refused_with_its_place(body: str, line: int, column: int, code: str) -> None:
    problem = refusal(read_moodle_xml, body.encode())
    assert (problem.line, problem.column, problem.code) == (line, column, code)


@pytest.mark.parametrize(
    ("body", "line", "column", "code"),
    [
        (b"", 1, 1, "file-empty"),
        (b"\xef\xbb\xbf \n", 1, 1, "file-empty"),
        (b"Q {T}\n\nO\xf9 {F}", 3, 2, "file-encoding"),
        ("Ünï".encode() + b"\xff", 1, 4, "file-encoding"),
        ("Q {T}".encode("utf-16"), 1, 1, "file-utf16"),
        (b"Q\x00 {T}", 1, 1, "file-utf16"),
        (b"<b>" * 25_001 + b"Q {T}", 1, 1, "file-tags"),
        (b"\n" * 200_001 + b"Q {T}", 1, 1, "file-lines"),
        (b"Q {T}\n\n" * (MAX_QUESTIONS + 1), 2 * MAX_QUESTIONS + 1, 1, "file-questions"),
    ],
)
def test_gift_is_refused_with_its_place(body: bytes, line: int, column: int, code: str) -> None:
    problem = refusal(read_gift, body)
    assert (problem.line, problem.column, problem.code) == (line, column, code)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_file_that_is_too_large_is_not_even_looked_at(read: Callable[[bytes], Taken]) -> None:
    assert refusal(read, b"<" * (MAX_BYTES + 1)).code == "file-big"


GIFT_BOMBS = {
    "braces": "{" * 200_000,
    "pairs": "{}" * 200_000,
    "backslashes": "Q {=" + "\\" * 200_000 + "}",
    "answers": "Q {" + "=a" * 200_000 + "}",
    "wrong": "Q {" + "~a" * 9_000 + "=b}",
    "titles": "::" * 200_000,
    "feedback": "Q {=a" + "#" * 200_000 + "}",
    "comments": "//[id:\n" * 200_000,
    "labels": "// " + "[tag:" * 100_000 + "\nQ {T}",
    "categories": "$CATEGORY: " + "/" * 200_000 + "\n\nQ {T}",
    "lines": "\n" * 199_000 + "Q {T}",
    "open": "Q {\n\n" * 1_000,
    "markup": "[html]" + "<b><i>" * 12_000 + " {T}",
    "lists": "[html]" + "<ul><li>" * 12_000 + " {T}",
    "paragraphs": "[html]" + "<p>" * 6_000 + "Q {T}",
    "entities": "[html]" + "&" * 19_000 + " {T}",
    "comment": "[html]" + "<!-" * 6_000 + " {T}",
    "digits": "Q {#" + "9" * 19_000 + "}",
    "exponent": "Q {#1e99}",
    "weights": "Q {" + "~%" * 100_000 + "}",
    "spaces": "Q {=a" + " " * 1_000_000 + "~b}",
}


@pytest.mark.parametrize("name", GIFT_BOMBS)
def test_a_bomb_is_only_a_bad_question(name: str) -> None:
    taken = read_gift(GIFT_BOMBS[name].encode())
    assert taken.quiz is None or sum(1 for _ in taken.quiz.questions()) <= 1


XML_BOMBS = {
    "nested mark-up": "&lt;div&gt;" * 24_000,
    "many marks": "&lt;b&gt;" * 2_400,
    "gaps": "{1:SA:=" * 2_800,
    "long": "x" * (MAX_TEXT + 1),
    "references": "&#65;" * 400_000,
}


@pytest.mark.parametrize("kind", ["essay", "cloze"])
@pytest.mark.parametrize("name", XML_BOMBS)
def test_a_bomb_in_a_text_is_only_a_bad_question(name: str, kind: str) -> None:
    body = f"{HEAD}<quiz>{ESSAY.format(XML_BOMBS[name])}</quiz>".replace("essay", kind)
    taken = read_moodle_xml(body.encode())
    assert taken.quiz is not None
    assert sum(1 for _ in taken.quiz.questions()) + sum(problem.lost for problem in taken.problems) == 1


def test_pictures_inside_fill_no_memory() -> None:
    body = f'{HEAD}<quiz><question type="essay"><questiontext><text>Q</text><file name="x">{"A" * 4_000_000}</file>'
    taken = read_moodle_xml(f"{body}</questiontext></question></quiz>".encode())
    assert taken.quiz is not None
    assert [problem.code for problem in taken.problems] == ["file"]


PLACES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(
            [
                "{",
                "}",
                "=",
                "~",
                "#",
                "->",
                "\\",
                "::",
                "//",
                "\n\n",
                "%",
                "<",
                ">",
                "&",
                "]]>",
                "<![CDATA[",
                "$CATEGORY:",
                "\x00",
                "é",
                "<question type='cloze'>",
                "{1:MC:",
                "[[a: =b]]",
                "<!-- #a -->",
                "[html]",
                "4e9",
            ]
        ),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(places=PLACES, kind=st.sampled_from(sorted(READERS)))
def test_random_slips_never_raise(places: list[tuple[float, str, int]], kind: str) -> None:
    text = (EXAMPLES / f"mixed.{kind}").read_text(encoding="utf-8")
    for share, piece, cut in places:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + cut :]
    taken = READERS[kind](text.encode())
    assert taken.quiz is not None or len(taken.problems) == 1


@settings(max_examples=100)
@given(body=st.binary(max_size=300), kind=st.sampled_from(sorted(READERS)))
def test_random_bytes_never_raise(body: bytes, kind: str) -> None:
    assert READERS[kind](body) is not None
