"""Credits for topics: which deed earns which, from which day, and that nothing takes them away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from elearn.domain.topics import Credit, Deed, Means, Way, attended_enough, fold_credits


def at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


DNS = Way("dns", Means.COURSE, "ip")
ENDED = Way("dns", Means.COURSE, "ip", until=at(10))
TALK = Way("dns", Means.WEBINAR, "talk-7")
FINISHED = Deed(Means.COURSE, "ip", at(5))
WATCHED = Deed(Means.WEBINAR, "talk-7", at(6), "e1")
MET = Deed(Means.ROSTER, "dns", at(7), "e2")
MET_ABOUT_COURSE = Deed(Means.ROSTER, "", at(8), "e3", course="ip")


@pytest.mark.parametrize(
    ("ways", "deeds", "expected"),
    [
        ([], [], []),
        ([DNS], [], []),
        ([], [FINISHED, WATCHED], []),
        ([DNS], [FINISHED], [Credit("dns", date(2026, 3, 5), Means.COURSE, "ip")]),
        ([TALK], [WATCHED], [Credit("dns", date(2026, 3, 6), Means.WEBINAR, "talk-7", "e1")]),
        ([TALK], [FINISHED], []),
        # A roster names its topic: no way is needed.
        ([], [MET], [Credit("dns", date(2026, 3, 7), Means.ROSTER, "dns", "e2")]),
        ([DNS], [MET_ABOUT_COURSE], [Credit("dns", date(2026, 3, 8), Means.ROSTER, "ip", "e3")]),
        ([], [MET_ABOUT_COURSE], []),
        # The earliest deed stands.
        ([DNS, TALK], [MET, WATCHED, FINISHED], [Credit("dns", date(2026, 3, 5), Means.COURSE, "ip")]),
        # The curriculum changed on the 10th: who had finished keeps the credit, who finishes later gets none.
        ([ENDED], [FINISHED], [Credit("dns", date(2026, 3, 5), Means.COURSE, "ip")]),
        ([ENDED], [Deed(Means.COURSE, "ip", at(10))], []),
        ([ENDED], [Deed(Means.COURSE, "ip", at(11))], []),
        # Ended and opened again.
        ([ENDED, DNS], [Deed(Means.COURSE, "ip", at(11))], [Credit("dns", date(2026, 3, 11), Means.COURSE, "ip")]),
        # One course, two topics.
        (
            [DNS, Way("ipv6", Means.COURSE, "ip")],
            [FINISHED],
            [
                Credit("dns", date(2026, 3, 5), Means.COURSE, "ip"),
                Credit("ipv6", date(2026, 3, 5), Means.COURSE, "ip"),
            ],
        ),
    ],
)
def test_which_deeds_earn_which_credits(ways: list[Way], deeds: list[Deed], expected: list[Credit]) -> None:
    for ordered in permutations(deeds):
        assert list(fold_credits(ways, [*ordered, *ordered]).values()) == expected


@pytest.mark.parametrize(
    ("share", "enough"),
    [
        (0.8, True),
        (1, True),
        (1.0, True),
        (0.79999, False),
        (0, False),
        (1.01, False),
        (80, False),
        (True, False),
        ("0.9", False),
        (None, False),
        (float("nan"), False),
        ([1], False),
    ],
)
def test_four_fifths_of_a_webinar_are_enough(share: object, enough: bool) -> None:
    assert attended_enough(share) is enough
