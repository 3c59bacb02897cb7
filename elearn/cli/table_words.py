"""What is wrong with a table of people or of a roster, as lines on standard error: file, line, column, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from elearn.cli.terminal import printable
from elearn.exchange.csv_tables import MOST_COLUMNS, Problem

PROGRESS = 10_000


def file_words(columns: Sequence[str], most_bytes: int, most_lines: int) -> dict[str, str]:
    """Sentences by code for what any table can have wrong; `{data}` is what was found."""
    return {
        "file-big": f"the file has more than {most_bytes} bytes: split it",
        "file-lines": f"the file has {{data}} lines and may have {most_lines}: split it",
        "file-empty": "the file is empty: the first line must name the columns",
        "file-workbook": "this is a workbook: open it in its program and save it as CSV UTF-8",
        "file-utf16": "the file is in UTF-16: save it again as CSV UTF-8",
        "file-latin1": "byte {data} is no UTF-8, the file is probably in Latin-1 or Windows-1252: save it as CSV UTF-8",
        "file-quotes": 'a quotation mark is not closed, or stands inside a cell and is not doubled ("")',
        "cell-long": "a cell has more than 131,072 characters: a quotation mark before it may not be closed",
        "column-unknown": f"there is no column `{{data}}`; columns are {', '.join(columns)}",
        "columns-many": f"the first line has {{data}} columns and may have {MOST_COLUMNS}: keep those that are needed",
        "column-twice": "this column is there twice: keep one",
        "column-missing": "this column is missing: add it to the first line",
        "cells-many": "this line has {data} cells, more than there are columns: put quotation marks round commas",
        "cell-formula": "`{data}` begins like a formula: take the sign in front away",
    }


def sentence(problem: Problem, words: Mapping[str, str]) -> str:
    """What is wrong and what to write instead."""
    text = words[problem.code].format(data=problem.data)
    return f"{problem.column}: {text}" if problem.column and problem.code != "column-unknown" else text


def refuse_problems(problems: Sequence[Problem], file: str, words: Mapping[str, str], then: str) -> None:
    """Nothing without problems; else each of them on standard error, how many they are, `then`, and status 1."""
    for problem in problems:
        click.echo(f"{file}:{problem.line or 1}: {printable(sentence(problem, words))}", err=True)
    if problems:
        click.echo(f"{len(problems)} problems; {then}", err=True)
        raise click.exceptions.Exit(1)


def tell_progress(done: int, lines: int) -> None:
    """Of a long file how far it is, on standard error."""
    if lines >= PROGRESS and (done % PROGRESS == 0 or done == lines):
        click.echo(f"{done} of {lines} lines", err=True)
