"""Network addresses are shortened at once."""

from __future__ import annotations

import pytest

from elearn.domain.networks import shorten_network


@pytest.mark.parametrize(
    ("address", "shortened"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("::1", "::/48"),
        ("", ""),
        ("nonsense", ""),
        ("203.0.113.7\r\nX: y", ""),
        ("999.1.1.1", ""),
    ],
)
def test_an_address_is_shortened(address: str, shortened: str) -> None:
    assert shorten_network(address) == shortened
