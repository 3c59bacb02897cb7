"""A short name for everything that a compiled site depends on: to see without compiling that nothing has changed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from elearn.content.files import Tree, read_tree

ELEARN = Path(__file__).parents[1]


def fingerprint(roots: Sequence[Path], *, languages: Sequence[str]) -> str:
    """64 hex over the files below the roots, the languages, and the code of the compiler.

    Equal fingerprints mean equal sites, on every machine. Diagnostics may still differ: some depend on the day.
    """
    return _digest(read_tree(roots), languages)


def verdict_name(tree: Tree, *, languages: Sequence[str], today: date) -> str:
    """The same for everything that a check of these files says on this day."""
    return f"{_digest(tree, languages)} {today.isoformat()}"


def _digest(tree: Tree, languages: Sequence[str]) -> str:
    digest = hashlib.sha256(_compiler().encode())
    digest.update(" ".join(languages).encode())
    files = {file.path: file.data for file in [*tree.texts, *tree.beside().values()]}
    files |= {name: text.encode() for name, text in tree.ledgers.items()}
    files |= dict.fromkeys((f"link {path}" for path in tree.links), b"")
    for name, data in files.items():
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


@cache
def _compiler() -> str:
    """Our code, the versions of the libraries beside it, and of the tables of letters that come with Python."""
    digest = hashlib.sha256(sys.version.encode())
    libraries = {path.name for path in Path(msgspec.__file__).parents[1].glob("*.dist-info")}
    digest.update("\n".join(sorted(libraries)).encode())
    for folder in ("content", "domain"):
        for path in sorted((ELEARN / folder).rglob("*.py")):
            digest.update(path.relative_to(ELEARN).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()
