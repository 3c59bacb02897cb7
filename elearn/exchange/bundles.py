"""What a workshop laptop is given: its key, the people of its list, and the courses, as one gzipped file of JSON."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from elearn.domain.community import AlsLine
from elearn.domain.errors import Unfit

LARGEST_BUNDLE = 40_000_000
LARGEST_UNPACKED = 400_000_000


@dataclass(frozen=True, slots=True)
class BundlePerson:
    """Somebody on the list: no address, no password, no hash."""

    uid: str
    name: str
    language: str
    country: str
    als: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """`courses` are packed courses as releases hold them, `media` maps an address part to the SHA-256 of its bytes."""

    node: str
    key: bytes
    title: str
    ralo: str
    held_on: date
    expires_at: datetime
    centre: str
    languages: tuple[str, ...]
    left_out: int
    als: tuple[AlsLine, ...]
    people: tuple[BundlePerson, ...]
    courses: Mapping[str, bytes] = field(default_factory=dict)
    terms: bytes = b""
    media: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def write_bundle(bundle: Bundle) -> bytes:
    stated = {
        "bundle": 1,
        "node": bundle.node,
        "key": bundle.key.hex(),
        "title": bundle.title,
        "ralo": bundle.ralo,
        "held_on": bundle.held_on.isoformat(),
        "expires_at": bundle.expires_at.isoformat(),
        "centre": bundle.centre,
        "languages": list(bundle.languages),
        "left_out": bundle.left_out,
        "als": [[one.code, one.name, one.country, one.language] for one in bundle.als],
        "people": [[one.uid, one.name, one.language, one.country, one.als] for one in bundle.people],
        "courses": {course: _text(body) for course, body in bundle.courses.items()},
        "terms": _text(bundle.terms),
        "media": dict(bundle.media),
        "pictures": {digest: _text(body) for digest, body in bundle.pictures.items()},
    }
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    body = json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return packer.compress(body) + packer.flush()


def looks_like_bundle(data: bytes) -> bool:
    """Told from a workshop file by how it begins inside."""
    if data[:2] != b"\x1f\x8b":
        return False
    try:
        return b'"elp":1' not in zlib.decompressobj(31).decompress(data, 400)
    except zlib.error:
        return False


def read_bundle(data: bytes) -> Bundle:
    """Raises Unfit `bundle-foreign` for anything that is no whole bundle of this format."""
    stated = _unpacked(data)
    try:
        return Bundle(
            node=_hex(stated["node"], 32),
            key=bytes.fromhex(_hex(stated["key"], 64)),
            title=str(stated["title"])[:200],
            ralo=str(stated["ralo"]),
            held_on=date.fromisoformat(stated["held_on"]),
            expires_at=datetime.fromisoformat(stated["expires_at"]),
            centre=str(stated["centre"])[:300],
            languages=tuple(str(code) for code in stated["languages"]),
            left_out=int(stated["left_out"]),
            als=tuple(AlsLine(*map(str, one)) for one in stated["als"]),
            people=tuple(BundlePerson(*map(str, one)) for one in stated["people"]),
            courses={str(course): _bytes(body) for course, body in stated["courses"].items()},
            terms=_bytes(stated["terms"]),
            media={str(path): str(digest) for path, digest in stated["media"].items()},
            pictures={str(digest): _bytes(body) for digest, body in stated["pictures"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unfit("bundle-foreign") from error


def _unpacked(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_BUNDLE:
        raise Unfit("bundle-foreign")
    unpacker = zlib.decompressobj(31)
    try:
        stated = json.loads(unpacker.decompress(data, LARGEST_UNPACKED))
    except (zlib.error, ValueError, RecursionError) as error:
        raise Unfit("bundle-foreign") from error
    if not unpacker.eof or not isinstance(stated, dict) or stated.get("bundle") != 1:
        raise Unfit("bundle-foreign")
    return stated


def _hex(text: object, length: int) -> str:
    if not isinstance(text, str) or len(text) != length or set(text) - set("0123456789abcdef"):
        raise ValueError("no hex")
    return text


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
