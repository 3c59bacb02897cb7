"""What a backup says of itself, when it may be restored, what it is called, and which old ones go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from elearn.domain.errors import Unfit

FORMAT = 1
SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The database inside of a backup, by kind.
DATABASE_MEMBER = {SQLITE: "elearn.sqlite3", POSTGRESQL: "elearn.dump"}
# Files of the instance that cannot be made again: links in letters are signed with the key.
INSTANCE_MEMBERS = ("secret_key", "demonstration")
KEPT = 14
_NAME = re.compile(r"elearn-\d{8}T\d{6}Z\.zip")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup, before it was packed."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `tables` maps a name to (rows, sum); `key` tells secret keys apart and gives none away."""

    format: int
    elearn: str
    made_at: str
    database: str
    schema: str
    epoch: str
    release: int
    key: str
    tables: Mapping[str, tuple[int, str]]
    members: Mapping[str, Member]

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


def check_fitness(manifest: Manifest, *, database: str, known: Sequence[str]) -> None:
    """Raises Unfit when this code, with this kind of database, cannot restore it. `known` are the code's migrations."""
    if manifest.format != FORMAT:
        raise Unfit("newer-format", manifest.elearn)
    if manifest.schema not in known:
        raise Unfit("newer-backup", manifest.schema)
    if manifest.database != database:
        raise Unfit("other-database", manifest.database)
    missing = [name for name in (DATABASE_MEMBER[database],) if name not in manifest.members]
    unknown = [name for name in manifest.members if name not in (*INSTANCE_MEMBERS, DATABASE_MEMBER[database])]
    if missing or unknown:
        raise Unfit("damaged", (missing + unknown)[0])


def find_difference(before: Mapping[str, tuple[int, str]], after: Mapping[str, tuple[int, str]]) -> str:
    """The first table that is not the same in both, in words; empty when all are."""
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            rows = [str(sums[name][0]) if name in sums else "no" for sums in (before, after)]
            return f"{name} has {rows[1]} rows where {rows[0]} were" if rows[0] != rows[1] else f"{name} differs"
    return ""


def backup_name(at: datetime) -> str:
    """`elearn-20261122T100000Z.zip`: sorts by time."""
    return f"elearn-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"


def surplus(names: Iterable[str], keep: int) -> list[str]:
    """The oldest of our own backups beyond the newest `keep`; 0 keeps all. Other people's files are never named."""
    ours = sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)
    return ours[keep:] if keep else []
