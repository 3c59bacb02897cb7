"""Quizzes to take there and back: one of every kind, and all that chance makes of signs that mean something."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from elearn.content.diagnostics import Findings
from elearn.content.pages import Page, read_page
from elearn.content.questions import solve
from elearn.content.quiz_import import completed
from elearn.content.quiz_keys import with_keys
from elearn.content.quiz_text import write_quiz
from elearn.content.quiz_values import read_quiz
from elearn.content.source import read_source
from elearn.domain.written import (
    Answers,
    Choices,
    Gap,
    Gaps,
    Matching,
    Number,
    Open,
    Option,
    Ordering,
    Pair,
    Reply,
    Step,
    TrueFalse,
    Typed,
    WrittenPool,
    WrittenQuestion,
    WrittenQuiz,
    spell_gap,
    split_gaps,
)

EVERY_KIND = """\
---
type: quiz
id: ip-quiz
title: "Quiz: \\"all\\" kinds"
pass: 70%
feedback: answer
---

## How many bits has an IPv6 address? <!-- #bits points=2 objective=size read=ip-reading#lengths -->

It looks like this:

    2001:db8::1

> [!TIP]
> Eight times sixteen.

- ( ) 32 {all} of ~them~ <!-- #b -->
  > That is **IPv4** #1.
- (x) `128 = 2^7` <!-- #a fixed -->
- ( ) 50% of 256 <!-- #d -->
  > Two
  > lines.
  >
  > And a paragraph: a -> b.

> Four times as many.
>
> * one
> * two

# Details / more <!-- #details draw=2 points=3 -->

## Which are right? <!-- #which tags="dns,ip v6" score=all shuffle=no -->

- [x] `2001:db8::1` <!-- #a -->
- [x] %50%::1 <!-- #b -->
- [ ] [markdown] <!-- #c -->

## 1. The Internet has *one* owner. <!-- #owner -->

- = false

> Nobody owns it \\ all.

## In which year? <!-- #year -->

- = 2011
- ! 2010
  > One year later.

## About how long? <!-- #long -->

- = 50 ± 2% bits

## What is it called? <!-- #called accents=strict -->

- = dual stack
- = dual\\*stack
- ! tunnel
  > Inside the other.

## Match. <!-- #pairs match -->

| Thing | Size |
| --- | --- |
| IPv4 <!-- #v4 --> | 32 bits |
| `a\\|b` <!-- #v6 --> | 128 bits |
|  <!-- #x --> | 48 bits |

## In order. <!-- #steps order -->

1. First: a <!-- #a -->
2. Then = b <!-- #c fixed -->
3. Last ~ c <!-- #b -->

## Complete the sentence. <!-- #fill -->

An address has [[v4: 64|=32|\\|]] bits.

## What would you change? <!-- #change open -->

> Whatever you write is right.
"""
SEVERAL_GAPS = """\
---
type: quiz
id: ip-quiz
title: "Gaps"
---

## Complete the sentence. <!-- #fill -->

