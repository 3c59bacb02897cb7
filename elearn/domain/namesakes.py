"""People who have one name: what tells one from the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from elearn.domain.addresses import short_address
from elearn.domain.names import sort_key


def tell_apart(people: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    """Of (key, name, group, address) who is who among several with one name in one group, by key: the beginning of the
    address and where it is, or all of it where that is the same too. Empty for everybody whose name is enough.
    """
    same: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for key, name, group, address in people:
        same[sort_key(name), group][key] = address
    hints: dict[str, str] = {}
    for addresses in same.values():
        if len(addresses) > 1:
            short = {key: short_address(address) for key, address in addresses.items()}
            hints |= short if len(set(short.values())) == len(short) else addresses
    return hints
