"""Codes about keys: what progress, answers and translations hang on."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, W

KEYS = {
    "K001": Code(
        E,
        "heading has no key",
        "Answers, progress, links and translations are stored under the key, never under the text, so that the "
        "text can "
        "be corrected freely. `elearn fmt` writes keys; you need not think of any.",
        "## How it is written",
        "## How it is written <!-- #notation -->",
    ),
    "K002": Code(
        E,
        "not a valid key",
        "A key has at most 40 of the characters a-z and 0-9, in words joined by single hyphens.",
        "<!-- #Root_servers -->",
        "<!-- #root-servers -->",
    ),
    "K003": Code(
        E,
        "key is already used",
        "Two headings with one key would share their answers and their translation. Sections, pools and questions have "
        "different keys in one file, answers in one question.",
    ),
    "K004": Code(
        E,
        "answer has no key",
        "What learners tick is stored as the key of the answer. `elearn fmt` adds the next free letter.",
        "- ( ) 64",
        "- ( ) 64 <!-- #c -->",
    ),
    "K005": Code(
        E,
        "the comment is not closed on its line",
        "Without `-->` the rest of the file would disappear into the comment.",
        "## How it is written <!-- #notation",
        "## How it is written <!-- #notation -->",
    ),
    "K006": Code(
        E,
        "key was retired and is used again",
        "Answers to the old question are still stored under it and would count for the new one. Choose another key. "
        "When the old question is meant, delete the line with the date from `.keys`.",
    ),
    "K007": Code(
        W,
        "key disappeared",
        "It stands in `.keys`, and the file does not have it any more. Progress and answers hang on it. Put it "
        "back; add `was=` to the key that replaces it; or run `elearn fmt`, which retires it for ever.",
    ),
    "K008": Code(
        E,
        "a renamed key is still in use",
        "`was=old-key` moves what is stored under the old key to the new one. That works when nothing else has the "
        "old key, and when one place only asks for it.",
        "## How it is written <!-- #notation was=why -->   (and another heading still has #why)",
        "## How it is written <!-- #notation was=writing -->",
    ),
    "K009": Code(
        W,
        "a line of dashes or equals signs makes a heading",
        "Markdown takes the line above for a heading. Leave a line empty between them, or write ## in front of it.",
        "Some text\n---",
        "Some text\n\n---",
    ),
    "K010": Code(
        E,
        "two files have the same id",
        "An id is the identity of a page all over the site, also when it moves. A copy needs its own; files of "
        "a private "
        "folder need other ids than the public ones.",
    ),
    "K011": Code(
        E,
        "a key stands at nothing",
        "A key belongs at the end of a ## heading or an answer, or alone on the line above a heading. Anywhere "
        "else its "
        "text would be lost without a word.",
    ),
    "K012": Code(
        E,
        "objective is already defined",
        "Questions name objectives by key alone, so a key stands for one objective in the whole course.",
    ),
    "K013": Code(
        E, "id is the address of another page", "`print`, `facilitator` and `pack` are pages of every course."
    ),
    "K014": Code(
        W,
        "a renamed key that never was",
        "`was=` names a key that `.keys` does not know for this file, so nothing is carried over: mostly a slip.",
    ),
}