It has [[v4: 64|=32]] bits, or [[v6: =128|=a hundred and \\*28]]; `[[not: =one]]` is code.
"""

NO_DAY = date(2000, 1, 1)
PIECES = [
    "word", "two words",
    "**bold**", "*soft*", "`a = b`", "`x\\y`", "{x}", "~", "=", "#", "####", ":", "::", "\\\\", "->", "%50%",
    "[markdown]", "&amp;", "<<", "العربية", "中文", "]]>",
    "//", "$CATEGORY: a", "\\[id:x\\]", "1.", "TRUE", "[a](https://example.org/?a=b)",
    "?", "\u00a0", "é", "'", '"', "[html]", ">", "&lt;", "\\*", "elearn:points=3", "{1:SA:=a}", "🙂", "_", "a_b",
]  # fmt: skip
LINES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" ".join)
BLOCKS = st.lists(LINES, max_size=3).map("\n\n".join)
NOTES = st.one_of(st.just(""), BLOCKS, LINES.map(lambda line: f"{line}\n{line}"))
PLAIN = st.lists(st.sampled_from(["word", "=", "~a", "{b}", "#", ":", "*", "_", "`", "\\", "%5%", "true", "12", "中文", "<b>", "&amp;"]), min_size=1, max_size=3).map(" ".join)  # fmt: skip  # noqa: E501 - a list of pieces, one line as it is read
KEYS = st.sampled_from(["", "a", "b", "v4", "long-key"])
DECIMALS = st.decimals(-1000, 1000, places=2).map(lambda number: f"{number.normalize():f}")


def read(text: str) -> tuple[Page, Findings]:
    findings = Findings()
    return read_page(read_source("quiz.md", text.encode(), slug="quiz"), NO_DAY, findings), findings


def values(text: str) -> WrittenQuiz:
    """The quiz of a file, which must be without a fault."""
    page, findings = read(text)
    assert not list(findings.errors())
    quiz, problems = read_quiz(page)
    assert not problems
    return quiz


@st.composite
def choices(draw: st.DrawFn) -> Answers:
    options = draw(st.lists(st.builds(Option, LINES | BLOCKS, st.booleans(), NOTES, KEYS, st.booleans()), min_size=1))
    return Choices(tuple(options), draw(st.booleans()))


@st.composite
def numbers(draw: st.DrawFn) -> Answers:
    low, high = sorted((draw(DECIMALS), draw(DECIMALS)), key=float)
    return Number(low, high, draw(st.sampled_from(["", f"{low}..{high}", f"{low}..{high} km"])))


ANSWERS = st.one_of(
    choices(),
    st.builds(TrueFalse, st.booleans()),
    st.lists(st.builds(Reply, PLAIN, st.booleans(), NOTES), min_size=1, max_size=4).map(lambda r: Typed(tuple(r))),
    numbers(),
    st.builds(
        Matching,
        st.lists(st.builds(Pair, LINES, LINES, KEYS), min_size=1, max_size=3).map(tuple),
        st.tuples(LINES, LINES),
    ),
    st.lists(st.builds(Step, LINES, KEYS, st.booleans()), min_size=1, max_size=4).map(lambda s: Ordering(tuple(s))),
    st.just(Open()),
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["objective", "read", "tags"]), st.sampled_from(["size", "a#b", "x y,z"]), max_size=2
) | st.just({"points": "3"})
GAPS = st.builds(Gap, st.lists(st.builds(Reply, PLAIN, st.booleans()), min_size=1, max_size=3).map(tuple), st.just("k"))


@st.composite
def questions(draw: st.DrawFn) -> WrittenQuestion:
    """Anything at all; much of it cannot be written down."""
    answers, stem = draw(ANSWERS), draw(NOTES)
    if draw(st.integers(0, 6)) == 0:
        answers, stem = Gaps(), f"{draw(LINES)} {spell_gap(draw(GAPS))}{draw(st.sampled_from(['', ' end.', ', ']))}"
    return WrittenQuestion(
        draw(LINES), answers, stem, draw(NOTES), draw(NOTES), draw(KEYS), draw(ATTRIBUTES), name=draw(LINES)
    )


def respelled(stem: str) -> list[str]:
    return [spell_gap(part) if isinstance(part, Gap) else part for part in split_gaps(stem)]


def expressible(question: WrittenQuestion) -> str | None:
    """A file with this question in it, if there is one that reads back as the same."""
    own, _ = completed(question, "en")
    quiz = with_keys(WrittenQuiz({"id": "ip-quiz", "title": "Quiz"}, (WrittenPool((own,), "Pool / one", "pool"),)))
    text = write_quiz(quiz, "en").text
    page, findings = read(text)
    for draft in page.questions():
        solve(page.source, draft, findings)
    if any("".join(respelled(question.stem)) != question.stem for question in quiz.questions()):
        return None
    if list(findings.errors()) or read_quiz(page) != (quiz, ()):
        return None
    return text
