"""Answers made for one person are compressed as they leave; what the public plane keeps was compressed before.

Compressing a secret beside words of a stranger's choosing would let a listener guess it (BREACH). Here no answer to a
GET repeats words of its address beside a secret: there are no form tokens, and links that open something stand in
letters and, for administrators, on a page that takes no words from its address.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence

import brotli
from flask import Response, request

from elearn.web.plane import SMALLEST_TO_COMPRESS, accepted_encodings

COMPRESSIBLE = frozenset({"text/html", "text/csv", "text/plain", "text/calendar", "application/json"})
# A matrix of a region is 8 KB instead of 66 and costs two milliseconds; the best quality would cost a hundred.
BROTLI_QUALITY, GZIP_LEVEL = 4, 6


class Packable:
    """A page that is sent again and again: it is packed once in each way and not with every answer."""

    def __init__(self, page: str) -> None:
        self._body = page.encode()
        self._packed: dict[str, bytes] = {}

    def response(self) -> Response:
        """The page as this browser takes it."""
        taken = _taken()
        if not taken or len(self._body) < SMALLEST_TO_COMPRESS:
            return Response(self._body)
        if taken[0] not in self._packed:
            self._packed[taken[0]] = _pack(self._body, taken[0])
        return Response(self._packed[taken[0]], headers={"Content-Encoding": taken[0]})


def compress(response: Response) -> Response:
    """After every request that Flask answered; leaves alone what is small, packed already, or no text."""
    taken = _taken()
    if response.direct_passthrough or "ETag" in response.headers or response.mimetype not in COMPRESSIBLE:
        return response
    response.vary.add("Accept-Encoding")
    if not taken or "Content-Encoding" in response.headers or (response.content_length or 0) < SMALLEST_TO_COMPRESS:
        return response
    response.set_data(_pack(response.get_data(), taken[0]))
    response.headers["Content-Encoding"] = taken[0]
    return response


def _taken() -> Sequence[str]:
    return accepted_encodings(request.headers.get("Accept-Encoding", "")[:200])


def _pack(body: bytes, encoding: str) -> bytes:
    return brotli.compress(body, quality=BROTLI_QUALITY) if encoding == "br" else gzip.compress(body, GZIP_LEVEL)
