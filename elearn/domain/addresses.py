"""E-mail addresses in every script (RFC 6531), and the key under which two spellings of one address are the same.

We teach Universal Acceptance, so we practise it: letters of any script are taken on both sides of the @, long and new
top-level names too. Whether mail arrives is for the confirmation mail to find out, not for a pattern.
"""

from __future__ import annotations

import unicodedata

from elearn.domain.names import BIDI_CONTROLS, INVISIBLE, holds_refused

EMAIL_LIMIT = 320
KEY_LIMIT = 640
LABEL_LIMIT = 63  # octets of a label as it travels (RFC 1035 §2.3.4)
DOMAIN_LIMIT = 253

_ATOM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-")
_JOINERS = frozenset("-\u200c\u200d\u00b7\u0375\u05f3\u05f4\u30fb")  # allowed inside labels by RFC 5892, appendix A
# What an input method for Chinese or Japanese leaves where @ and . were meant.
_WIDE = str.maketrans({"＠": "@", "﹫": "@", "．": ".", "。": ".", "｡": "."})
_DROPPED = dict.fromkeys((ord(character) for character in BIDI_CONTROLS | INVISIBLE), None)


def clean_email(text: str) -> str:
    """The address as it is stored and written to: trimmed, NFC; full-width typing of a plain address becomes plain."""
    email = unicodedata.normalize("NFC", text.translate(_DROPPED).translate(_WIDE).strip())
    compatible = unicodedata.normalize("NFKC", email)
    return compatible if compatible.isascii() else email


def problem_of_email(text: str) -> str | None:
    """The code of what keeps this from being one address, or None.

    Line breaks and other controls are refused, not taken out: in a header they would begin a second one.
    """
    if not text.strip():
        return "email-missing"
    if len(text) > 2 * EMAIL_LIMIT or len(clean_email(text)) > EMAIL_LIMIT:
        return "email-long"
    email = clean_email(text)
    if holds_refused(email) or any(character.isspace() for character in email):
        return "email-unreadable"
    local, _, domain = email.rpartition("@")
    if not local or not domain or unicodedata.normalize("NFKC", email).count("@") != 1:
        return "email-at"
    if not _is_local(local) or not _is_domain(domain) or len(email_key(email)) > KEY_LIMIT:
        return "email-wrong"
    return None


def short_address(email: str) -> str:
    """`am…@example.org`: enough to tell two people apart for whoever knows them."""
    local, _, domain = email.rpartition("@")
    return f"{local[:2]}…@{domain}"


def email_key(text: str) -> str:
    """One key per mailbox: NFKC and casefold on both sides, the domain with its A-labels (RFC 5890).

    `User@BÜCHER.example` and `user@xn--bcher-kva.example` have one key. Never raises; nonsense gets a key that no
    account has. Mail goes to the address that is stored, never to the one whose key was found.
    """
    local, at, domain = clean_email(text[: 2 * EMAIL_LIMIT]).rpartition("@")
    return _fold(local) + at + to_ascii_domain(domain)


def to_ascii_domain(domain: str) -> str:
    """The domain in lower case with A-labels. ß and final sigma stay themselves, as IDNA 2008 has it."""
    mapped = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", domain).lower())
    return ".".join(_to_ascii_label(label) for label in mapped.split("."))


def to_envelope(email: str) -> str:
    """The address for the mail server: a plain local part gets an all-ASCII domain, which every server can take."""
    local, at, domain = email.rpartition("@")
    return f"{local}{at}{to_ascii_domain(domain)}" if local.isascii() else email


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())


def _to_ascii_label(label: str) -> str:
    if label.isascii() or len(label) > LABEL_LIMIT:
        return label
    return "xn--" + label.encode("punycode", "replace").decode("ascii")


def _is_local(local: str) -> bool:
    """Dot-atom with UTF8-non-ascii (RFC 6532 §3.2); the quoted form is refused: nobody types it."""
    return all(
        atom and all(character in _ATOM or not character.isascii() for character in atom) for atom in local.split(".")
    )


def _is_domain(domain: str) -> bool:
    """Two labels or more; a number at the end would be a network address, not a name."""
    labels = to_ascii_domain(domain).split(".")
    written = unicodedata.normalize("NFKC", domain).split(".")
    return (
        len(labels) >= 2
        and sum(map(len, labels)) + len(labels) - 1 <= DOMAIN_LIMIT
        and all(0 < len(label) <= LABEL_LIMIT for label in labels)
        and all(_is_label(label) for label in written)
        and not labels[-1].isdigit()
    )


def _is_label(label: str) -> bool:
    """Letters, marks and digits of any script, and joiners inside (RFC 5892)."""
    return label.strip("-") == label and all(
        unicodedata.category(character)[0] in "LMN" or character in _JOINERS for character in label
    )
