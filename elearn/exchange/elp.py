"""Workshop files (`.elp`): the log of a laptop, to be carried on a stick, mailed, and read by whom it was not written.

Gzip over lines of JSON: a header {elp, node, from_rseq, to_rseq, n, sha256, prev_sha256, key_id, made_at}, `n` events,
a trailer {hmac}. `sha256` is that of all event lines with their line ends; the HMAC (SHA-256, RFC 2104) by the node's
key is over the header line and the event lines.

A file is read twice: once to look whether it may be believed, and again to take the events in. Neither reading holds
more than one line.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from elearn.domain.errors import Unfit
from elearn.domain.events import LARGEST_BODY, canonical_json
from elearn.domain.workshops import MOST_EVENTS, key_id

LARGEST_FILE = 20_000_000
LARGEST_RATIO = 50
LARGEST_LINE = LARGEST_BODY + 1_024  # the body and what stands around it
_SMALL = 200_000  # so many bytes may come out of any file, however well it packs: a header packs well
_CHUNK = 65_536
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. `prev_sha256` is that of the file before, or empty; `made_at` ISO in UTC."""

    node: str
    from_rseq: int
    to_rseq: int
    n: int
    sha256: str
    prev_sha256: str
    key_id: str
    made_at: str


def write_elp(header: Header, lines: Iterable[bytes], key: bytes) -> bytes:
    """The file. `lines` are the events without line ends, as many as the header says and with its sum.

    Byte-reproducible: the same events make the same file.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = canonical_json({"elp": 1, **asdict(header)}).encode() + b"\n"
    mac = hmac.new(key, head, hashlib.sha256)
    parts = [packer.compress(head)]
    for line in lines:
        mac.update(line + b"\n")
        parts.append(packer.compress(line + b"\n"))
    tail = canonical_json({"hmac": mac.hexdigest()}).encode() + b"\n"
    return b"".join([*parts, packer.compress(tail), packer.flush()])


def sum_lines(lines: Iterable[bytes]) -> str:
    """The `sha256` of a header."""
    summed = hashlib.sha256()
    for line in lines:
        summed.update(line + b"\n")
    return summed.hexdigest()


def read_header(data: bytes) -> Header:
    """The first line, when the whole file is whole: as many events as it says, with their sum, nothing behind.

    Raises Unfit: `elp-large`, `elp-foreign`, `elp-cut`, `elp-packed`, `elp-long-line`, `elp-many`, `elp-count`,
    `elp-changed`. What is right here is not yet signed: ask `require_signature`.
    """
    return _look(data, None)


def require_signature(data: bytes, find_key: Callable[[Header], bytes]) -> Header:
    """The header of a file that was signed by its node. Raises as `read_header`, and Unfit `elp-signature`.

    `find_key` gets the header before anything else is read, and may refuse the node.
    """
    return _look(data, find_key)


def read_lines(data: bytes) -> Iterator[bytes]:
    """The events of a file that was looked at before, one line each, without the line end."""
    lines = _lines(data)
    header = _header(next(lines))
    for _ in range(header.n):
        yield next(lines)


def _look(data: bytes, find_key: Callable[[Header], bytes] | None) -> Header:
    lines = _lines(data)
    first = next(lines, b"")
    header = _header(first)
    key = find_key(header) if find_key else None
    if key is not None and key_id(key) != header.key_id:
        raise Unfit("elp-signature", header.key_id)
    mac, summed = hmac.new(key or b"-", first + b"\n", hashlib.sha256), hashlib.sha256()
    for number in range(header.n):
        line = next(lines, None)
        if line is None:
            raise Unfit("elp-count", f"{number}/{header.n}")
        mac.update(line + b"\n")
        summed.update(line + b"\n")
    stated = _trailer(next(lines, b""))
    if next(lines, None) is not None:
        raise Unfit("elp-count", f">{header.n}")
    if summed.hexdigest() != header.sha256:
        raise Unfit("elp-changed")
    if key is not None and not hmac.compare_digest(mac.hexdigest(), stated):
        raise Unfit("elp-signature", header.key_id)
    return header


def _lines(data: bytes) -> Iterator[bytes]:
    """Line by line, never more in memory than a line and a chunk."""
    if len(data) > LARGEST_FILE:
        raise Unfit("elp-large", str(len(data)))
    if data[:2] != b"\x1f\x8b":
        raise Unfit("elp-foreign")
    rest = b""
    for piece in _unpacked(data):
        parts = (rest + piece).split(b"\n")
        rest = parts.pop()
        if max(map(len, (rest, *parts))) > LARGEST_LINE:
            raise Unfit("elp-long-line", str(LARGEST_LINE))
        yield from parts
    if rest:
        raise Unfit("elp-cut")


def _unpacked(data: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(31)
    most = max(_SMALL, len(data) * LARGEST_RATIO)
    came, pending = 0, data
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(pending, _CHUNK)
            pending = unpacker.unconsumed_tail
            came += len(piece)
            if came > most:
                raise Unfit("elp-packed", str(LARGEST_RATIO))
            if not piece and not pending and not unpacker.eof:
                raise Unfit("elp-cut")
            yield piece
    except zlib.error as error:
        raise Unfit("elp-cut" if came else "elp-foreign") from error
    if unpacker.unused_data:
        raise Unfit("elp-changed")


def _header(line: bytes) -> Header:
    stated = _object(line)
    if stated.get("elp") != 1 or stated.keys() != {"elp", *Header.__dataclass_fields__}:
        raise Unfit("elp-foreign")
    texts = {"node": 32, "sha256": 64, "prev_sha256": 64, "key_id": 12}
    for name, length in texts.items():
        value = stated[name]
        empty = name == "prev_sha256" and value == ""
        if not isinstance(value, str) or not (empty or (len(value) == length and _HEX.fullmatch(value))):
            raise Unfit("elp-foreign")
    numbers = [stated[name] for name in ("from_rseq", "to_rseq", "n")]
    if not all(type(number) is int and 0 <= number < 2**62 for number in numbers):
        raise Unfit("elp-foreign")
    if stated["n"] > MOST_EVENTS:
        raise Unfit("elp-many", str(MOST_EVENTS))
    if not isinstance(stated["made_at"], str) or len(stated["made_at"]) > 40 or not numbers[0] <= numbers[1] + 1:
        raise Unfit("elp-foreign")
    return Header(**{name: stated[name] for name in Header.__dataclass_fields__})


def _trailer(line: bytes) -> str:
    stated = _object(line, wrong="elp-count")
    mac = stated.get("hmac")
    if stated.keys() != {"hmac"} or not isinstance(mac, str) or not mac.isascii():
        raise Unfit("elp-count")
    return mac


def _object(line: bytes, wrong: str = "elp-foreign") -> dict[str, Any]:
    try:
        stated = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unfit(wrong) from error
    if not isinstance(stated, dict):
        raise Unfit(wrong)
    return stated
