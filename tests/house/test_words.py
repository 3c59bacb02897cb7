"""Templates hold no words of their own: whatever a person reads goes through `_()` and exists in seven languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2] / "elearn/templates"
# What stands around a page in `elearn preview` is in English, as the texts of all commands are (decision 0021).
TEMPLATES = sorted(path for path in ROOT.rglob("*.html") if path.parent.name != "preview")
# The same in every language.
NAMES = {"CSV", "JSON", "XLSX", "WCAG", "UTC"}
ATTRIBUTE = re.compile(r'\s(?:alt|title|aria-label|placeholder)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
# Attributes that a block or a set brings along, and what is typed into a terminal.
NO_WORDS = re.compile(
    r"{% block (?:body|main)_class %}.*?{% endblock %}|{% set \w+ %} \w+=.*?{% endset %}|<code.*?</code>", re.DOTALL
)
# What stands where an expression was.
HOLE = "\N{REPLACEMENT CHARACTER}"


def own_words(template: str) -> list[str]:
    """Words between the tags and in the attributes that are read aloud, without what Jinja fills in."""
    pieces = []
    for _line, kind, text in Environment(autoescape=True).lex(NO_WORDS.sub("", template)):
        if kind == "data":
            pieces.append(text)
        elif kind == "variable_begin":
            pieces.append(HOLE)
    text = "".join(pieces)
    said = re.sub(r"<[^>]*>|&\w+;", "\n", text)
    return [found for part in (said, *ATTRIBUTE.findall(text)) for found in WORD.findall(part) if found not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_without_translation(path: Path) -> None:
    assert own_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ('<p class="x">{{ _("Save") }}</p>', []),
        ("<p>Save</p>", ["Save"]),
        ('<img alt="A tree">', ["tree"]),
        ('<a title="{{ _("Help") }}">{% if x == "yes" %}Да{% endif %}</a>', ["Да"]),
        ("{# Only for us #}<br>", []),
    ],
)
def test_the_check_sees_words(template: str, words: list[str]) -> None:
    assert own_words(template) == words
