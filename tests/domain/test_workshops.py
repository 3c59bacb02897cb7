"""Codes, digests, what covers a log, and what a laptop may say: tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from elearn.domain.events import Event
from elearn.domain.workshops import (
    NodeReceipt,
    TakenFile,
    add_digests,
    cover,
    covered_upto,
    digest_of,
    own_card,
    plain_code,
    read_card,
    refusal_of,
    slip_code,
    spell_code,
)
from tests.makers import NOW

KEY = bytes(range(32))
LOG = [(number, "d" * 32, number, f"{number:032x}") for number in range(1, 8)]


def part(first: int, last: int) -> list[tuple[str | None, int | None, str]]:
    return [(dev, seq, event) for number, dev, seq, event in LOG if first <= number <= last]


def file(first: int, last: int, **change: object) -> TakenFile:
    digest = digest_of(part(first, last))
    whole = TakenFile(f"{first}{last}", first, last, last - first + 1, 0, (), digest)
    return replace(whole, **change)  # type: ignore[arg-type]  # a table of arguments


def receipt(*files: TakenFile, epoch: str = "one", at: str = "2026-11-22T10:00:00Z") -> NodeReceipt:
    return NodeReceipt("n" * 32, epoch, at, files)


def test_a_digest_does_not_mind_the_order_and_parts_add_up() -> None:
    assert digest_of(part(1, 7)) == digest_of(reversed(part(1, 7)))
    assert add_digests(digest_of(part(1, 3)), digest_of(part(4, 7))) == digest_of(part(1, 7))
    assert digest_of(part(1, 6)) != digest_of(part(1, 7))


@pytest.mark.parametrize(
    ("receipts", "has", "upto"),
    [
        ([], 0, 0),
        ([receipt(file(1, 7))], 7, 7),
        ([receipt(file(1, 3))], 3, 3),
        ([receipt(file(5, 7))], 3, 0),
        ([receipt(file(1, 3)), receipt(file(4, 7))], 7, 7),
        ([receipt(file(1, 7, digest=digest_of(part(1, 6))))], 0, 0),
        ([receipt(file(1, 7, waiting=True))], 0, 0),
        # The site was restored from a backup: what was acknowledged before says nothing any more.
        ([receipt(file(1, 7)), receipt(file(1, 2), epoch="two", at="2026-11-23T10:00:00Z")], 2, 2),
        ([receipt(file(1, 7, waiting=True)), receipt(file(1, 7), at="2026-11-23T10:00:00Z")], 7, 7),
    ],
)
def test_only_what_a_receipt_proves_is_covered(receipts: list[NodeReceipt], has: int, upto: int) -> None:
    coverage = cover(LOG, receipts)
    assert (coverage.has, coverage.of, coverage.complete) == (has, 7, has == 7)
    assert covered_upto(LOG, receipts) == upto


def test_codes_are_of_the_key_and_of_the_person() -> None:
    assert len(slip_code(KEY, "a")) == 4
    assert slip_code(KEY, "a") == slip_code(KEY, "a") != slip_code(bytes(32), "a")
    assert spell_code(bytes(range(12))) == "2345-6789-ABCD"
    assert plain_code(" 2345-6789-abcd ") == "23456789ABCD"


def test_a_card_with_a_wrong_character_is_none() -> None:
    card = own_card("a" * 32, KEY)
    assert read_card(f" {card.lower()} ") == ("a" * 32, KEY)
    assert read_card(card[:-1]) is None
    assert read_card("B" + card[1:]) is None
    assert read_card("<script>") is None


LISTED, NEW, STRANGER = "a" * 32, "b" * 32, "c" * 32


@pytest.mark.parametrize(
    ("kind", "u", "ref", "why"),
    [
        ("quiz.submit", LISTED, None, None),
        ("attend", NEW, None, None),
        ("profile.set", NEW, None, None),
        ("identity.link", LISTED, NEW, None),
        ("quiz.submit", STRANGER, None, "wrong_user"),
        ("quiz.submit", None, None, "wrong_user"),
        ("identity.link", LISTED, STRANGER, "wrong_user"),
        ("identity.link", NEW, LISTED, "not_allowed"),
        ("profile.set", LISTED, None, "not_allowed"),
        ("als.join", LISTED, None, "not_allowed"),
        ("roster", LISTED, None, "not_allowed"),
        ("something.new", LISTED, None, "not_allowed"),
    ],
)
def test_a_laptop_speaks_for_its_own_people_only(kind: str, u: str | None, ref: str | None, why: str | None) -> None:
    event = Event("e" * 32, kind, NOW, u=u, ref=ref)
    assert refusal_of(event, people={LISTED}, strangers={STRANGER}) == why
