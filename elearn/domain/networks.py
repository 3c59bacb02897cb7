"""Network addresses shortened at once to /24 and /48: enough to see an attack, too little to know who."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def shorten_network(address: str) -> str:
    """`203.0.113.7` -> `203.0.113.0/24`, `2001:db8:1:2::3` -> `2001:db8:1::/48`; empty for what is no address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    prefix = 24 if parsed.version == 4 else 48
    return str(ip_network((parsed, prefix), strict=False))
