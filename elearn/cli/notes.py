"""What git said about out-of-date translations, kept beside the verdict of a check."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from config import ROOT
from elearn.cli.courses import Wanted
from elearn.content.diagnostics import Diagnostic
from elearn.content.git import Silent, name_history
from elearn.content.verdicts import Explanations, Verdicts


def recall_notes(
    wanted: Wanted, stale: Sequence[Diagnostic], name: str, kept: Verdicts
) -> dict[Diagnostic, Diagnostic] | None:
    """Each with the notes that git gave it before; None when it has to be asked again, or the releases have to be."""
    record = kept.find_explanations(history) if (history := _history(wanted, stale, name)) else None
    if record is None or not all(_place(one) in record.notes.keys() | record.unknown for one in stale):
        return None
    if has_site() and any(_place(one) in record.unknown for one in stale):
        return None
    return {one: replace(one, notes=record.notes.get(_place(one), one.notes)) for one in stale}


def keep_notes(wanted: Wanted, explained: Mapping[Diagnostic, Diagnostic], name: str, kept: Verdicts) -> None:
    """Adds what git explained, and what it knows nothing of, to what is kept."""
    history = _history(wanted, explained, name)
    if not history:
        return
    before = kept.find_explanations(history) or Explanations({})
    notes = {_place(found): told.notes for found, told in explained.items() if told != found}
    unknown = {_place(found) for found, told in explained.items() if told == found}
    kept.keep(history, Explanations(before.notes | notes, (before.unknown | unknown) - notes.keys()))


def _history(wanted: Wanted, stale: Iterable[Diagnostic], name: str) -> str:
    """The name of the record: of the verdict, and of the history of the files. Empty when git does not answer."""
    if not name:
        return ""
    folders = {path.rpartition("/")[0]: path for path in (one.path for one in stale)}
    try:
        return f"{name} {name_history(wanted.file(path).parent for path in folders.values())}"
    except Silent:
        return ""


def _place(found: Diagnostic) -> str:
    return f"{found.path}:{found.line}:{found.column}"


def has_site() -> bool:
    """Whether there is a site to ask: looking for older words must not make an instance folder or a database."""
    url = os.environ.get("DATABASE_URL", "")
    if url and not url.startswith("sqlite:///"):
        return True
    instance = ROOT / os.environ.get("INSTANCE_PATH", "instance")
    return (ROOT / url.removeprefix("sqlite:///") if url else Path(instance, "elearn.sqlite3")).is_file()
