"""The interface's own translations: from `translations/<lang>/…/messages.po` to what gettext reads."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from elearn.extensions import LOCALES

SOURCES = Path(__file__).resolve().parents[2] / "translations"


def compile_catalogues(target: Path) -> None:
    """Write every catalogue that is newer than its compiled twin. Safe beside a running server: renamed into place."""
    for source in sorted(SOURCES.glob("*/LC_MESSAGES/messages.po")):
        code = source.parent.parent.name
        compiled = target / LOCALES.get(code, code) / "LC_MESSAGES" / "messages.mo"
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        draft = compiled.with_suffix(f".{os.getpid()}")
        with source.open("rb") as text, draft.open("wb") as binary:
            write_mo(binary, read_po(text, locale=code))
        draft.replace(compiled)
