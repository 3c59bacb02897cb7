"""The public plane: finished pages in memory, answered before Flask is asked.

A page is stored once per release in every encoding; a request compares an ETag and writes bytes. Nothing here knows
a session or a person, so nothing personal can get in.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import brotli

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PUBLIC_CACHE = "public, max-age=60"
# Below this a compressed body saves no packet.
SMALLEST_TO_COMPRESS = 300
# The smaller first.
ENCODINGS = ("br", "gzip")
# A tenth of a picture at most, for a tenth of a second at each start.
PACKED_ALREADY = frozenset({"application/zip", "image/png"})
# A course pack is half a megabyte in all encodings, and a hundred of them are rarely asked for: some are kept.
HEAVY, MOST_HEAVY = 120_000, 16
Headers = list[tuple[str, str]]
WINDOWS = "Cross-Origin-Opener-Policy"


@dataclass(frozen=True, slots=True)
class Page:
    """One address in every encoding: (body, headers of a 200, headers of a 304) by `br`, `gzip`, and `` (as is)."""

    variants: dict[str, tuple[bytes, Headers, Headers]]
    etags: dict[str, str]


def pack(
    body: bytes,
    content_type: str,
    cache_control: str,
    *,
    quality: int = 5,
    extra: Headers | None = None,
    encodings: Sequence[str] = ENCODINGS,
) -> Page:
    """Compress and hash once; a picture that does not get smaller stays as it is.

    The ETag is strong and differs per encoding (RFC 9110 §8.8.3.3). A page that is kept for nobody else needs no other
    `encodings` than the one that is asked for.
    """
    digest = hashlib.sha256(body + content_type.encode()).hexdigest()[:20]
    bodies = {"": body}
    if len(body) >= SMALLEST_TO_COMPRESS and content_type not in PACKED_ALREADY:
        smaller = {encoding: _compressed(body, encoding, quality) for encoding in encodings}
        bodies |= {encoding: packed for encoding, packed in smaller.items() if len(packed) < len(body)}
    variants: dict[str, tuple[bytes, Headers, Headers]] = {}
    etags: dict[str, str] = {}
    for encoding, encoded in bodies.items():
        etags[encoding] = f'"{digest}-{encoding}"' if encoding else f'"{digest}"'
        shared: Headers = [
            ("ETag", etags[encoding]),
            ("Cache-Control", cache_control),
            ("Vary", "Accept-Encoding"),
            *(extra or []),
        ]
        full: Headers = [("Content-Type", content_type), ("Content-Length", str(len(encoded))), *shared]
        if encoding:
            full.append(("Content-Encoding", encoding))
        variants[encoding] = (encoded, full, shared)
    return Page(variants, etags)


def _compressed(body: bytes, encoding: str, quality: int) -> bytes:
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=quality)
        return packed
    return gzip.compress(body, compresslevel=9, mtime=0)


@lru_cache(maxsize=512)
def accepted_encodings(accept: str) -> tuple[str, ...]:
    """Of `br` and `gzip` those that the client takes, the smaller first (q=0 refuses, RFC 9110 §12.5.3)."""
    taken = set()
    for part in accept.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=").strip("0.")
        if not parameters or weight:
            taken.add(name.strip())
    return tuple(encoding for encoding in ENCODINGS if encoding in taken)


def choose_encoding(accept: str, page: Page) -> str:
    """The smallest stored variant that the client takes; `` is the bytes as they are."""
    return next((encoding for encoding in accepted_encodings(accept[:200]) if encoding in page.variants), "")


class PublicPlane:
    """WSGI in front of Flask. `release` tells the number of the release in force and `hour` that of the hour, cheap
    enough for every request.
    """

    def __init__(
        self,
        application: WSGIApplication,
        release: Callable[[], int],
        security: Headers,
        hour: Callable[[], int] = lambda: 0,
    ) -> None:
        self._application = application
        self._release = release
        self._security = security
        self._fixed: dict[str, Page] = {}
        self._pages: dict[str, Page] = {}
        self._rare: OrderedDict[str, Page] = OrderedDict()
        self._heavy: OrderedDict[str, Page] = OrderedDict()
        self._of_release = 0
        self._hour = hour
        self._hourly: dict[str, Page] = {}
        self._of_hour = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            page = self.find(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
            if page is not None:
                return answer(page, environ, start_response)
        return self._application(environ, start_response)

    def find(self, path: str, query: str) -> Page | None:
        """The stored page of this address in the release in force. PATH_INFO is latin-1 as PEP 3333 has it."""
        self._turn_over()
        seed = canonical_query(query) if query else ""
        key = f"{path}?{seed}" if seed else path
        kept = self._rare.get(key) if seed else self._pages.get(key) or self._fixed.get(key)
        return kept or self._heavy.get(key) or self._hourly.get(path)

    def keep_for_the_hour(self, path: str, body: bytes, content_type: str, extra: Headers | None = None) -> Page:
        """As `keep`, for a page that says what is next: the next hour gets another one."""
        self._turn_over()
        page = self._hourly[path] = pack(body, content_type, PUBLIC_CACHE, extra=[*self._security, *(extra or [])])
        return page

    def keep(self, path: str, query: str, body: bytes, content_type: str, extra: Headers | None = None) -> Page:
        """Store a rendered public page and return it packed, so that first and later answers are the same bytes.

        Of what is heavy only the last few are kept.
        """
        self._turn_over()
        page = pack(body, content_type, PUBLIC_CACHE, extra=[*self._security, *(extra or [])])
        seed = canonical_query(query) if query else ""
        key = f"{path}?{seed}" if seed else path
        if len(body) > HEAVY:
            self._heavy[key] = page
            while len(self._heavy) > MOST_HEAVY:
                self._heavy.popitem(last=False)
        elif not seed:
            self._pages[key] = page
        else:
            self._rare[key] = page
            while len(self._rare) > 256:
                self._rare.popitem(last=False)
        return page

    def keep_fixed(self, path: str, page: Page) -> None:
        """A file that no release changes, such as a stylesheet with its hash in the name.

        It never is a window of its own, so what protects windows is 42 bytes for nothing.
        """
        self._fixed[path] = pack_with(page, [one for one in self._security if one[0] != WINDOWS])

    def _turn_over(self) -> None:
        release = self._release()
        if release != self._of_release:
            self._pages, self._rare, self._heavy, self._of_release = {}, OrderedDict(), OrderedDict(), release
            self._hourly = {}
        hour = self._hour()
        if hour != self._of_hour:
            self._hourly, self._of_hour = {}, hour


def seed_of(query: str) -> int:
    """The seed that an address asks for; 0 for none and for anything that is no number from 0 to 15.

    The one reader of it: were the page made from another reading than the one it is kept under, a stranger's odd
    address would decide what everybody sees.
    """
    asked = next((value for name, value in parse_qsl(query[:1_000], keep_blank_values=True) if name == "seed"), "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 2 and int(asked) < 16 else 0


def canonical_query(query: str) -> str:
    """Only the seed matters to a public page: everything else in the query is the sender's own business."""
    seed = seed_of(query)
    return f"seed={seed}" if seed else ""


def pack_with(page: Page, extra: Headers) -> Page:
    variants = {
        encoding: (body, [*full, *extra], [*short, *extra]) for encoding, (body, full, short) in page.variants.items()
    }
    return Page(variants, page.etags)


def choose(page: Page, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
    """(status, headers, body): 200 with the best encoding, 304 when the client holds it, no body for HEAD."""
    encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), page)
    body, full, short = page.variants[encoding]
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and (known.strip() == "*" or page.etags[encoding] in [tag.strip() for tag in known.split(",")]):
        return "304 Not Modified", short, b""
    return "200 OK", full, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The same as a WSGI answer."""
    status, headers, body = choose(page, environ)
    start_response(status, headers)
    return [body]
