"""An address as a drawing that telephones read (ISO/IEC 18004)."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_drawing(address: str) -> Markup:
    """SVG to put into a page, black on white whatever the reader's colours are, with the quiet zone of four modules.

    A quarter of it may be dirty or torn (level Q). It says nothing by itself: the address belongs under it.
    """
    drawing = segno.make_qr(address, error="q")
    lines = drawing.svg_inline(scale=4, border=4, omitsize=True, light="#fff", dark="#000", svgclass="qr")
    return Markup(lines.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - made by the library; the address is drawn, not written
