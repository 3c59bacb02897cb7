"""Stylesheets and scripts: small as sent with gzip, and nothing that a policy would have to allow."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from elearn.web.assets import STATIC
from elearn.web.scripts import shrink

SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
# What the server wrote in one place may be shown in another.
COPY = re.compile(r"\.innerHTML = \w+\.innerHTML;")


def sent(*bodies: bytes) -> int:
    return sum(len(gzip.compress(body, 9)) for body in bodies)


@pytest.mark.parametrize(("family", "largest"), [("learner", 5_000), ("desk", 4_000)])
def test_a_family_of_pages_has_one_small_sheet(family: str, largest: int) -> None:
    sheet = b"".join(part.read_bytes() for part in sorted((STATIC / "css" / family).glob("*.css")))
    assert sent(sheet) <= largest


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_writes_no_markup_and_runs_no_text(path: Path) -> None:
    assert not MARKUP.search(COPY.sub("", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("/* why */ const many = 1; // how\nuse(many);", "const a=1;use(a);"),
        ("const many = 1;\nuse({ many });", "const many=1;use({many});"),
        ("const many = 1;\nthing.many = many;", "const many=1;thing.many=many;"),
        ("for (const one of all) {\n  use(...one);\n}", "for(const a of all){use(...a)}"),
        ("function act(first) {\n  return first + ++last;\n}", "function b(a){return a+ ++last}"),
        ('const text = "a // b /* c */";\nuse(text, /a \\/\\/ "b/.test(text));', None),
        ("while (navigator) {\n  stop();\n}", "while(navigator){stop()}"),
    ],
)
def test_a_shrunk_script_is_the_same_program(script: str, short: str | None) -> None:
    assert shrink(script) == (short or 'const a="a // b /* c */";use(a,/a \\/\\/ "b/.test(a));')
