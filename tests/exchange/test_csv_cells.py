from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.exchange.csv_cells import neutralise, write_csv


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Baobab Circle", "Baobab Circle"),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("+254 700", "'+254 700"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("\u3000=1", "'\u3000=1"),
        ("a=b", "a=b"),
        ("'=1", "'=1"),
        ("حلقة «النخلة»", "حلقة «النخلة»"),
        (" ", " "),
    ],
)
def test_a_cell_shows_itself_and_computes_nothing(text: str, cell: str) -> None:
    assert neutralise(text) == cell


def test_a_file_opens_in_a_spreadsheet_with_its_letters() -> None:
    body = write_csv(["name", "members"], [['Cercle « Karité », "Dakar"', 3], ["=2+5", -1]])
    assert body.startswith(b"\xef\xbb\xbfname,members\r\n")
    assert body.decode("utf-8-sig") == 'name,members\r\n"Cercle « Karité », ""Dakar""",3\r\n\'=2+5,-1\r\n'


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    body = write_csv(["a", "b"], rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(body, newline="")))[1:] == [[neutralise(cell) for cell in row] for row in rows]
