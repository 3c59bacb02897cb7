"""A new workbook (ECMA-376) in which a text stays a text, whatever it looks like."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def new_workbook(out: IO[bytes], *, constant_memory: bool = False) -> Workbook:
    """To be used in a `with`, which writes it to `out`. With `constant_memory` cells are written row by row, each row
    for good once the next one begins.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - three megabytes that a worker without a workbook does not need

    return Workbook(out, {**_PLAIN, "in_memory": not constant_memory, "constant_memory": constant_memory})
