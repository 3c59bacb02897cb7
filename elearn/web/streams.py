"""Files that are sent while they are read, with a database session of their own that ends when they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from elearn.extensions import Session, current

Piece = TypeVar("Piece", str, bytes)


def stream(read: Callable[[Session], Iterator[Piece]]) -> Iterator[Piece]:
    """The pieces that `read` makes, also when the reader goes away in the middle.

    Neither request nor person is there any more while it runs: whatever it needs of them it must have by then. The
    session of the request would be closed too early, and one kept open by the request's context (Flask's
    `stream_with_context`) too late, where the file is never read to its end.
    """
    own = current.own_session()

    def pieces() -> Iterator[Piece]:
        with own:
            yield from read(own)

    return pieces()
