"""A short name for everything that a compiled site depends on: to see without compiling that nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from elearn.content.files import Tree, read_tree
from elearn.domain import course, questions


def fingerprint(roots: Sequence[Path], *, languages: Sequence[str]) -> str:
    """64 hex over the files below the roots, the languages, and the code of the compiler.

    Equal fingerprints mean equal sites, on every machine. Diagnostics may still differ: some depend on the day.
    """
    digest = hashlib.sha256(_compiler().encode())
    digest.update(" ".join(languages).encode())
    tree: Tree = read_tree(roots)
    files = {file.path: file.data for file in [*tree.texts, *tree.pictures.values()]}
    files |= {name: text.encode() for name, text in tree.ledgers.items()}
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


@cache
def _compiler() -> str:
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in [*sorted(folder.rglob("*.py")), Path(str(course.__file__)), Path(str(questions.__file__))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
