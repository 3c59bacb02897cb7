"""Own texts of coordinators: what may stand in them, and what becomes of it."""

from __future__ import annotations

import pytest

from elearn.domain.nudges import fill_text, problem_of_own_text

VALUES = {"name": "Ama {link}", "course": "IPv6", "link": "https://learn.example.org"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", None),
        (" \r\n ", None),
        ("{course} {link}", None),
        ("{name}, {course}: {link} {link}", None),
        ("{link}", ("placeholder-missing", "course")),
        ("{course}", ("placeholder-missing", "link")),
        ("nothing", ("placeholder-missing", "course")),
        ("{course} {link} {Name}", ("placeholder-unknown", "Name")),
        ("{course} {link} { name }", ("placeholder-unknown", " name ")),
        ("{course} {link} {name", ("placeholder-unknown", "{")),
        ("{course} {link} }", ("placeholder-unknown", "}")),
        ("{course} {link} {name.__class__}", ("placeholder-unknown", "name.__class__")),
        ("{course} {link} %(name)s", None),
        ("x" * 2001, ("text-long", "")),
        ("\ufdd0", ("text-unreadable", "")),
    ],
)
def test_what_an_own_text_may_hold(text: str, problem: tuple[str, str] | None) -> None:
    assert problem_of_own_text(text) == problem


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{name}: {link}", "Ama {link}: https://learn.example.org"),
        ("a\r\nb {course}  ", "a\nb IPv6"),
        ("\u202e{course}", "IPv6"),
    ],
)
def test_it_is_filled_in_once(text: str, filled: str) -> None:
    """What a name holds in braces is that name; a turned-round line is turned back."""
    assert fill_text(text, VALUES) == filled
