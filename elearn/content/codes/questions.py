"""Codes about quizzes."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, H, W

QUESTIONS = {
    "Q001": Code(
        E,
        "question has no answers",
        "The answers are a list below the question.",
        "## What is a registrar? <!-- #registrar -->",
        "## What is a registrar? <!-- #registrar -->\n\n- (x) A company that registers names <!-- #a -->\n"
        "- ( ) A list of names <!-- #b -->",
    ),
    "Q002": Code(
        E,
        "single-choice question has several right answers",
        "Round brackets mean: exactly one. The type comes from the brackets, never from the number of right answers.",
        "- (x) right\n- (x) right too",
        "- [x] right\n- [x] right too",
    ),
    "Q003": Code(
        E,
        "a question mixes kinds of answers",
        "Round brackets: one is right. Square brackets: several may be. `=`: the answer is typed. One kind per "
        "question.",
    ),
    "Q004": Code(E, "no answer is marked right", "Mark it with x. When none of several is right, say all=none."),
    "Q005": Code(E, "this answer repeats another", "Two equal answers cannot both be told right from wrong."),
    "Q006": Code(E, "empty answer", "An answer has words, code or a picture."),
    "Q007": Code(
        E,
        "this looks like an answer but is not written as one",
        "One space inside empty brackets and one behind them. `elearn fmt` mends it.",
        "-() Stores web pages",
        "- ( ) Stores web pages",
    ),
    "Q008": Code(
        E,
        "cannot read the number",
        "Write a decimal point and nothing between thousands: `3,5` is three and a half in one country and thirty-five "
        "in another. Learners may type it their way.",
        "- = 3,5",
        "- = 3.5",
    ),
    "Q009": Code(
        E, "tolerance or range makes no sense", "`3.5 ± 0.1` and `10..20`: positive, and the smaller one first."
    ),
    "Q010": Code(
        E, "more questions drawn than there are", "`draw` is how many questions of the pool each attempt gets."
    ),
    "Q011": Code(
        E,
        "questions of one pool have different points",
        "When the pool sets `points`, all its questions have them, so that every draw is worth the same.",
    ),
    "Q012": Code(
        E,
        "gap has no right answer",
        "What is right begins with `=`. Only right answers: learners type; with wrong ones beside it they choose.",
        "An IPv4 address has [[v4: 32|64]] bits.",
        "An IPv4 address has [[v4: =32|64]] bits.",
    ),
    "Q013": Code(
        E,
        "a gap cannot stand here",
        "A gap is filled in where it stands: in a sentence below the heading. The heading itself, a table (whose `|` "
        "ends the cell), a link, an answer, a hint and the explanation cannot hold one.",
        "## IPv4 has [[v4: =32|64]] bits. <!-- #fill -->",
        "## Complete the sentence. <!-- #fill -->\n\nIPv4 has [[v4: =32|64]] bits.",
    ),
    "Q014": Code(
        E,
        "matching table needs 2 columns",
        "Behind a key with `match`, what is given stands on the left and what belongs to it on the right.",
        "| Thing | Size | Year |\n| --- | --- | --- |",
        "| Thing | Size |\n| --- | --- |",
    ),
    "Q015": Code(
        E,
        "two rows have the same right cell",
        "Learners choose the right side by its words, so two equal ones cannot be told apart. A right side that is "
        "left over has a row of its own with an empty left cell.",
        "| IPv4 <!-- #v4 --> | a number |\n| IPv6 <!-- #v6 --> | a number |",
        "| IPv4 <!-- #v4 --> | 32 bits |\n| IPv6 <!-- #v6 --> | 128 bits |\n|  <!-- #x --> | 48 bits |",
    ),
    "Q016": Code(
        E,
        "unknown attribute, or a wrong value",
        "The words behind a key have a meaning each; a misspelt one would be ignored without a word.",
        "<!-- #bits point=2 -->",
        "<!-- #bits points=2 -->",
    ),
    "Q017": Code(
        E, "objective does not exist", "`objective=` names a key under `objectives:` of a lesson or of the course."
    ),
    "Q019": Code(
        E,
        "text that is not shown",
        "A quiz page shows questions only, a module a list of its lessons. Put the text where it is read.",
    ),
    "Q020": Code(
        E,
        "text in the wrong place of a question",
        "Stem, then answers, then the explanation with `>`. Feedback belongs to the answer above it when two "
        "spaces stand "
        "in front of its `>`.",
        "- ( ) 32 <!-- #b -->\n> That is IPv4.",
        "- ( ) 32 <!-- #b -->\n  > That is IPv4.",
    ),
    "Q021": Code(
        W,
        "feedback under a right typed answer is not shown",
        "Who typed the right answer sees the explanation. Feedback belongs under known wrong answers, `- ! …`.",
    ),
    "Q022": Code(
        E,
        "the section to read again does not exist",
        "`read=lesson-id#section-key` leads from the result to the place that teaches it, in a lesson of this course.",
    ),
    "Q023": Code(
        E,
        "nothing is left to decide",
        "One pair with nothing left over, or an order in which one line at most can move, is solved by itself.",
        "1. Write all groups <!-- #a -->\n2. Drop zeros <!-- #b fixed -->",
        "1. Write all groups <!-- #a -->\n2. Drop zeros <!-- #b -->",
    ),
    "Q024": Code(
        E,
        "a unit stands inside the gap",
        "Who reads the sentence cannot know that the unit is to be typed, too. Behind the gap everybody sees it.",
        "It has [[size: =128 bits]].",
        "It has [[size: =128]] bits.",
    ),
    "Q101": Code(
        H,
        "wrong answer without feedback",
        "Feedback is where a quiz teaches: why somebody might think so, and what is right.",
        "- ( ) 32 <!-- #b -->",
        "- ( ) 32 <!-- #b -->\n  > That is IPv4.",
    ),
    "Q102": Code(
        W, "the right answer is clearly longer", "Learners notice that the longest answer is right, and stop reading."
    ),
    "Q103": Code(W, "objective has no question", "What a lesson promises should be asked in the quiz of its module."),
    "Q104": Code(
        W,
        "the prompt contains `not` without stress",
        "A small `not` is read over, most of all in a foreign language.",
        "## Which is not an address?",
        "## Which is **not** an address?",
    ),
    "Q109": Code(
        W,
        '"all of the above" moves when answers are shuffled',
        "Answers come in a different order for each attempt; then there is no above. `fixed` keeps one in its place.",
        "- ( ) All of the above <!-- #d -->",
        "- ( ) All of the above <!-- #d fixed -->",
    ),
}
