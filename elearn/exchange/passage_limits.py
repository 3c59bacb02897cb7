"""What a file with translations may be at most, and that no passage in it counts twice."""

from __future__ import annotations

from collections.abc import Iterable

from elearn.domain.passages import Returned, Unreadable

# All courses in one language are about 3 MB.
MAX_BYTES = 20_000_000


def check_size(body: bytes) -> None:
    """Raises Unreadable for a file that is larger than any of ours."""
    if len(body) > MAX_BYTES:
        raise Unreadable("file-big", str(MAX_BYTES // 1_000_000))


def keep_whole(returned: Iterable[Returned]) -> tuple[Returned, ...]:
    """The passages. Raises Unreadable when two have one name and different words: nobody can say which is meant."""
    kept: dict[str, Returned] = {}
    for one in returned:
        if kept.setdefault(one.name, one) != one:
            raise Unreadable("passage-twice", one.name)
    return tuple(kept.values())
