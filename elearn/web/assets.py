"""Stylesheets, scripts and drawings as immutable files: the hash of the bytes is part of the address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from elearn.web.plane import Page, pack
from elearn.web.scripts import shrink

STATIC = Path(__file__).resolve().parents[1] / "static"
IMMUTABLE = "public, max-age=31536000, immutable"
# A script that no page of the site loads: course packs carry it (web/pack_files.py).
CARRIED = "pack"
# Where browsers and phones look without being told; no page spends a byte on them.
WELL_KNOWN = {
    "/favicon.svg": "mark.svg",
    "/favicon.ico": "favicon.ico",
    "/apple-touch-icon.png": "apple-touch-icon.png",
    "/icon-192.png": "icon-192.png",
}


@cache
def read_assets() -> tuple[Mapping[str, str], Mapping[str, Page]]:
    """(name -> address, address -> page), read and packed once in a process.

    `learner.css` is every part of css/learner in the order of the names, `learner.js` every part of js/learner; scripts
    are sent shrunk.
    """
    addresses: dict[str, str] = {}
    pages: dict[str, Page] = {}
    for name, body in _sources().items():
        stem, _, ending = name.rpartition(".")
        address = f"/static/{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"
        addresses[name] = address
        pages[address] = pack(body, _TYPES[ending], IMMUTABLE, quality=11)
    for address, name in WELL_KNOWN.items():
        body = (STATIC / name).read_bytes()
        pages[address] = pack(body, _TYPES[name.rpartition(".")[2]], "public, max-age=86400", quality=11)
    return addresses, pages


_TYPES: Mapping[str, str] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/vnd.microsoft.icon",
}


def _sources() -> dict[str, bytes]:
    sheets = {f"{folder.name}.css": _joined(folder, "*.css") for folder in sorted((STATIC / "css").iterdir())}
    scripts = {script.name: shrunk(script) for script in sorted((STATIC / "js").glob("*.js"))}
    folders = [folder for folder in sorted((STATIC / "js").glob("*/")) if folder.name != CARRIED]
    scripts |= {f"{folder.name}.js": b"".join(map(shrunk, sorted(folder.glob("*.js")))) for folder in folders}
    return sheets | scripts | {name: (STATIC / name).read_bytes() for name in ("mark.svg", "card.png")}


def shrunk(script: Path) -> bytes:
    return shrink(script.read_text(encoding="utf-8")).encode()


def family(folder: str, parts: str) -> bytes:
    """Every part of a folder below `static`, in the order of the names, as one file."""
    return _joined(STATIC / folder, parts)


def _joined(folder: Path, parts: str) -> bytes:
    return b"".join(part.read_bytes() for part in sorted(folder.glob(parts)))
