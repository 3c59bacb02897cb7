"""Drawings that may be served, and the sizes of photographs."""

from __future__ import annotations

import struct

import pytest

from elearn.content.pictures import raster_size
from elearn.content.svg import read_drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 336 96">'


def drawing(inner: str, head: str = HEAD) -> str:
    return read_drawing(f"{head}{inner}</svg>".encode()).problem


@pytest.mark.parametrize(
    "inner",
    [
        "<title>t</title><desc>d</desc>",
        '<g transform="rotate(3)"><path d="M0 0"/><circle r="2"/><rect/><line/><polyline points="1,2"/></g>',
        '<text x="8" y="9" text-anchor="middle">IPv4: <tspan dy="2">32</tspan></text>',
        "<style>.l{fill:none}@media(prefers-color-scheme:dark){.l{stroke:#84d8b4}}</style>",
        "<style><![CDATA[.a > .b{fill:red}]]></style>",
        '<text xml:lang="ar" direction="rtl">عنوان</text>',
        "&amp;&lt;",
    ],
)
def test_shapes_and_words_are_served(inner: str) -> None:
    assert drawing(inner) == ""


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<a/>", "<a>"),
        ("<use/>", "<use>"),
        ("<image/>", "<image>"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<animate/>", "<animate>"),
        ("<linearGradient/>", "<linearGradient>"),
        ("<svg/>", "<svg>"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg"/>', "<x:script>"),
        ('<path onload="x"/>', "onload="),
        ('<path href="#x"/>', "href="),
        ('<path xmlns:xlink="x" xlink:href="#x"/>', "xmlns:xlink="),
        ('<path style="fill:red"/>', "style="),
        ('<path fill="url(#a)"/>', "fill="),
        ('<path fill="ur\\6c(x)"/>', "fill="),
        ("<style>@import 'x';</style>", "<style>"),
        ("<style>.a{fill:url(x)}</style>", "<style>"),
        ("<style>.a{fill:u&#114;l(x)}</style>", "<style>"),
        ("<style>.a{fill:ur<!-- -->l(x)}</style>", ""),
        ("<style>@font-face{}</style>", "<style>"),
        ("<?xml-stylesheet href='x'?>", "<?…?>"),
        ("<g>" * 30 + "</g>" * 30, "24 levels"),
        ("&x;", "no XML"),
        ("<path", "no XML"),
    ],
)
def test_what_runs_or_loads_is_refused(inner: str, named: str) -> None:
    problem = drawing(inner)
    assert problem
    assert named in problem


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + HEAD + "</svg>",
        '<?xml version="1.0"?><!DOCTYPE svg SYSTEM "file:///etc/passwd">' + HEAD + "</svg>",
        "<html/>",
        "",
        "<svg></svg>",
        '<svg viewBox="0 0 a b"></svg>',
        '<svg viewBox="0 0 0 0"></svg>',
    ],
)
def test_other_files_are_no_drawings(text: str) -> None:
    assert read_drawing(text.encode()).problem


def test_the_size_comes_from_the_view_box() -> None:
    found = read_drawing(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1,-1 100.4 50.6"></svg>')
    assert (found.width, found.height) == (100, 51)


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 320, 200)
JPEG = b"\xff\xd8\xff\xe0\0\x04ab" + b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", 200, 320) + b"\x03"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (320, 200)),
        (JPEG, (320, 200)),
        (PNG[:20], None),
        (PNG.replace(b"IHDR", b"XXXX"), None),
        (JPEG[:12], None),
        (b"\xff\xd8\xff" + b"\xff" * 900, None),
        (b"GIF89a", None),
        (b"", None),
        (b"<svg/>", None),
    ],
)
def test_the_size_of_a_photograph_comes_from_its_header(data: bytes, size: tuple[int, int] | None) -> None:
    assert raster_size(data) == size
