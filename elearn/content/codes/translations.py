"""Codes about translations and the glossary."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, H, W

TRANSLATIONS = {
    "T001": Code(
        W,
        "out of date",
        "The source changed after this was translated. Learners still see the translation, with a notice. Edit "
        "it; then "
        "`elearn tr accept FILE KEY` records that it renders the text of today.",
        "## ¿Por qué? <!-- #why @d2a30007 -->",
        "## ¿Por qué? <!-- #why @b7716f8e -->",
    ),
    "T002": Code(
        W,
        "not translated yet",
        "Learners see the source text in this place, marked with its language. Nothing is lost.",
    ),
    "T003": Code(
        W,
        "does not say which source text it translates",
        "Without the 8 characters behind @ nobody can tell whether it is out of date. `elearn tr accept` writes them.",
    ),
    "T004": Code(
        W,
        "part of a question is not translated",
        "A question is shown in one language as a whole: while an answer is missing, learners see the source.",
    ),
    "T005": Code(E, "answer does not exist in the source", "Only the source file adds and removes answers."),
    "T006": Code(
        E,
        "marked otherwise than in the source",
        "Only the source decides what is right. A contradiction may be a slip of the translator or of the "
        "author, so it "
        "is shown to both, and learners see the source.",
    ),
    "T007": Code(
        E, "key does not exist in the source", "Mostly a slip in the key: copy it from the source, never translate it."
    ),
    "T008": Code(E, "translation without its source", "`name.fr.md` stands beside `name.md` and names its id."),
    "T009": Code(
        E,
        "attributes belong in the source file",
        "Points, objectives, draws and dates are the same in all languages and stand in one place.",
        "## ¿Cuántos bits? <!-- #bits points=2 -->",
        "## ¿Cuántos bits? <!-- #bits -->",
    ),
    "T010": Code(W, "identical to the source", "Twelve or more words are the same: probably still to be translated."),
    "T011": Code(W, "number differs", "A figure of the source is missing and another of the same length stands here."),
    "T012": Code(W, "code is missing", "Addresses, commands and code between backticks are the same in all languages."),
    "T013": Code(
        W,
        "a name must stay unchanged",
        "Terms with `keep` in the glossary are names: At-Large, ICANN, NETmundial are written alike in all languages.",
    ),
}

TERMS = {
    "G001": Code(
        E,
        "term is not in the glossary",
        "`gloss:key` leads to a heading of glossary.md.",
        "[ALSs](gloss:alss)",
        "[ALSs](gloss:als)",
    ),
    "G002": Code(
        H,
        "acronym is not explained",
        "Newcomers name acronyms as the first barrier. Spell it out, or add it to glossary.md: then it is explained at "
        "its first mention on every page.",
    ),
    "G003": Code(W, "two terms share a form", "A word in a text can lead to one term only; the first one has it."),
    "G004": Code(E, "term has no definition", "The first paragraph below the heading is the definition."),
}
