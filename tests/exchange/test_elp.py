"""Workshop files: what is written is read; whatever was cut, flipped, blown up or made by others is refused whole."""

from __future__ import annotations

import gzip
import hashlib
import json
import tracemalloc
from dataclasses import replace

import pytest

from elearn.domain.errors import Unfit
from elearn.domain.workshops import key_id
from elearn.exchange.elp import (
    LARGEST_FILE,
    LARGEST_LINE,
    Header,
    read_header,
    read_lines,
    require_signature,
    sum_lines,
    write_elp,
)

KEY = bytes(range(32))
LINES = [
    json.dumps({"id": hashlib.md5(bytes([n]), usedforsecurity=False).hexdigest(), "n": n}).encode() for n in range(40)
]


def header(lines: list[bytes]) -> Header:
    return Header("a" * 32, 1, len(lines), len(lines), sum_lines(lines), "", key_id(KEY), "2026-11-22T10:00:00Z")


def good() -> bytes:
    return write_elp(header(LINES), LINES, KEY)


def why(data: bytes) -> str:
    with pytest.raises(Unfit) as refused:
        require_signature(data, lambda _: KEY)
    return refused.value.why


def test_what_was_written_is_read_and_written_again_the_same() -> None:
    assert require_signature(good(), lambda _: KEY) == header(LINES) == read_header(good())
    assert list(read_lines(good())) == LINES
    assert good() == good()


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(share: float) -> None:
    assert why(good()[: max(2, int(len(good()) * share))]) in ("elp-cut", "elp-foreign", "elp-count")


def test_a_file_with_any_byte_flipped_is_refused() -> None:
    data = good()
    for place in range(len(data)):
        if place in (3, 4, 5, 6, 7, 8, 9):  # gzip's own time, flags and system say nothing about the content
            continue
        broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert why(broken).startswith("elp-"), place


def repacked(change: bytes, to: bytes) -> bytes:
    plain = gzip.decompress(good())
    assert change in plain
    return gzip.compress(plain.replace(change, to, 1))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "elp-foreign"),
        (b"PK\x03\x04 a zip", "elp-foreign"),
        (b"\x1f\x8b but no gzip", "elp-foreign"),
        (gzip.compress(b"a letter to my sister\n"), "elp-foreign"),
        (gzip.compress(b"{}\n"), "elp-foreign"),
        (gzip.compress(b"[" * 100_000), "elp-long-line"),
        (gzip.compress(b"\n" * 190_000), "elp-foreign"),
        (gzip.compress(b"0" * 30_000_000), "elp-long-line"),
        (good() + b"more", "elp-changed"),
        (good() + good(), "elp-changed"),
        (bytes(LARGEST_FILE + 1), "elp-large"),
    ],
    # Not the bytes: gzip writes the time into them, and workers that collect in different seconds must agree.
    ids=[
        "nothing",
        "zip",
        "no-gzip",
        "letter",
        "no-header",
        "long-line",
        "empty-lines",
        "bomb",
        "more-after",
        "twice",
        "too-large",
    ],
)
def test_what_is_no_workshop_file_is_refused(data: bytes, code: str) -> None:
    assert why(data) == code


def test_a_changed_event_another_count_and_a_foreign_key_are_told_apart() -> None:
    assert why(repacked(b'"n": 7', b'"n": 8')) == "elp-changed"
    assert why(repacked(b'"n":40', b'"n":39')) == "elp-count"
    assert why(repacked(b'"n":40', b'"n":41')) == "elp-count"
    assert why(repacked(b'"n":40', b'"n":1000001')) == "elp-many"
    assert why(repacked(b'"n":40', b'"n":-1')) == "elp-foreign"
    assert why(repacked(b'"from_rseq":1', b'"from_rseq":"1"')) == "elp-foreign"
    forged = write_elp(header(LINES), LINES, bytes(32))
    assert why(forged) == "elp-signature"
    assert why(write_elp(replace(header(LINES), key_id=key_id(bytes(32))), LINES, bytes(32))) == "elp-signature"


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    lines = [b'{"id":"' + b"0" * 16_000 + b'"}'] * 4_000
    bomb = write_elp(header(lines), lines, KEY)
    assert len(bomb) < 300_000
    tracemalloc.start()
    assert why(bomb) == "elp-packed"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


def test_a_line_that_is_too_long_is_refused() -> None:
    lines = [*LINES, b"x" * (LARGEST_LINE + 1)]
    assert why(write_elp(header(lines), lines, KEY)) == "elp-long-line"
