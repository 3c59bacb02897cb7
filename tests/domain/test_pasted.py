"""Pasted addresses: what people really paste, and what they had better not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elearn.domain.pasted import (
    Entry,
    Misread,
    Pasted,
    Standing,
    name_from_address,
    problem_of_paste,
    read_pasted,
    sort_out,
    write_pasted,
)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("ama@example.org", [("", "ama@example.org")]),
        ("  ama@example.org\t", [("", "ama@example.org")]),
        ("ama@example.org, bo@example.org", [("", "ama@example.org"), ("", "bo@example.org")]),
        ("ama@example.org;bo@example.org;", [("", "ama@example.org"), ("", "bo@example.org")]),
        ("ama@example.org bo@example.org", [("", "ama@example.org"), ("", "bo@example.org")]),
        ("ama@example.org\r\nbo@example.org\n\n", [("", "ama@example.org"), ("", "bo@example.org")]),
        ("ama@example.org\u2028bo@example.org", [("", "ama@example.org"), ("", "bo@example.org")]),
        (
            "سلمى <salma@example.org>، كريم <karim@example.org>",
            [("سلمى", "salma@example.org"), ("كريم", "karim@example.org")],
        ),
        ("salma@example.org؛ karim@example.org", [("", "salma@example.org"), ("", "karim@example.org")]),
        ("小雨 <yu@example.org>、文浩 <hao@example.org>", [("小雨", "yu@example.org"), ("文浩", "hao@example.org")]),
        (
            "yu@example.org，hao@example.org；li@example.org",
            [("", f"{who}@example.org") for who in ("yu", "hao", "li")],
        ),
        ("yu＠example．org", [("", "yu@example.org")]),
        ("Ama Diop <ama@example.org>", [("Ama Diop", "ama@example.org")]),
        ('"Diop, Ama" <ama@example.org>, bo@example.org', [("Diop, Ama", "ama@example.org"), ("", "bo@example.org")]),
        (
            "Diop, Ama <ama@example.org>; Bo <bo@example.org>",
            [("Diop, Ama", "ama@example.org"), ("Bo", "bo@example.org")],
        ),
        ("“Ama Diop” <ama@example.org>", [("Ama Diop", "ama@example.org")]),
        ("Ama Diop ama@example.org", [("Ama Diop", "ama@example.org")]),
        ("Ama Diop\tama@example.org\nBo\tbo@example.org", [("Ama Diop", "ama@example.org"), ("Bo", "bo@example.org")]),
        ("ama@example.org\tAma Diop", [("Ama Diop", "ama@example.org")]),
        ("Ama Diop,ama@example.org", [("Ama Diop", "ama@example.org")]),
        ("Ama Diop: ama@example.org", [("Ama Diop", "ama@example.org")]),
        ("<mailto:ama@example.org>", [("", "ama@example.org")]),
        ("Ama [mailto:ama@example.org]", [("Ama", "ama@example.org")]),
        ("(ama@example.org)", [("", "ama@example.org")]),
        ("o'brien@example.org", [("", "o'brien@example.org")]),
        ("محمد@مثال.إختبار", [("", "محمد@مثال.إختبار")]),
        ("Ama\u202e <ama@example.org>", [("Ama", "ama@example.org")]),
        ('Ama "the boss <ama@example.org>', [("Ama the boss", "ama@example.org")]),
        ("A\x00ma <ama@example.org>", [("Ama", "ama@example.org")]),
    ],
)
def test_people_are_found(text: str, people: list[tuple[str, str]]) -> None:
    found = read_pasted(text)
    assert [(entry.name, entry.email) for entry in found.entries] == people
    assert (found.twice, found.wrong) == ((), ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Ama Diop", [("Ama Diop", "email-missing")]),
        ("ama@example.org\nAma Diop", [("Ama Diop", "email-missing")]),
        ("ama@", [("ama@", "email-at")]),
        ("ama@@example.org", [("ama@@example.org", "email-at")]),
        ("ama@localhost", [("ama@localhost", "email-wrong")]),
        ("am\x00a@example.org", [("am\x00a@example.org", "email-unreadable")]),
        ("a@example.org b@example.org Chi", [("Chi", "email-missing")]),
        (f"{'x' * 700}@example.org", [("x" * 100, "email-long")]),
    ],
)
def test_what_is_no_address_is_named(text: str, wrong: list[tuple[str, str]]) -> None:
    assert read_pasted(text).wrong == tuple(Misread(*found) for found in wrong)


def test_one_mailbox_is_one_person_whatever_its_spelling() -> None:
    found = read_pasted("Ama <Ama@Bücher.example>, ama@xn--bcher-kva.example\nama@BÜCHER.example, bo@example.org")
    assert [entry.email for entry in found.entries] == ["Ama@Bücher.example", "bo@example.org"]
    assert found.twice == ("ama@xn--bcher-kva.example", "ama@BÜCHER.example")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "paste-missing"), (" \n\t\u200b", "paste-missing"), ("x" * 50_001, "paste-long"), ("x", None)],
)
def test_a_paste_has_bounds(text: str, code: str | None) -> None:
    assert problem_of_paste(text) == code


def test_each_address_is_one_thing_to_the_group() -> None:
    entries = [Entry("", f"{name}@example.org", f"{name}@example.org") for name in ("new", "known", "ours", "far")]
    keys = [entry.key for entry in entries]
    known = dict(zip(keys[1:], (Standing.INVITED, Standing.MEMBER, Standing.ELSEWHERE), strict=True))
    assert [[entry.key for entry in found] for found in sort_out(entries, known).values()] == [[key] for key in keys]


def test_somebody_without_a_name_is_called_by_her_address() -> None:
    assert name_from_address("ama.diop@example.org") == "ama.diop"
    assert len(name_from_address("x" * 300 + "@example.org")) == 200


@given(st.text(alphabet=st.sampled_from('ab@.,; \n\t"<>()\u060c\u3001\u200b\x00é=-'), max_size=80))
@example('"<a@b.org>"')
@example('a" b" <a@b.org>')
def test_every_piece_is_told_and_reading_again_changes_nothing(text: str) -> None:
    found = read_pasted(text)
    assert len({entry.key for entry in found.entries}) == len(found.entries)
    assert read_pasted(write_pasted(found.entries)) == Pasted(found.entries)
    if any(character in "abé" for character in text):
        assert found.entries or found.twice or found.wrong
