"""Several uids, one person: links resolve alike in whatever order they come."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from elearn.domain.identity import Link, resolve_links
from tests.makers import NOW


def link(text: str, hours: int) -> Link:
    """`a>b` at an hour."""
    source, target = text.split(">")
    return Link(f"{text}@{hours}", source, target, NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("links", "people"),
    [
        ([], {}),
        (["g>p"], {"g": "p"}),
        (["g>p", "h>p"], {"g": "p", "h": "p"}),
        (["g>h", "h>p"], {"g": "p", "h": "p"}),
        (["h>p", "g>h"], {"g": "p", "h": "p"}),
        (["g>p", "g>q"], {"g": "p"}),  # the first stands
        (["g>p", "p>g"], {"g": "p"}),  # no circles
        (["a>b", "b>c", "c>a"], {"a": "c", "b": "c"}),
        (["g>g"], {}),
    ],
)
def test_links_lead_straight_to_the_person(links: list[str], people: dict[str, str]) -> None:
    known = [link(text, hour) for hour, text in enumerate(links)]
    for order in permutations(known):
        assert {source: found.target for source, found in resolve_links(order).items()} == people


def test_at_the_same_instant_the_lower_id_stands() -> None:
    links = [Link("2", "g", "q", NOW), Link("1", "g", "p", NOW)]
    assert resolve_links(links)["g"] == Link("1", "g", "p", NOW)
