"""What typed numbers and texts mean, in the scripts of seven languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from elearn.domain.typed import LONGEST, NumberProblem, ascii_digits, fold_text, read_number

SEPARATORS, UNREADABLE = NumberProblem.SEPARATORS, NumberProblem.UNREADABLE


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("2011", "2011"),
        (" 2011 ", "2011"),
        ("2011.", "2011"),
        ("007", "7"),
        ("3.5", "3.5"),
        ("3,5", "3.5"),  # French, Spanish, Portuguese, Russian
        ("3·5", "3.5"),  # middle dot
        ("٣٫٥", "3.5"),  # Arabic digits and decimal mark
        ("٣،٥", "3.5"),  # Arabic comma, as keyboards have it
        ("٣.٥", "3.5"),
        ("۳٫۵", "3.5"),  # Persian digits
        ("३.५", "3.5"),  # Devanagari digits
        ("３．５", "3.5"),  # full width, as Chinese keyboards have it
        ("３，５", "3.5"),
        ("３。５", "3.5"),
        ("1 000", "1000"),
        ("1\u00a0000", "1000"),  # no-break space
        ("1\u202f000,5", "1000.5"),  # French thin space
        ("1\u2009000 000", "1000000"),
        ("\u200f٢٠١١\u200e", "2011"),  # marks of direction
        ("-5", "-5"),
        ("\u22125", "-5"),  # minus sign
        ("\uff0d5", "-5"),
        ("- 5", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("٫٥", "0.5"),
        ("1.234", "1.234"),  # never a thousand and something
        ("1,234", "1.234"),
        ("0.10", "0.1"),
    ],
)
def test_numbers_of_all_scripts_are_read(typed: str, meaning: str) -> None:
    assert read_number(typed).value == Decimal(meaning)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1.234,5", SEPARATORS),
        ("1,234.5", SEPARATORS),
        ("1,234,567", SEPARATORS),
        ("1.234.567", SEPARATORS),
        ("1'000", SEPARATORS),
        ("1’000", SEPARATORS),
        ("١٬٢٣٤", SEPARATORS),  # Arabic thousands mark
        ("1_000", SEPARATORS),
        ("192.168.1.1", SEPARATORS),
        ("", UNREADABLE),
        (" ", UNREADABLE),
        (".", UNREADABLE),
        ("-", UNREADABLE),
        ("two", UNREADABLE),
        ("1e3", UNREADABLE),
        ("0x10", UNREADABLE),
        ("10²", UNREADABLE),  # a superscript is no digit: 10² is not 102
        ("½", UNREADABLE),
        ("1/2", UNREADABLE),
        ("五", UNREADABLE),
        ("NaN", UNREADABLE),
        ("Infinity", UNREADABLE),
        ("--5", UNREADABLE),
        ("9" * (LONGEST + 1), UNREADABLE),
    ],
)
def test_what_is_no_clear_number_is_refused_with_a_reason(typed: str, problem: NumberProblem) -> None:
    number = read_number(typed)
    assert number.value is None
    assert number.problem is problem


@pytest.mark.parametrize(
    ("typed", "units"),
    [("128 bits", ["bits"]), ("128bits", ["bits"]), ("128 Bits", ["bits"]), ("١٢٨ بت", ["бит", "بت"])],
)
def test_the_unit_beside_the_box_may_be_typed_too(typed: str, units: list[str]) -> None:
    assert read_number(typed, units).value == 128


@pytest.mark.parametrize("typed", ["70%", "70 %", "٧٠٪", "７０％"])
def test_a_percent_sign_may_be_typed_in_every_script(typed: str) -> None:
    assert read_number(typed, ["%"]).value == 70


def test_another_unit_is_no_number() -> None:
    assert read_number("128 bytes", ["bits"]).problem is UNREADABLE


def test_digits_of_every_script_become_ascii_and_nothing_else_changes() -> None:
    assert ascii_digits("IPv٦ ²") == "IPv6 ²"


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("Dual Stack", "dual stack"),
        ("  dual \t stack ", "dual stack"),
        ("dual\u00a0stack", "dual stack"),
        ("dual-stack", "dual stack"),
        ("dual–stack", "dual stack"),
        ("dual‑stack", "dual-stack"),
        ("dual — stack", "dual stack"),
        ("dual stack.", "dual stack"),
        ("dual stack!?", "dual stack"),
        ("ｄｕａｌ　ｓｔａｃｋ", "dual stack"),
        ("ﬁlter", "filter"),
        ("IPv٦", "ipv6"),
        ("doble pila", "Doble Pila"),
        ("tunel", "túnel"),
        ("TÚNEL", "tunel"),
        ("resolución", "RESOLUCION"),
        ("année", "annee"),
        ("l’internet", "l'internet"),
        ("l`internet", "l'internet"),
        ("cœur", "coeur"),
        ("numérotation …", "numerotation"),
        ("São Tomé", "sao tome"),
        ("ação", "acao"),
        ("straße", "STRASSE"),
        ("ёлка", "елка"),
        ("АДРЕС", "адрес"),
        ("двойной стек.", "Двойной стек"),
        ("عُنْوان", "عنوان"),
        ("أسماء", "اسماء"),
        ("عـــنوان", "عنوان"),
        ("\u200fعنوان؟", "عنوان"),
        ("双栈", "双 栈"),
        ("双栈。", "双栈"),
        ("双栈！", "双栈"),
        ("İnternet", "internet"),
        ("inter\u00adnet", "internet"),
        ("inter\u200bnet", "internet"),
        ("e\u0301cole", "école"),
    ],
)
def test_the_same_answer_typed_otherwise(typed: str, same_as: str) -> None:
    assert fold_text(typed) == fold_text(same_as)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("dual stack", "dualstack"),
        ("2001:db8::", "2001:db8"),
        ("tunnel", "tunel"),
        ("ип", "йп"),
        ("می‌خواهم", "میخواهم"),  # the joiner is a letter's business
        ("が", "か"),
        ("root", "route"),
        (".", ""),
    ],
)
def test_another_answer_stays_another(typed: str, other: str) -> None:
    assert fold_text(typed) != fold_text(other)


@pytest.mark.parametrize(("typed", "other"), [("túnel", "tunel"), ("schön", "schon"), ("ё", "е"), ("عُنوان", "عنوان")])
def test_with_strict_accents_they_count(typed: str, other: str) -> None:
    assert fold_text(typed, strict_accents=True) != fold_text(other, strict_accents=True)
    assert fold_text(typed) == fold_text(other)


def test_a_mark_alone_is_an_answer() -> None:
    assert fold_text(" . ") == "."
