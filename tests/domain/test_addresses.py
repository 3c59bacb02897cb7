"""E-mail addresses: every script is taken, two spellings of one mailbox are one, headers cannot be injected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.addresses import clean_email, email_key, problem_of_email, to_envelope


@pytest.mark.parametrize(
    "address",
    [
        "aissatou@exemple.sn",
        "first.last+tag@sub.example.org",
        "user@bücher.example",
        "user@xn--bcher-kva.example",
        "用户@例子.广告",
        "उपयोगकर्ता@उदाहरण.कॉम",
        "χρήστης@παράδειγμα.ελ",
        "Dörte@Sörensen.example.com",
        "коля@пример.рф",
        "مستخدم@مثال.إختبار",
        "user@example.photography",
        "user@faß.example",
        "ｕｓｅｒ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "用户@例子。广告",
        "o'brien@example.org",
        "x" * 64 + "@" + ".".join(["y" * 63] * 3) + ".org",
        "  padded@example.org  ",
    ],
)
def test_addresses_of_every_script_are_taken(address: str) -> None:
    assert problem_of_email(address) is None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "email-missing"),
        ("   ", "email-missing"),
        ("aissatou.exemple.sn", "email-at"),
        ("@example.org", "email-at"),
        ("user@", "email-at"),
        ("a@b@example.org", "email-at"),
        ("a＠b@example.org", "email-at"),
        ("user@example", "email-wrong"),
        ("user@.example.org", "email-wrong"),
        ("user@example..org", "email-wrong"),
        ("user@-example.org", "email-wrong"),
        ("user@192.0.2.1", "email-wrong"),
        ("user@[192.0.2.1]", "email-wrong"),
        (".user@example.org", "email-wrong"),
        ("us..er@example.org", "email-wrong"),
        ("user@" + "y" * 64 + ".org", "email-wrong"),
        ("user@" + "ü" * 63 + ".org", "email-wrong"),
        ("user@exa_mple.org", "email-wrong"),
        ("user@exa<b>mple.org", "email-wrong"),
        ("<user@example.org>", "email-wrong"),
        ("\ufdfa" * 60 + "@example.org", "email-wrong"),
        ("us er@example.org", "email-unreadable"),
        ("user@example.org\r\nBcc: x@example.org", "email-unreadable"),
        ("user\n@example.org", "email-unreadable"),
        ("user\x00@example.org", "email-unreadable"),
        ("user\ud800@example.org", "email-unreadable"),
        ("user\uffff@example.org", "email-unreadable"),
        ("a@example.org, b@example.org", "email-unreadable"),
        ("a@example.org,b@example.org", "email-at"),
        ("x" * 310 + "@example.org", "email-long"),
        ("x" * 100_000, "email-long"),
    ],
)
def test_what_is_not_one_address(address: str, code: str) -> None:
    assert problem_of_email(address) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("User@Example.ORG", " user@example.org "),
        ("user@bücher.example", "user@xn--bcher-kva.example"),
        ("user@BÜCHER.example", "USER@XN--BCHER-KVA.EXAMPLE"),
        ("Jose\u0301@example.org", "josé@example.org"),
        ("ﬁona@example.org", "fiona@example.org"),
        ("用户@例子。广告", "用户@例子.广告"),
        ("\u202euser@example.org", "user@example.org"),
        ("straße@example.org", "STRASSE@example.org"),
    ],
)
def test_two_spellings_of_one_mailbox_have_one_key(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user@faß.example", "user@fass.example"),  # two names since IDNA 2008
        ("user@example.org", "user@example.com"),
        ("user@bücher.example", "user@bucher.example"),
        ("раypal@example.org", "paypal@example.org"),
    ],
)
def test_two_mailboxes_have_two_keys(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@given(st.text(max_size=80))
def test_a_key_never_fails_and_is_its_own_key(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text)


@given(st.text(max_size=80), st.sampled_from(["@example.org", "@bücher.example", ""]))
def test_what_is_taken_can_be_a_header(local: str, domain: str) -> None:
    if problem_of_email(local + domain) is None:
        kept = clean_email(local + domain)
        assert len(kept.splitlines()) == 1
        assert len(email_key(kept)) <= 640


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("user@bücher.example", "user@xn--bcher-kva.example"),
        ("User@example.org", "User@example.org"),
        ("用户@例子.广告", "用户@例子.广告"),
    ],
)
def test_a_plain_local_part_travels_in_ascii(address: str, envelope: str) -> None:
    assert to_envelope(address) == envelope
